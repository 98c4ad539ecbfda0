//! To whom automations are shown.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use weir_contract::stock;
use weir_types::automations::Automation;

use crate::{answer::Answer, app::App, error::ApiError};

/// Who looks at automations. Stock clients know Prefect's actions and triggers alone, so they see Weir's own as
/// [`weir_contract::stock`] tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewer {
    is_stock: bool,
}

impl FromRequestParts<App> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self { is_stock: agent.is_some_and(stock::is_stock_client) })
    }
}

impl Viewer {
    /// An automation as this client may see it.
    pub(super) fn one(self, automation: Automation) -> Response {
        if self.is_stock {
            Answer(shown(&automation)).into_response()
        } else {
            Answer(automation).into_response()
        }
    }

    /// Automations as this client may see them.
    pub(super) fn all(self, automations: Vec<Automation>) -> Response {
        if !self.is_stock {
            return Answer(automations).into_response();
        }
        let all: Vec<Value> = automations.iter().map(shown).collect();
        Answer(all).into_response()
    }
}

fn shown(automation: &impl Serialize) -> Value {
    let mut automation = serde_json::to_value(automation).unwrap_or_default();
    stock::show(&mut automation);
    automation
}

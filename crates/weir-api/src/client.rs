//! Who asks: the versions that a client states in its headers, on which orchestration depends.

use axum::{extract::FromRequestParts, http::request::Parts};
use base64::Engine as _;
use http::{HeaderMap, header};
use weir_engine::{ApiVersion, ClientVersion, Env, FreshIds};
use weir_types::{Timestamp, flow_runs::CreatedBy};

use crate::{app::App, error::ApiError};

/// What a request's headers say of its client.
#[derive(Clone, Debug)]
pub struct Client {
    version: Option<ClientVersion>,
    api_version: Option<ApiVersion>,
    /// The automation on whose behalf the client asks.
    pub automation: Option<CreatedBy>,
}

impl Client {
    /// The circumstances of a decision that this client asks for at `now`.
    pub fn env(self, app: &App, now: Timestamp) -> Env {
        Env {
            now,
            fresh: FreshIds::draw(),
            random: rand::random(),
            client_version: self.version,
            api_version: self.api_version,
            settings: app.settings().orchestration,
        }
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let headers = &parts.headers;
        Ok(Self {
            version: text(headers, header::USER_AGENT.as_str()).and_then(ClientVersion::from_user_agent),
            api_version: api_version(headers).map_err(ApiError::BadRequest)?,
            automation: automation(headers),
        })
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn api_version(headers: &HeaderMap) -> Result<Option<ApiVersion>, String> {
    let Some(stated) = text(headers, "x-prefect-api-version").filter(|stated| !stated.is_empty()) else {
        return Ok(None);
    };
    let mut parts = stated.split('.').map(|part| part.trim().parse::<u64>().ok());
    match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten(), parts.next()) {
        (Some(major), Some(minor), Some(patch), None) => Ok(Some(ApiVersion(major, minor, patch))),
        _ => Err(format!(
            "Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received {stated}"
        )),
    }
}

fn automation(headers: &HeaderMap) -> Option<CreatedBy> {
    let id = text(headers, "prefect-automation-id")?.parse().ok()?;
    let name = text(headers, "prefect-automation-name")?;
    let name = base64::engine::general_purpose::STANDARD.decode(name).ok()?;
    let name = String::from_utf8(name).ok().filter(|name| !name.is_empty())?;
    Some(CreatedBy { id: Some(id), kind: Some("AUTOMATION".to_owned()), display_value: Some(name) })
}

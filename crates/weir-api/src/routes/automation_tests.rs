//! `/api/weir/automations/test`: what an automation would have done with the events that are stored. Prefect's server
//! has nothing like it, so it is not in the contract; the automation is checked by the contract's rules.

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    http::HeaderMap,
    routing::post,
};
use serde::Deserialize;
use serde_json::Value;
use weir_contract::{ErrorBody, RequestParts, contract};
use weir_services::automations::replay;
use weir_types::{
    Timestamp,
    automations::{AutomationCreate, Replay},
};

use crate::{
    access,
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    routing::Need,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/weir/automations/test", post(test))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    /// The automation, as for `POST /api/automations/`.
    automation: Value,
    /// From when on events are replayed.
    since: Timestamp,
}

async fn test(
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Result<Json<Wanted>, JsonRejection>,
) -> ApiResult<Answer<Replay>> {
    access::admit(&app, &headers, Need::Operate).await?;
    let Json(Wanted { automation, since }) =
        wanted.map_err(|error| ApiError::BadRequest(error.body_text()))?;
    let create = checked(&automation)?;
    let now = app.now();
    let replayed = replay(app.store(), app.seal(), &create, (since, now)).await?;
    replayed.map(Answer).ok_or_else(|| {
        let sentence = "A metric trigger looks at runs, not at events: it cannot be tested on them";
        ApiError::BadRequest(sentence.to_owned())
    })
}

/// The automation, if it keeps the contract's rules.
fn checked(automation: &Value) -> Result<AutomationCreate, ErrorBody> {
    let text = automation.to_string();
    let parts = RequestParts {
        content_type: Some("application/json"),
        body: text.as_bytes(),
        ..RequestParts::default()
    };
    let operation = contract().operation("POST", "/api/automations/").ok_or_else(ErrorBody::internal)?;
    contract().validate(operation, parts)?.read().map_err(|error| ErrorBody::detail(400, &error.to_string()))
}

//! `/api/weir/automations/test`: what an automation would have done with the events that are stored. Prefect's server
//! has nothing like it, so it is not in the contract; the automation is checked by the contract's rules.

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    http::HeaderMap,
    routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use weir_contract::{ErrorBody, RequestParts, contract};
use weir_services::automations::{Replay, ReplayedFiring, replay};
use weir_types::{Timestamp, automations::AutomationCreate};

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

/// What it would have done.
#[derive(Debug, Serialize)]
struct Told {
    since: Timestamp,
    until: Timestamp,
    /// Whether that is all the time that was asked for.
    is_whole: bool,
    /// How many events were looked at, and how many of them concerned the automation.
    events: usize,
    concerned: usize,
    firings: Vec<ToldFiring>,
}

#[derive(Debug, Serialize)]
struct ToldFiring {
    at: Timestamp,
    state: String,
    labels: Value,
    event: Value,
    actions: Vec<Value>,
}

async fn test(
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Result<Json<Wanted>, JsonRejection>,
) -> ApiResult<Answer<Told>> {
    access::admit(&app, &headers, Need::Operate).await?;
    let Json(Wanted { automation, since }) =
        wanted.map_err(|error| ApiError::BadRequest(error.body_text()))?;
    let create = checked(&automation)?;
    let now = app.now();
    let Some(replayed) = replay(app.store(), app.seal(), &create, (since, now)).await? else {
        let sentence = "A metric trigger looks at runs, not at events: it cannot be tested on them";
        return Err(ApiError::BadRequest(sentence.to_owned()));
    };
    let Replay { events, concerned, until, firings } = replayed;
    let firings = firings.into_iter().map(|firing| {
        let ReplayedFiring { at, state, labels, event, actions } = firing;
        ToldFiring { at, state, labels, event, actions }
    });
    Ok(Answer(Told { since, until, is_whole: until == now, events, concerned, firings: firings.collect() }))
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

//! `/events`.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};
use weir_store::task_run_events::{self, IncomingEvents};
use weir_types::Json;

use crate::{
    app::App,
    error::{ApiError, ApiResult},
    extract::HotBody,
    incoming_event,
    sockets::events_in::events_in,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/events", post(create)).route("/events/in", get(events_in))
}

/// Takes events by HTTP as [`events_in`] takes them by websocket.
async fn create(State(app): State<App>, HotBody(events): HotBody<Vec<Json>>) -> ApiResult<StatusCode> {
    let mut incoming = IncomingEvents::default();
    for (place, event) in events.iter().enumerate() {
        let (event, task_run) = incoming_event::parse(event.as_str()).map_err(|error| ApiError::Invalid {
            detail: json!([{ "type": "value_error", "loc": ["body", place], "msg": error.to_string() }]),
            body: Value::Null,
        })?;
        incoming.push(event, task_run);
    }
    if !incoming.is_empty() {
        let now = app.now();
        app.store()
            .write((incoming, now), |conn, (incoming, now)| {
                Box::pin(task_run_events::store(conn, incoming, *now))
            })
            .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

//! `/events`.

use axum::{Router, routing::get};

use crate::{app::App, sockets::events_in::events_in};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/events/in", get(events_in))
}

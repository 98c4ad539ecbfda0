//! `/flow_runs`.

mod single;
mod states;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/flow_runs/", post(single::create))
        .route("/flow_runs/{id}", get(single::read))
        .route("/flow_runs/{id}/set_state", post(states::set_state))
}

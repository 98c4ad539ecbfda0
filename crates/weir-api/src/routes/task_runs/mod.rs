//! `/task_runs`.

mod lists;
mod single;

use axum::{
    Router,
    routing::{get, post},
};

use crate::{app::App, sockets::scheduled_task_runs::scheduled_task_runs};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/task_runs/", post(single::create))
        .route("/task_runs/{id}", get(single::read).patch(single::update).delete(single::delete))
        .route("/task_runs/{id}/set_state", post(single::set_state))
        .route("/task_runs/subscriptions/scheduled", get(scheduled_task_runs))
        .route("/task_runs/filter", post(lists::filter))
        .route("/task_runs/count", post(lists::count))
        .route("/task_runs/paginate", post(lists::paginate))
        .route("/task_runs/history", post(lists::history))
}

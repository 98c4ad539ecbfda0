//! `/task_runs`.

mod lists;
mod single;

use crate::{
    routing::{Routes, get, post, query, socket},
    sockets::scheduled_task_runs::scheduled_task_runs,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/task_runs/", post(single::create))
        .route("/task_runs/{id}", get(single::read).patch(single::update).delete(single::delete))
        .route("/task_runs/{id}/set_state", post(single::set_state))
        .route("/task_runs/subscriptions/scheduled", socket(scheduled_task_runs))
        .route("/task_runs/filter", query(lists::filter))
        .route("/task_runs/count", query(lists::count))
        .route("/task_runs/paginate", query(lists::paginate))
        .route("/task_runs/history", query(lists::history))
}

//! `/deployments`, with their schedules and the runs that are made of them.

mod lists;
mod poll;
mod runs;
mod schedule;
mod schedules;
mod single;

use crate::{
    error::ApiError,
    routing::{Routes, get, patch, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/deployments/", post(single::create))
        .route("/deployments/filter", query(lists::filter))
        .route("/deployments/count", query(lists::count))
        .route("/deployments/paginate", query(lists::paginate))
        .route("/deployments/bulk_delete", post(lists::bulk_delete))
        .route("/deployments/get_scheduled_flow_runs", post(poll::poll))
        .route("/deployments/{id}", get(single::read).patch(single::update).delete(single::delete))
        .route("/deployments/name/{flow_name}/{deployment_name}", get(single::read_by_name))
        .route("/deployments/{id}/pause_deployment", post(single::pause))
        .route("/deployments/{id}/resume_deployment", post(single::resume))
        .route("/deployments/{id}/schedule", post(schedule::schedule))
        .route("/deployments/{id}/work_queue_check", get(single::work_queues))
        .route("/deployments/{id}/create_flow_run", post(runs::create))
        .route("/deployments/{id}/create_flow_run/bulk", post(runs::create_many))
        .route("/deployments/{id}/schedules", get(schedules::read).post(schedules::create))
        .route(
            "/deployments/{id}/schedules/{schedule_id}",
            patch(schedules::update).delete(schedules::delete),
        )
}

fn unknown() -> ApiError {
    ApiError::not_found("Deployment")
}

//! `/work_pools`, with their queues and workers.

mod poll;
mod queues;
mod single;
mod workers;

use crate::{
    error::ApiError,
    routing::{Routes, delete, get, post, query, socket},
    sockets::worker_channel::worker_channel,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/work_pools/", post(single::create))
        .route("/work_pools/filter", query(single::filter))
        .route("/work_pools/count", query(single::count))
        .route("/work_pools/{name}", get(single::read).patch(single::update).delete(single::delete))
        .route("/work_pools/{name}/concurrency_status", query(single::concurrency_status))
        .route("/work_pools/{name}/get_scheduled_flow_runs", post(poll::poll))
        .route("/work_pools/{work_pool_name}/queues", post(queues::create))
        .route("/work_pools/{work_pool_name}/queues/filter", query(queues::filter))
        .route(
            "/work_pools/{work_pool_name}/queues/{name}",
            get(queues::read).patch(queues::update).delete(queues::delete),
        )
        .route("/work_pools/{work_pool_name}/workers/heartbeat", post(workers::heartbeat))
        .route("/work_pools/{work_pool_name}/workers/filter", query(workers::filter))
        .route(
            "/work_pools/{work_pool_name}/workers/connect",
            socket(worker_channel).delete(workers::delete_connect),
        )
        .route("/work_pools/{work_pool_name}/workers/{name}", delete(workers::delete))
}

fn unknown(name: &str) -> ApiError {
    ApiError::NotFound(format!("Work pool \"{name}\" not found."))
}

fn unknown_queue(pool: &str, queue: &str) -> ApiError {
    ApiError::NotFound(format!("Work pool queue '{pool}/{queue}' not found."))
}

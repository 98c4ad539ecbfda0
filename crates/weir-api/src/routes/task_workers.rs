//! `/task_workers`.

use axum::extract::State;
use weir_types::task_workers::{TaskWorker, TaskWorkersQuery};

use crate::{
    answer::Answer,
    app::App,
    extract::Body,
    routing::{Routes, query},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/task_workers/filter", query(filter))
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<Option<TaskWorkersQuery>>,
) -> Answer<Vec<TaskWorker>> {
    let task_keys = query.unwrap_or_default().task_worker_filter.map(|filter| filter.task_keys);
    Answer(app.task_workers().list(&task_keys.unwrap_or_default(), app.now()))
}

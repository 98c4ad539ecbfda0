//! `/task_workers`.

use axum::{Router, extract::State, routing::post};
use weir_types::task_workers::{TaskWorker, TaskWorkersQuery};

use crate::{answer::Answer, app::App, extract::Body};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/task_workers/filter", post(filter))
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<Option<TaskWorkersQuery>>,
) -> Answer<Vec<TaskWorker>> {
    let task_keys = query.unwrap_or_default().task_worker_filter.map(|filter| filter.task_keys);
    Answer(app.task_workers().list(&task_keys.unwrap_or_default(), app.now()))
}

//! `/ui`: what Prefect's user interface asks beside the rest.

mod task_runs;

use axum::Router;

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new().merge(task_runs::routes())
}

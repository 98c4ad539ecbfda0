//! `/ui`: what Prefect's user interface asks beside the rest.

mod flow_runs;
mod flows;
mod task_runs;

use axum::Router;

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new().merge(flow_runs::routes()).merge(flows::routes()).merge(task_runs::routes())
}

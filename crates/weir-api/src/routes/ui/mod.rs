//! `/ui`: what Prefect's user interface asks beside the rest.

mod flow_runs;
mod flows;
mod schemas;
mod task_runs;

use crate::routing::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(flow_runs::routes())
        .merge(flows::routes())
        .merge(schemas::routes())
        .merge(task_runs::routes())
}

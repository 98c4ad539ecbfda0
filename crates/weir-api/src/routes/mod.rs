//! Every route, by family. `/api` is Prefect's API; what stands at the root is Weir's own.

mod automations;
mod block_documents;
mod block_schemas;
mod block_types;
mod csrf_token;
mod events;
mod flow_run_states;
mod flow_runs;
mod flows;
mod logs;
mod metrics;
mod root;
mod task_run_states;
mod task_runs;
mod ui;
mod variables;

use axum::{Router, extract::DefaultBodyLimit, middleware};

pub use self::root::PREFECT_VERSION;
use crate::{app::App, extract::MAX_BODY};

/// The whole service.
pub fn router(app: App) -> Router {
    // The contract limits no body; this bounds what one request can make the server hold.
    let api = Router::new()
        .merge(root::routes())
        .merge(automations::routes())
        .merge(block_documents::routes())
        .merge(block_schemas::routes())
        .merge(block_types::routes())
        .merge(csrf_token::routes())
        .merge(events::routes())
        .merge(flows::routes())
        .merge(flow_runs::routes())
        .merge(flow_run_states::routes())
        .merge(logs::routes())
        .merge(task_run_states::routes())
        .merge(task_runs::routes())
        .merge(ui::routes())
        .merge(variables::routes())
        .fallback(root::unserved)
        .layer(DefaultBodyLimit::max(MAX_BODY));
    Router::new()
        .nest("/api", api)
        .merge(metrics::routes())
        .fallback(root::unknown)
        .layer(middleware::from_fn_with_state(app.clone(), metrics::observe))
        .with_state(app)
}

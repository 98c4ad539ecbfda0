//! Every route, by family. `/api` is Prefect's API; what stands at the root is Weir's own.

mod admin;
mod artifacts;
mod automations;
mod block_documents;
mod block_schemas;
mod block_types;
mod collections;
mod concurrency_slots;
mod csrf_token;
mod deployments;
mod events;
mod flow_run_states;
mod flow_runs;
mod flows;
mod logs;
mod metrics;
mod openapi;
mod root;
mod saved_searches;
mod task_run_states;
mod task_runs;
mod ui;
mod variables;
mod work_pools;
mod work_queues;

use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

pub use self::root::PREFECT_VERSION;
use crate::{access, app::App, contract, cors, error::panicked};

/// The whole service.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .merge(root::routes())
        .merge(admin::routes())
        .merge(artifacts::routes())
        .merge(automations::routes())
        .merge(block_documents::routes())
        .merge(block_schemas::routes())
        .merge(block_types::routes())
        .merge(collections::routes())
        .merge(concurrency_slots::routes())
        .merge(csrf_token::routes())
        .merge(deployments::routes())
        .merge(events::routes())
        .merge(flows::routes())
        .merge(flow_runs::routes())
        .merge(flow_run_states::routes())
        .merge(logs::routes())
        .merge(saved_searches::routes())
        .merge(task_run_states::routes())
        .merge(task_runs::routes())
        .merge(ui::routes())
        .merge(variables::routes())
        .merge(work_pools::routes())
        .merge(work_queues::routes())
        .method_not_allowed_fallback(root::unserved)
        .fallback(root::unserved)
        .layer(middleware::from_fn(contract::check))
        .layer(middleware::from_fn_with_state(app.clone(), access::guard));
    let service = Router::new()
        .nest("/api", api)
        .merge(metrics::routes())
        .merge(openapi::routes())
        .fallback(root::unknown)
        .layer(middleware::from_fn_with_state(app.clone(), metrics::observe))
        .with_state(app.clone());
    // A layer around a route has `Allow` added to what it answers itself; these stand around the whole.
    Router::new()
        .fallback_service(service)
        .layer(middleware::map_response(contract::allow_with_405_alone))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app, cors::allow))
}

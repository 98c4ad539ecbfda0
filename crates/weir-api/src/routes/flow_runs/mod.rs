//! `/flow_runs`.

mod graph;
mod inputs;
mod lists;
mod logs;
mod single;
pub(super) mod states;

use axum::{
    Router,
    routing::{get, patch, post},
};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/flow_runs/", post(single::create))
        .route("/flow_runs/filter", post(lists::filter))
        .route("/flow_runs/count", post(lists::count))
        .route("/flow_runs/paginate", post(lists::paginate))
        .route("/flow_runs/lateness", post(lists::lateness))
        .route("/flow_runs/history", post(lists::history))
        .route("/flow_runs/bulk_delete", post(lists::bulk_delete))
        .route("/flow_runs/bulk_set_state", post(lists::bulk_set_state))
        .route("/flow_runs/{id}", get(single::read).patch(single::update).delete(single::delete))
        .route("/flow_runs/{id}/labels", patch(single::update_labels))
        .route("/flow_runs/{id}/set_state", post(states::set_state))
        .route("/flow_runs/{id}/resume", post(states::resume))
        .route("/flow_runs/{id}/input", post(inputs::create))
        .route("/flow_runs/{id}/input/filter", post(inputs::filter))
        .route("/flow_runs/{id}/input/{key}", get(inputs::read).delete(inputs::delete))
        .route("/flow_runs/{id}/graph", get(graph::graph))
        .route("/flow_runs/{id}/graph-v2", get(graph::graph_v2))
        .route("/flow_runs/{id}/logs/download", get(logs::download))
}

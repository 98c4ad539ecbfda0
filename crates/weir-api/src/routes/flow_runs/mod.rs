//! `/flow_runs`.

mod graph;
mod inputs;
mod lists;
mod logs;
mod single;
pub(super) mod states;

use crate::routing::{Routes, get, patch, post, query};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/flow_runs/", post(single::create))
        .route("/flow_runs/filter", query(lists::filter))
        .route("/flow_runs/count", query(lists::count))
        .route("/flow_runs/paginate", query(lists::paginate))
        .route("/flow_runs/lateness", query(lists::lateness))
        .route("/flow_runs/history", query(lists::history))
        .route("/flow_runs/bulk_delete", post(lists::bulk_delete))
        .route("/flow_runs/bulk_set_state", post(lists::bulk_set_state))
        .route("/flow_runs/{id}", get(single::read).patch(single::update).delete(single::delete))
        .route("/flow_runs/{id}/labels", patch(single::update_labels))
        .route("/flow_runs/{id}/set_state", post(states::set_state))
        .route("/flow_runs/{id}/resume", post(states::resume))
        .route("/flow_runs/{id}/input", post(inputs::create))
        .route("/flow_runs/{id}/input/filter", query(inputs::filter))
        .route("/flow_runs/{id}/input/{key}", get(inputs::read).delete(inputs::delete))
        .route("/flow_runs/{id}/graph", get(graph::graph))
        .route("/flow_runs/{id}/graph-v2", get(graph::graph_v2))
        .route("/flow_runs/{id}/logs/download", get(logs::download))
}

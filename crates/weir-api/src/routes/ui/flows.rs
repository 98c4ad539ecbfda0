//! `/ui/flows`.

use std::collections::HashMap;

use axum::extract::State;
use weir_store::{flow_runs, flows};
use weir_types::{filters::queries::FlowIds, ids::FlowId, ui::SimpleNextFlowRun};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Body,
    routing::{Routes, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/ui/flows/count-deployments", query(count_deployments))
        .route("/ui/flows/next-runs", query(next_runs))
}

/// The number of deployments of each flow that was asked for.
async fn count_deployments(
    State(app): State<App>,
    Body(FlowIds { flow_ids }): Body<FlowIds>,
) -> ApiResult<Answer<HashMap<FlowId, i64>>> {
    let mut counts: HashMap<FlowId, i64> = flow_ids.iter().map(|id| (*id, 0)).collect();
    let found = app.store().read(flow_ids, |conn, ids| Box::pin(flows::count_deployments(conn, ids))).await?;
    counts.extend(found);
    Ok(Answer(counts))
}

/// The run that comes next of each flow that was asked for; null where none is scheduled.
async fn next_runs(
    State(app): State<App>,
    Body(FlowIds { flow_ids }): Body<FlowIds>,
) -> ApiResult<Answer<HashMap<FlowId, Option<SimpleNextFlowRun>>>> {
    let mut next: HashMap<FlowId, Option<SimpleNextFlowRun>> =
        flow_ids.iter().map(|id| (*id, None)).collect();
    let found = app.store().read(flow_ids, |conn, ids| Box::pin(flow_runs::next_of_flows(conn, ids))).await?;
    next.extend(found.into_iter().map(|run| (run.flow_id, Some(run))));
    Ok(Answer(next))
}

//! `/ui/flow_runs`.

use std::collections::HashMap;

use axum::extract::State;
use weir_store::flow_runs;
use weir_types::{
    filters::queries::{FlowRunIds, FlowRunPointsQuery},
    ids::FlowRunId,
    ui::SimpleFlowRun,
};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Body,
    routing::{Routes, query},
};

/// The most points that a chart has.
const MOST: i64 = 1000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/ui/flow_runs/history", query(history))
        .route("/ui/flow_runs/count-task-runs", query(count_task_runs))
}

async fn history(
    State(app): State<App>,
    Body(mut query): Body<FlowRunPointsQuery>,
) -> ApiResult<Answer<Vec<SimpleFlowRun>>> {
    let (filters, now) = (query.take_filters(), app.now());
    // The contract takes negative limits, which are none.
    let limit = if query.limit < 0 { MOST } else { query.limit };
    let points = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(flow_runs::points(conn, filters, query.sort, limit, query.offset, now))
        })
        .await?;
    Ok(Answer(points))
}

/// The number of task runs of each flow run that was asked for.
async fn count_task_runs(
    State(app): State<App>,
    Body(FlowRunIds { flow_run_ids }): Body<FlowRunIds>,
) -> ApiResult<Answer<HashMap<FlowRunId, i64>>> {
    let mut counts: HashMap<FlowRunId, i64> = flow_run_ids.iter().map(|id| (*id, 0)).collect();
    let found =
        app.store().read(flow_run_ids, |conn, ids| Box::pin(flow_runs::count_task_runs(conn, ids))).await?;
    counts.extend(found);
    Ok(Answer(counts))
}

//! The graph of a flow run.

use axum::extract::State;
use serde::Deserialize;
use weir_store::{
    Conn,
    flow_runs::{self, Drawn, MOST_NODES},
    task_runs,
};
use weir_types::{
    Timestamp,
    filters::{FlowRunFilter, queries::RunFilters},
    graph::DependencyResult,
    ids::FlowRunId,
    sorting::TaskRunSort,
    task_runs::TaskRun,
};

use crate::{
    answer::{Answer, Written},
    app::App,
    error::{ApiError, ApiResult},
    extract::{Path, Query},
};

/// The task runs with the sources of their arguments, the newest first.
pub(super) async fn graph(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
) -> ApiResult<Answer<Vec<DependencyResult>>> {
    let now = app.now();
    let runs = app
        .store()
        .read(id, move |conn, id| Box::pin(dependencies(conn, *id, now)))
        .await?
        .ok_or_else(|| ApiError::object_not_found(&format!("Flow run with id {id} not found")))?;
    Ok(Answer(runs.into_iter().map(DependencyResult::from).collect()))
}

/// None when there is no such flow run.
async fn dependencies(
    conn: &mut Conn,
    id: FlowRunId,
    now: Timestamp,
) -> weir_store::Result<Option<Vec<TaskRun>>> {
    if flow_runs::name(conn, id).await?.is_none() {
        return Ok(None);
    }
    let filters = RunFilters { flow_runs: Some(FlowRunFilter::ids([id])), ..RunFilters::default() };
    task_runs::list(conn, &filters, TaskRunSort::IdDesc, i64::MAX, 0, now).await.map(Some)
}

#[derive(Deserialize)]
pub(super) struct Since {
    since: Option<Timestamp>,
}

/// The task runs and subflow runs, and which waits for which.
pub(super) async fn graph_v2(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
    Query(Since { since }): Query<Since>,
) -> ApiResult<Written> {
    let most = app.settings().graph_nodes.unwrap_or(MOST_NODES);
    let drawn = app
        .store()
        .read(id, move |conn, id| {
            Box::pin(async move {
                let drawn = flow_runs::graph(conn, *id, since, most).await?;
                Ok(drawn.try_map(|graph| Written::of(&graph))?)
            })
        })
        .await?;
    match drawn {
        Drawn::Graph(graph) => Ok(graph),
        Drawn::TooLarge => {
            Err(ApiError::BadRequest(format!("The graph of flow run {id} has more than {most} nodes.")))
        }
        Drawn::NotFound => Err(ApiError::object_not_found(&format!("Flow run {id} not found"))),
    }
}

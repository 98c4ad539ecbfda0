//! `/task_run_states`.

use axum::extract::State as AppState;
use serde::Deserialize;
use weir_store::task_run_states;
use weir_types::{
    ids::{StateId, TaskRunId},
    state::State,
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Path, Query},
    routing::{Routes, get},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/task_run_states/", get(list)).route("/task_run_states/{id}", get(read))
}

async fn read(AppState(app): AppState<App>, Path(id): Path<StateId>) -> ApiResult<Answer<State>> {
    let state = app.store().read(id, |conn, id| Box::pin(task_run_states::read(conn, *id))).await?;
    // Prefect says "Flow run state" here too.
    state.map(Answer).ok_or_else(|| ApiError::not_found("Flow run state"))
}

#[derive(Deserialize)]
struct OfRun {
    task_run_id: TaskRunId,
}

async fn list(
    AppState(app): AppState<App>,
    Query(OfRun { task_run_id }): Query<OfRun>,
) -> ApiResult<Answer<Vec<State>>> {
    let states =
        app.store().read(task_run_id, |conn, run| Box::pin(task_run_states::list(conn, *run))).await?;
    Ok(Answer(states))
}

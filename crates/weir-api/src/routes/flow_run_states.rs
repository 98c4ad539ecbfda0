//! `/flow_run_states`.

use axum::extract::State as AppState;
use serde::Deserialize;
use weir_store::flow_run_states;
use weir_types::{
    ids::{FlowRunId, StateId},
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
    Routes::new().route("/flow_run_states/", get(list)).route("/flow_run_states/{id}", get(read))
}

async fn read(AppState(app): AppState<App>, Path(id): Path<StateId>) -> ApiResult<Answer<State>> {
    let state = app.store().read(id, |conn, id| Box::pin(flow_run_states::read(conn, *id))).await?;
    state.map(Answer).ok_or_else(|| ApiError::not_found("Flow run state"))
}

#[derive(Deserialize)]
struct OfRun {
    flow_run_id: FlowRunId,
}

async fn list(
    AppState(app): AppState<App>,
    Query(OfRun { flow_run_id }): Query<OfRun>,
) -> ApiResult<Answer<Vec<State>>> {
    let states =
        app.store().read(flow_run_id, |conn, run| Box::pin(flow_run_states::list(conn, *run))).await?;
    Ok(Answer(states))
}

//! The states of flow runs: set one, set many, resume.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_engine::FlowRunRules;
use weir_store::flow_runs::{self, Proposal};
use weir_types::{
    flow_runs::ResumeRequest,
    ids::{FlowRunId, StateId},
    orchestration::OrchestrationResult,
    state::SetStateRequest,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
};

pub(super) async fn set_state(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
    client: Client,
    Body(request): Body<SetStateRequest>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let env = client.env(&app, now);
    let rules = FlowRunRules::choose(request.force);
    let state = request.state.into_state(StateId::generate(), now);
    let result = app.store().set_flow_run_state(Proposal { run: id, state, rules, env }).await?;
    let result =
        result.ok_or_else(|| ApiError::object_not_found(&format!("Flow run with id {id} not found")))?;
    Ok((status(&result, now), Answer(result)))
}

/// Lets a paused run go on.
pub(super) async fn resume(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
    client: Client,
    Body(request): Body<Option<ResumeRequest>>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let env = client.env(&app, now);
    let run_input = request.and_then(|request| request.run_input);
    let result = app
        .store()
        .write((run_input, env), move |conn, (run_input, env)| {
            Box::pin(flow_runs::resume(conn, id, run_input.as_ref(), env))
        })
        .await?
        .ok_or_else(|| ApiError::not_found("Flow run"))?;
    Ok((status(&result, now), Answer(result)))
}

/// 201 when the run entered a state by this request, else 200.
pub(crate) fn status(result: &OrchestrationResult, now: weir_types::Timestamp) -> StatusCode {
    match &result.state {
        Some(state) if state.timestamp >= now => StatusCode::CREATED,
        _ => StatusCode::OK,
    }
}

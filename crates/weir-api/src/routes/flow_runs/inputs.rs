//! The inputs of a flow run.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use weir_store::flow_run_inputs::{self, Created};
use weir_types::{
    flow_run_inputs::{FlowRunInput, FlowRunInputCreate, FlowRunInputQuery},
    ids::FlowRunId,
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
};

pub(super) async fn create(
    State(app): State<App>,
    Path(run): Path<FlowRunId>,
    Body(create): Body<FlowRunInputCreate>,
) -> ApiResult<impl IntoResponse> {
    if !create.has_good_key() {
        let detail = "key must only contain lowercase letters, numbers, and dashes.";
        return Err(ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail })));
    }
    let now = app.now();
    let created = app
        .store()
        .write(create, move |conn, create| Box::pin(flow_run_inputs::create(conn, run, create, now)))
        .await?;
    match created {
        Created::Done => Ok((StatusCode::CREATED, Answer(()))),
        Created::KeyTaken => {
            Err(ApiError::Conflict("A flow run input with this key already exists.".to_owned()))
        }
        Created::NoRun => Err(ApiError::not_found("Flow run")),
    }
}

pub(super) async fn filter(
    State(app): State<App>,
    Path(run): Path<FlowRunId>,
    Body(query): Body<FlowRunInputQuery>,
) -> ApiResult<Answer<Vec<FlowRunInput>>> {
    let found = app
        .store()
        .read(query, move |conn, query| Box::pin(flow_run_inputs::filter(conn, run, query)))
        .await?;
    Ok(Answer(found))
}

/// The value as it was given, as plain text.
pub(super) async fn read(
    State(app): State<App>,
    Path((run, key)): Path<(FlowRunId, String)>,
) -> ApiResult<impl IntoResponse> {
    let value = app
        .store()
        .read(key, move |conn, key| Box::pin(flow_run_inputs::read_value(conn, run, key)))
        .await?
        .ok_or_else(|| ApiError::not_found("Flow run input"))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], value))
}

pub(super) async fn delete(
    State(app): State<App>,
    Path((run, key)): Path<(FlowRunId, String)>,
) -> ApiResult<StatusCode> {
    let found =
        app.store().write(key, move |conn, key| Box::pin(flow_run_inputs::delete(conn, run, key))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("Flow run input")) }
}

//! One task run: create, read, update, delete, set its state.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_engine::TaskRunRules;
use weir_store::task_runs::{self, Created};
use weir_types::{
    ids::{StateId, TaskRunId},
    state::SetStateRequest,
    task_runs::{TaskRun, TaskRunCreate, TaskRunUpdate},
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routes::flow_runs::states::status,
};

/// 201 for a new run, 200 for one that has the keys already.
pub(super) async fn create(
    State(app): State<App>,
    client: Client,
    Body(create): Body<TaskRunCreate>,
) -> ApiResult<impl IntoResponse> {
    let env = client.env(&app, app.now());
    let created = app
        .store()
        .write((create, env), |conn, (create, env)| Box::pin(task_runs::create(conn, create, env)))
        .await?;
    match created {
        Created::New(run) => {
            if let Some(state) = &run.state {
                app.task_queue().note(run.id, state);
            }
            Ok((StatusCode::CREATED, Answer(run)))
        }
        Created::Existing(run) => Ok((StatusCode::OK, Answer(run))),
        Created::BrokenReference => Err(ApiError::broken_reference()),
    }
}

pub(super) async fn read(State(app): State<App>, Path(id): Path<TaskRunId>) -> ApiResult<Answer<TaskRun>> {
    let now = app.now();
    let run =
        app.store().read((id, now), |conn, (id, now)| Box::pin(task_runs::read(conn, *id, *now))).await?;
    run.map(Answer).ok_or_else(|| ApiError::not_found("Task"))
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<TaskRunId>,
    Body(update): Body<TaskRunUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write(update, move |conn, update| Box::pin(task_runs::update(conn, id, update, now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("Task run")) }
}

pub(super) async fn delete(State(app): State<App>, Path(id): Path<TaskRunId>) -> ApiResult<StatusCode> {
    let found = app.store().write(id, |conn, id| Box::pin(task_runs::delete(conn, *id))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("Task")) }
}

pub(super) async fn set_state(
    State(app): State<App>,
    Path(id): Path<TaskRunId>,
    client: Client,
    Body(request): Body<SetStateRequest>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let env = client.env(&app, now);
    let proposed = request.state.into_state(StateId::generate(), now);
    let rules = TaskRunRules::choose(&proposed, request.force);
    let result = app
        .store()
        .write((proposed, env), move |conn, (proposed, env)| {
            Box::pin(task_runs::set_state(conn, id, proposed, rules, env))
        })
        .await?;
    let result =
        result.ok_or_else(|| ApiError::object_not_found(&format!("Task run with id {id} not found")))?;
    if let Some(state) = &result.state {
        app.task_queue().note(id, state);
    }
    Ok((status(&result, now), Answer(result)))
}

//! One flow run: create, read, update, delete.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::flow_runs::{self, Created, Updated, Wanted};
use weir_types::{
    JsonObject,
    flow_runs::{FlowRun, FlowRunCreate, FlowRunUpdate},
    ids::FlowRunId,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult, job_variables_refused},
    extract::{Body, Path},
};

/// 201 for a new run, 200 for one that has the idempotency key already.
pub(super) async fn create(
    State(app): State<App>,
    mut client: Client,
    Body(create): Body<FlowRunCreate>,
) -> ApiResult<impl IntoResponse> {
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let (pool, queue) = (create.work_pool_name.clone(), create.work_queue_name.clone());
    let created = app.store().create_flow_run(Wanted { create, created_by, env }).await?;
    let (pool, queue) = (pool.unwrap_or_default(), queue.unwrap_or_default());
    match created {
        Created::New(run) => Ok((StatusCode::CREATED, Answer(run))),
        Created::Existing(run) => Ok((StatusCode::OK, Answer(run))),
        Created::BrokenReference => Err(ApiError::broken_reference()),
        Created::UnknownWorkPool => Err(ApiError::NotFound(format!("Work pool \"{pool}\" not found."))),
        Created::UnknownWorkQueue => {
            Err(ApiError::NotFound(format!("Work pool queue '{pool}/{queue}' not found.")))
        }
    }
}

pub(super) async fn read(State(app): State<App>, Path(id): Path<FlowRunId>) -> ApiResult<Answer<FlowRun>> {
    let now = app.now();
    let run =
        app.store().read((id, now), |conn, (id, now)| Box::pin(flow_runs::read(conn, *id, *now))).await?;
    run.map(Answer).ok_or_else(|| ApiError::not_found("Flow run"))
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
    Body(update): Body<FlowRunUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let updated = app
        .store()
        .write((update, app.seal().clone()), move |conn, (update, seal)| {
            Box::pin(flow_runs::update(conn, seal, id, update, now))
        })
        .await?;
    let refusal = match updated {
        Updated::Done => return Ok(StatusCode::NO_CONTENT),
        Updated::NotFound => return Err(ApiError::not_found("Flow run")),
        Updated::Stateless => "Flow run state is required to update job variables but none exists".to_owned(),
        Updated::NotScheduled(state) => {
            format!("Job variables for a flow run in state {} cannot be updated", state.as_str())
        }
        Updated::JobVariables(refused) => {
            return Err(job_variables_refused(&refused, "Error updating flow run"));
        }
        Updated::NoDeployment => "A deployment for the flow run could not be found".to_owned(),
    };
    Err(ApiError::BadRequest(refusal))
}

/// Lays the labels of the body over those that the run has.
pub(super) async fn update_labels(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
    Body(labels): Body<JsonObject>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write(labels, move |conn, labels| Box::pin(flow_runs::update_labels(conn, id, labels, now)))
        .await?;
    if found {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::object_not_found(&format!("Flow run with id {id} not found")))
    }
}

pub(super) async fn delete(
    State(app): State<App>,
    client: Client,
    Path(id): Path<FlowRunId>,
) -> ApiResult<StatusCode> {
    let env = client.env(&app, app.now());
    let deleted = app
        .store()
        .write(([id], env), |conn, (ids, env)| Box::pin(flow_runs::delete(conn, ids, env)))
        .await?;
    if deleted.is_empty() { Err(ApiError::not_found("Flow run")) } else { Ok(StatusCode::NO_CONTENT) }
}

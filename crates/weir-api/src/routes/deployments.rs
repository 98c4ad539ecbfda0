//! `/deployments`.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use weir_store::{
    deployments::{self, NotCreated, Refused},
    flow_runs::Created,
};
use weir_types::{
    deployments::{Deployment, DeploymentCreate},
    flow_runs::{DeploymentFlowRunCreate, FlowRunBulkCreateResponse},
    ids::DeploymentId,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, HotBody, Path},
};

/// So many runs are made by one request at most.
const BULK: usize = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/deployments/", post(create))
        .route("/deployments/{id}", get(read).delete(delete))
        .route("/deployments/name/{flow_name}/{deployment_name}", get(read_by_name))
        .route("/deployments/{id}/pause_deployment", post(pause))
        .route("/deployments/{id}/resume_deployment", post(resume))
        .route("/deployments/{id}/create_flow_run", post(create_flow_run))
        .route("/deployments/{id}/create_flow_run/bulk", post(create_flow_runs))
}

fn unknown() -> ApiError {
    ApiError::not_found("Deployment")
}

/// 201 for a new deployment, 200 for one that the flow had under this name.
async fn create(
    State(app): State<App>,
    Body(create): Body<DeploymentCreate>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write(create, move |conn, create| Box::pin(deployments::create(conn, create, now)))
        .await?;
    match made {
        Ok((deployment, new)) => {
            Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Answer(deployment)))
        }
        Err(refused) => Err(refusal(refused)),
    }
}

fn refusal(refused: Refused) -> ApiError {
    let no_block = |kind: &str, id| {
        ApiError::Conflict(format!(
            "Error creating deployment. Could not find {kind} block with id: {id}. This usually occurs when applying \
             a deployment specification that was built against a different Prefect database / workspace."
        ))
    };
    match refused {
        Refused::UnknownWorkPool(name) => ApiError::NotFound(format!("Work pool \"{name}\" not found.")),
        Refused::UnknownLimit => ApiError::not_found("Concurrency limit"),
        Refused::UnknownInfrastructure(id) => no_block("infrastructure", id),
        Refused::UnknownStorage(id) => no_block("storage", id),
        Refused::UnknownFlow => ApiError::broken_reference(),
        Refused::BadQueueName(name) => bad_queue_name(&name),
    }
}

fn bad_queue_name(name: &str) -> ApiError {
    ApiError::BadRequest(format!("A work queue cannot be named {name:?}."))
}

async fn read(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<Answer<Deployment>> {
    let found = app.store().read(id, |conn, id| Box::pin(deployments::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(unknown)
}

async fn read_by_name(
    State(app): State<App>,
    Path(names): Path<(String, String)>,
) -> ApiResult<Answer<Deployment>> {
    let found = app
        .store()
        .read(names, |conn, (flow, name)| Box::pin(deployments::read_by_name(conn, flow, name)))
        .await?;
    found.map(Answer).ok_or_else(unknown)
}

async fn delete(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app.store().write(id, move |conn, id| Box::pin(deployments::delete(conn, *id, now))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

async fn pause(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<Answer<()>> {
    set_paused(&app, id, true).await
}

async fn resume(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<Answer<()>> {
    set_paused(&app, id, false).await
}

async fn set_paused(app: &App, id: DeploymentId, paused: bool) -> ApiResult<Answer<()>> {
    let now = app.now();
    let set =
        app.store().write(id, move |conn, id| Box::pin(deployments::set_paused(conn, *id, paused, now)));
    if set.await? { Ok(Answer(())) } else { Err(unknown()) }
}

/// 201 for a new run, 200 for one that has the idempotency key already.
async fn create_flow_run(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    mut client: Client,
    HotBody(create): HotBody<DeploymentFlowRunCreate>,
) -> ApiResult<impl IntoResponse> {
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let created = app
        .store()
        .write((create, created_by, env), move |conn, (create, created_by, env)| {
            Box::pin(deployments::create_flow_run(conn, id, create, created_by.as_ref(), env))
        })
        .await?;
    match created {
        Ok(Created::New(run)) => Ok((StatusCode::CREATED, Answer(run))),
        Ok(Created::Existing(run)) => Ok((StatusCode::OK, Answer(run))),
        Ok(Created::BrokenReference | Created::UnknownWorkPool | Created::UnknownWorkQueue) => {
            Err(ApiError::broken_reference())
        }
        Err(refused) => Err(run_refusal(refused, id)),
    }
}

fn run_refusal(refused: NotCreated, id: DeploymentId) -> ApiError {
    match refused {
        NotCreated::UnknownDeployment => unknown(),
        NotCreated::NoWorkPool(queue) => ApiError::BadRequest(format!(
            "Cannot create flow run in work queue {queue} because deployment {id} is not associated with a work pool. \
             Please remove work_pool_name and try again."
        )),
        NotCreated::BadQueueName(name) => bad_queue_name(&name),
        NotCreated::NoSchema => ApiError::Conflict(
            "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and \
             the deployment does not have a valid parameter schema."
                .to_owned(),
        ),
        NotCreated::Placeholder(error) => {
            ApiError::BadRequest(format!("Error hydrating flow run parameters: {error}"))
        }
        NotCreated::Mismatch(error) => ApiError::Conflict(format!("Error creating flow run: {error}")),
        NotCreated::NotServed(what) => ApiError::NotServed(what.to_owned()),
    }
}

async fn create_flow_runs(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    mut client: Client,
    HotBody(creates): HotBody<Vec<DeploymentFlowRunCreate>>,
) -> ApiResult<Answer<FlowRunBulkCreateResponse>> {
    if creates.len() > BULK {
        return Err(ApiError::BadRequest(format!("Cannot create more than {BULK} flow runs at once.")));
    }
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let made = app
        .store()
        .write((creates, created_by, env), move |conn, (creates, created_by, env)| {
            Box::pin(deployments::create_flow_runs(conn, id, creates, created_by.as_ref(), env))
        })
        .await?;
    made.map(Answer).ok_or_else(unknown)
}

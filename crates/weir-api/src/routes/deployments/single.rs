//! One deployment: make, read, change, delete, pause.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::{
    deployments::{self, NotUpdated, Refused},
    job_variables, work_queues,
};
use weir_types::{
    deployments::{Deployment, DeploymentCreate, DeploymentUpdate},
    ids::DeploymentId,
    work_queues::PlainWorkQueue,
};

use super::unknown;
use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult, job_variables_refused},
    extract::{Body, Path},
};

/// 201 for a new deployment, 200 for one that the flow had under this name.
pub(super) async fn create(
    State(app): State<App>,
    Body(create): Body<DeploymentCreate>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write((create, app.seal().clone()), move |conn, (create, seal)| {
            Box::pin(async move {
                match job_variables::of_deployment(conn, seal, create).await? {
                    Ok(()) => deployments::create(conn, create, now).await.map(Ok),
                    Err(refused) => Ok(Err(refused)),
                }
            })
        })
        .await?
        .map_err(|refused| job_variables_refused(&refused, "Error creating deployment"))?;
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
        Refused::UnknownFlow | Refused::SameSlug => ApiError::broken_reference(),
        Refused::BadQueueName(name) => bad_queue_name(&name),
    }
}

pub(super) fn bad_queue_name(name: &str) -> ApiError {
    ApiError::BadRequest(format!("A work queue cannot be named {name:?}."))
}

pub(super) async fn read(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
) -> ApiResult<Answer<Deployment>> {
    let found = app.store().read(id, |conn, id| Box::pin(deployments::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(unknown)
}

pub(super) async fn read_by_name(
    State(app): State<App>,
    Path(names): Path<(String, String)>,
) -> ApiResult<Answer<Deployment>> {
    let found = app
        .store()
        .read(names, |conn, (flow, name)| Box::pin(deployments::read_by_name(conn, flow, name)))
        .await?;
    found.map(Answer).ok_or_else(unknown)
}

pub(super) async fn delete(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app.store().write(id, move |conn, id| Box::pin(deployments::delete(conn, *id, now))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

pub(super) async fn pause(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<Answer<()>> {
    set_paused(&app, id, true).await
}

pub(super) async fn resume(State(app): State<App>, Path(id): Path<DeploymentId>) -> ApiResult<Answer<()>> {
    set_paused(&app, id, false).await
}

async fn set_paused(app: &App, id: DeploymentId, paused: bool) -> ApiResult<Answer<()>> {
    let now = app.now();
    let set =
        app.store().write(id, move |conn, id| Box::pin(deployments::set_paused(conn, *id, paused, now)));
    if set.await? { Ok(Answer(())) } else { Err(unknown()) }
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    Body(update): Body<DeploymentUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let updated = app
        .store()
        .write(update, move |conn, update| Box::pin(deployments::update(conn, id, update, now)))
        .await?;
    match updated {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(refused) => Err(update_refusal(refused)),
    }
}

fn update_refusal(refused: NotUpdated) -> ApiError {
    match refused {
        NotUpdated::UnknownDeployment => ApiError::NotFound("Deployment not found.".to_owned()),
        NotUpdated::UnknownWorkPool(name) => ApiError::NotFound(format!("Work pool \"{name}\" not found.")),
        NotUpdated::UnknownLimit => ApiError::not_found("Concurrency limit"),
        NotUpdated::Refused => ApiError::broken_reference(),
        NotUpdated::BadQueueName(name) => bad_queue_name(&name),
        NotUpdated::Schedules(sentence) => ApiError::unprocessable(&sentence),
        NotUpdated::NoSchema => no_schema(),
        NotUpdated::Placeholder(error) => {
            ApiError::BadRequest(format!("Error hydrating deployment parameters: {error}"))
        }
        NotUpdated::Mismatch(error) => ApiError::Conflict(format!("Error updating deployment: {error}")),
        NotUpdated::CircularSchema => circular_schema(),
        // Prefect's server says "creating" here too.
        NotUpdated::JobVariables(error) => ApiError::Conflict(format!("Error creating deployment: {error}")),
    }
}

/// The schema that parameters must fit leads back to itself.
pub(super) fn circular_schema() -> ApiError {
    ApiError::unprocessable("Invalid schema: Unable to validate schema with circular references.")
}

/// Parameters must fit a schema, and there is none.
pub(super) fn no_schema() -> ApiError {
    ApiError::Conflict(
        "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and \
         the deployment does not have a valid parameter schema."
            .to_owned(),
    )
}

/// The queues that could give out the deployment's runs.
pub(super) async fn work_queues(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
) -> ApiResult<Answer<Vec<PlainWorkQueue>>> {
    let found = app.store().read(id, |conn, id| Box::pin(work_queues::of_deployment(conn, *id))).await?;
    found.map(Answer).ok_or_else(unknown)
}

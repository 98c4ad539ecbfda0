//! The schedules of a deployment.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::deployments::{self, NotChanged};
use weir_types::{
    deployment_schedules::{DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate},
    ids::{DeploymentId, DeploymentScheduleId},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
};

fn refusal(refused: NotChanged) -> ApiError {
    match refused {
        NotChanged::UnknownDeployment => ApiError::NotFound("Deployment not found.".to_owned()),
        NotChanged::UnknownSchedule => ApiError::NotFound("Schedule not found.".to_owned()),
        NotChanged::SlugTaken => ApiError::broken_reference(),
    }
}

pub(super) async fn read(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
) -> ApiResult<Answer<Vec<DeploymentSchedule>>> {
    let found = app.store().read(id, |conn, id| Box::pin(deployments::read_schedules(conn, *id))).await?;
    found.map(Answer).ok_or_else(|| refusal(NotChanged::UnknownDeployment))
}

pub(super) async fn create(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    Body(creates): Body<Vec<DeploymentScheduleCreate>>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write(creates, move |conn, creates| Box::pin(deployments::create_schedules(conn, id, creates, now)))
        .await?;
    Ok((StatusCode::CREATED, Answer(made.map_err(refusal)?)))
}

pub(super) async fn update(
    State(app): State<App>,
    Path((id, schedule)): Path<(DeploymentId, DeploymentScheduleId)>,
    Body(update): Body<DeploymentScheduleUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let updated = app
        .store()
        .write(update, move |conn, update| {
            Box::pin(deployments::update_schedule(conn, id, schedule, update, now))
        })
        .await?;
    updated.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn delete(
    State(app): State<App>,
    Path((id, schedule)): Path<(DeploymentId, DeploymentScheduleId)>,
) -> ApiResult<StatusCode> {
    let deleted = app
        .store()
        .write((), move |conn, ()| Box::pin(deployments::delete_schedule(conn, id, schedule)))
        .await?;
    deleted.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

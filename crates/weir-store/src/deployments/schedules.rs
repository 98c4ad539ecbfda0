//! The schedules of a deployment, and what becomes of its planned runs when they change.

use weir_types::{
    Timestamp,
    deployment_schedules::{DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate},
    ids::{DeploymentId, DeploymentScheduleId},
};

use crate::{
    conn::Conn,
    deployment_schedules,
    error::Result,
    flow_runs::{self, Planned},
    params,
};

/// Why schedules are not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// There is no such deployment.
    UnknownDeployment,
    /// The deployment has no such schedule.
    UnknownSchedule,
    /// A slug is taken.
    SlugTaken,
}

async fn exists(conn: &mut Conn, id: DeploymentId) -> Result<bool> {
    let sql = "SELECT 1 FROM deployments WHERE id = $1";
    conn.exists(sql, &params![id]).await
}

/// The schedules of a deployment, the newest first; none when there is no such deployment.
pub async fn read_schedules(conn: &mut Conn, id: DeploymentId) -> Result<Option<Vec<DeploymentSchedule>>> {
    if !exists(conn, id).await? {
        return Ok(None);
    }
    deployment_schedules::of_deployment(conn, id).await.map(Some)
}

/// Gives a deployment schedules besides those that it has; answers them.
pub async fn create_schedules(
    conn: &mut Conn,
    id: DeploymentId,
    schedules: &[DeploymentScheduleCreate],
    now: Timestamp,
) -> Result<Result<Vec<DeploymentSchedule>, NotChanged>> {
    if !exists(conn, id).await? {
        return Ok(Err(NotChanged::UnknownDeployment));
    }
    let made = deployment_schedules::create(conn, id, schedules, now).await?;
    Ok(made.ok_or(NotChanged::SlugTaken))
}

/// Changes what the update names of a schedule. Runs that it has made for later go.
pub async fn update_schedule(
    conn: &mut Conn,
    id: DeploymentId,
    schedule: DeploymentScheduleId,
    update: &DeploymentScheduleUpdate,
    now: Timestamp,
) -> Result<Result<(), NotChanged>> {
    if !exists(conn, id).await? {
        return Ok(Err(NotChanged::UnknownDeployment));
    }
    match deployment_schedules::update(conn, id, schedule, update, now).await? {
        None => return Ok(Err(NotChanged::SlugTaken)),
        Some(false) => return Ok(Err(NotChanged::UnknownSchedule)),
        Some(true) => {}
    }
    flow_runs::delete_planned(conn, id, Planned::BySchedulesAfter(now)).await?;
    Ok(Ok(()))
}

/// Deletes a schedule. Runs that schedules of its deployment have made go.
pub async fn delete_schedule(
    conn: &mut Conn,
    id: DeploymentId,
    schedule: DeploymentScheduleId,
) -> Result<Result<(), NotChanged>> {
    if !exists(conn, id).await? {
        return Ok(Err(NotChanged::UnknownDeployment));
    }
    if !deployment_schedules::delete(conn, id, schedule).await? {
        return Ok(Err(NotChanged::UnknownSchedule));
    }
    flow_runs::delete_planned(conn, id, Planned::BySchedules).await?;
    Ok(Ok(()))
}

//! The schedules of deployments.

use weir_types::{
    Timestamp,
    deployment_schedules::{DeploymentSchedule, DeploymentScheduleCreate, Schedule},
    ids::{DeploymentId, DeploymentScheduleId},
};

use crate::{conn::Conn, error::Result, param::Param, params, row::Row};

macro_rules! schedule_columns {
    () => {
        "id, created, updated, deployment_id, schedule, active, max_scheduled_runs, parameters, slug"
    };
}

fn schedule(row: Row<'_>) -> Result<DeploymentSchedule> {
    let mut columns = row.columns();
    Ok(DeploymentSchedule {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        deployment_id: columns.take()?,
        schedule: serde_json::from_str::<Schedule>(&columns.take::<String>()?)?,
        active: columns.take()?,
        max_scheduled_runs: columns.take()?,
        parameters: columns.take()?,
        slug: columns.take()?,
    })
}

/// The schedules of a deployment, the newest first.
pub async fn of_deployment(conn: &mut Conn, deployment: DeploymentId) -> Result<Vec<DeploymentSchedule>> {
    conn.all(
        concat!(
            "SELECT ",
            schedule_columns!(),
            " FROM deployment_schedules WHERE deployment_id = $1 ORDER BY updated DESC, id DESC"
        ),
        &params![deployment],
        schedule,
    )
    .await
}

/// Puts these schedules in the place of those that the deployment has.
pub(crate) async fn replace(
    conn: &mut Conn,
    deployment: DeploymentId,
    schedules: &[DeploymentScheduleCreate],
    now: Timestamp,
) -> Result<()> {
    conn.execute("DELETE FROM deployment_schedules WHERE deployment_id = $1", &params![deployment]).await?;
    insert(conn, deployment, schedules, now).await
}

/// Gives the deployment these schedules besides.
pub(crate) async fn insert(
    conn: &mut Conn,
    deployment: DeploymentId,
    schedules: &[DeploymentScheduleCreate],
    now: Timestamp,
) -> Result<()> {
    let mut rows: Vec<[Param<'_>; 8]> = Vec::with_capacity(schedules.len());
    for create in schedules {
        let schedule = serde_json::to_string(&create.schedule.clone().anchored(now))?;
        rows.push(params![
            DeploymentScheduleId::generate(),
            now,
            deployment,
            schedule,
            create.active,
            create.max_scheduled_runs,
            &create.parameters,
            &create.slug,
        ]);
    }
    conn.execute_each(
        "INSERT INTO deployment_schedules (id, created, updated, deployment_id, schedule, active, max_scheduled_runs,
             parameters, slug)
         VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)",
        &rows,
    )
    .await?;
    Ok(())
}

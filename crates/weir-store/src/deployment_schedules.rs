//! The schedules of deployments.

use weir_engine::schedules;
use weir_types::{
    Timestamp,
    deployment_schedules::{
        DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate, Schedule,
    },
    ids::{DeploymentId, DeploymentScheduleId},
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    param::Param,
    params,
    row::Row,
    update::Update,
};

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

/// Whether two of the schedules have the same slug.
pub(crate) fn slugs_clash(schedules: &[DeploymentScheduleCreate]) -> bool {
    let slugs: Vec<&str> = schedules.iter().filter_map(|schedule| schedule.slug.as_deref()).collect();
    slugs.iter().enumerate().any(|(at, slug)| slugs[..at].contains(slug))
}

/// Gives the deployment these schedules besides; answers them, or none when a slug is taken.
pub async fn create(
    conn: &mut Conn,
    deployment: DeploymentId,
    schedules: &[DeploymentScheduleCreate],
    now: Timestamp,
) -> Result<Option<Vec<DeploymentSchedule>>> {
    let present = of_deployment(conn, deployment).await?;
    let taken = |slug: &String| present.iter().any(|schedule| schedule.slug.as_ref() == Some(slug));
    if slugs_clash(schedules) || schedules.iter().filter_map(|one| one.slug.as_ref()).any(taken) {
        return Ok(None);
    }
    insert(conn, deployment, schedules, now).await?;
    let mut made = of_deployment(conn, deployment).await?;
    made.retain(|schedule| present.iter().all(|before| before.id != schedule.id));
    made.sort_by_key(|schedule| schedule.id);
    Ok(Some(made))
}

/// Changes what the update names of a schedule of a deployment; says whether there is such a schedule, and none when
/// the slug is taken.
pub async fn update(
    conn: &mut Conn,
    deployment: DeploymentId,
    id: DeploymentScheduleId,
    update: &DeploymentScheduleUpdate,
    now: Timestamp,
) -> Result<Option<bool>> {
    let present = of_deployment(conn, deployment).await?;
    if present.iter().all(|schedule| schedule.id != id) {
        return Ok(Some(false));
    }
    let taken = |slug: &String| present.iter().any(|one| one.id != id && one.slug.as_ref() == Some(slug));
    if update.slug.as_ref().is_some_and(taken) {
        return Ok(None);
    }
    let mut statement = Update::new("deployment_schedules", now);
    statement.set("parameters", &update.parameters);
    if let Some(active) = update.active {
        statement.set("active", active);
    }
    if let Some(schedule) = &update.schedule {
        statement.set("schedule", serde_json::to_string(&schedules::anchored(schedule.clone(), now))?);
    }
    if let Some(most) = update.max_scheduled_runs {
        statement.set("max_scheduled_runs", most);
    }
    if let Some(slug) = &update.slug {
        statement.set("slug", slug);
    }
    statement.run(conn, id).await.map(Some)
}

/// Deletes a schedule of a deployment; says whether there was one.
pub async fn delete(conn: &mut Conn, deployment: DeploymentId, id: DeploymentScheduleId) -> Result<bool> {
    let sql = "DELETE FROM deployment_schedules WHERE id = $1 AND deployment_id = $2";
    Ok(conn.execute(sql, &params![id, deployment]).await? > 0)
}

/// The schedules of many deployments, the newest first.
pub(crate) async fn of_deployments(
    conn: &mut Conn,
    deployments: &[DeploymentId],
) -> Result<Vec<DeploymentSchedule>> {
    let any = deployments.iter().map(|id| Param::from(*id));
    Query::of("deployment_schedules", Condition::one_of("deployment_schedules.deployment_id", any))
        .order_by("deployment_schedules.updated DESC, deployment_schedules.id DESC")
        .all(conn, schedule_columns!(), schedule)
        .await
}

async fn insert(
    conn: &mut Conn,
    deployment: DeploymentId,
    schedules: &[DeploymentScheduleCreate],
    now: Timestamp,
) -> Result<()> {
    let mut rows: Vec<[Param<'_>; 8]> = Vec::with_capacity(schedules.len());
    for create in schedules {
        let schedule = serde_json::to_string(&schedules::anchored(create.schedule.clone(), now))?;
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

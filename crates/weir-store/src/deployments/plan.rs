//! Making the runs that schedules plan.

use std::collections::HashMap;

use weir_types::{
    JsonObject, Timestamp,
    deployment_schedules::DeploymentSchedule,
    flow_runs::CreatedBy,
    ids::{DeploymentId, DeploymentScheduleId, FlowId},
};

use super::{
    row::{self, Record, record_columns},
    runs::labels_of_runs,
};
use crate::{
    conn::{Conn, Dialect},
    deployment_schedules,
    error::Result,
    filters::{Condition, Query},
    flow_runs::{self, Plan},
    params,
};

/// A deployment whose schedules make runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// The deployment.
    pub id: DeploymentId,
    /// Its flow.
    pub flow_id: FlowId,
    /// Its schedules that are switched on.
    pub schedules: Vec<DeploymentSchedule>,
}

/// A run that a schedule plans.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRun {
    /// The schedule.
    pub schedule: DeploymentScheduleId,
    /// When the schedule was last changed, as the plan was made.
    pub as_of: Timestamp,
    /// When it shall run.
    pub time: Timestamp,
    /// What lets it be made once.
    pub key: String,
}

/// Which deployments [`scheduled`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one, even while it is paused.
    One(DeploymentId),
    /// Those that are not paused, after this one in the order of ids.
    After(Option<DeploymentId>),
    /// Those that are not paused and were changed since, or whose schedules were; after this one in the order of ids.
    ChangedSince(Timestamp, Option<DeploymentId>),
}

/// Deployments with schedules that are switched on, in the order of their ids.
pub async fn scheduled(conn: &mut Conn, which: Which, limit: i64) -> Result<Vec<Scheduled>> {
    let active = || {
        Condition::sql(
            "EXISTS (SELECT 1 FROM deployment_schedules AS s WHERE s.deployment_id = deployments.id AND s.active)",
        )
    };
    let beyond = |query: Query<'static>, after: Option<DeploymentId>| match after {
        Some(after) => query.and(Condition::test("deployments.id > ?", after)),
        None => query,
    };
    let running = || Query::of("deployments", Condition::sql("NOT deployments.paused")).and(active());
    let query = match which {
        Which::One(id) => Query::of("deployments", Condition::test("deployments.id = ?", id)).and(active()),
        Which::After(after) => beyond(running(), after),
        Which::ChangedSince(since, after) => beyond(running(), after).and(Condition::any([
            Condition::test("deployments.updated >= ?", since),
            Condition::test(
                "EXISTS (SELECT 1 FROM deployment_schedules AS s
                 WHERE s.deployment_id = deployments.id AND s.updated >= ?)",
                since,
            ),
        ])),
    };
    let query = query.order_by("deployments.id").page(Some(limit), 0);
    let ids: Vec<(DeploymentId, FlowId)> =
        query.all(conn, "deployments.id, deployments.flow_id", |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let wanted: Vec<DeploymentId> = ids.iter().map(|(id, _)| *id).collect();
    let mut of: HashMap<DeploymentId, Vec<DeploymentSchedule>> = HashMap::new();
    for schedule in deployment_schedules::of_deployments(conn, &wanted).await? {
        if let Some(id) = schedule.deployment_id.filter(|_| schedule.active) {
            of.entry(id).or_default().push(schedule);
        }
    }
    let scheduled = ids.into_iter().map(|(id, flow_id)| Scheduled {
        id,
        flow_id,
        schedules: of.remove(&id).unwrap_or_default(),
    });
    Ok(scheduled.collect())
}

/// Those of the planned runs that are not there yet.
pub async fn missing(conn: &mut Conn, flow: FlowId, planned: &[PlannedRun]) -> Result<Vec<PlannedRun>> {
    let keys: Vec<String> = planned.iter().map(|run| run.key.clone()).collect();
    let taken = flow_runs::taken(conn, flow, &keys).await?;
    Ok(planned.iter().filter(|run| !taken.contains(&run.key)).cloned().collect())
}

/// Makes the planned runs; answers how many. Nothing is made of a schedule that was changed, switched off or deleted
/// after the plan was made, nor of a deployment that is paused, unless `paused_too`.
pub async fn make_planned(
    conn: &mut Conn,
    id: DeploymentId,
    planned: &[PlannedRun],
    paused_too: bool,
    now: Timestamp,
) -> Result<u64> {
    let Some(record) = held(conn, id).await?.filter(|record| paused_too || !record.paused) else {
        return Ok(0);
    };
    hold_schedules(conn, id).await?;
    let mut made = 0;
    for schedule in deployment_schedules::of_deployment(conn, id).await? {
        let own = |run: &&PlannedRun| run.schedule == schedule.id && run.as_of == schedule.updated;
        let runs: Vec<&PlannedRun> = planned.iter().filter(own).collect();
        if !schedule.active || runs.is_empty() {
            continue;
        }
        let plan = plan(&record, &schedule);
        for run in runs {
            made += u64::from(flow_runs::insert_planned(conn, &plan, run.time, &run.key, now).await?);
        }
    }
    Ok(made)
}

/// The deployment, which nobody changes until the unit ends.
async fn held(conn: &mut Conn, id: DeploymentId) -> Result<Option<Record>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => concat!("SELECT ", record_columns!(), " FROM deployments WHERE id = $1"),
        Dialect::Postgres => {
            concat!("SELECT ", record_columns!(), " FROM deployments WHERE id = $1 FOR SHARE")
        }
    };
    conn.first(sql, &params![id], |row| row::record(&mut row.columns())).await
}

/// Keeps the schedules of a deployment from being changed until the unit ends: whoever changes one then also finds the
/// runs that were made of it.
async fn hold_schedules(conn: &mut Conn, id: DeploymentId) -> Result<()> {
    if matches!(conn.dialect(), Dialect::Postgres) {
        let sql = "SELECT id FROM deployment_schedules WHERE deployment_id = $1 FOR SHARE";
        conn.all(sql, &params![id], |row| row.get::<DeploymentScheduleId>(0)).await?;
    }
    Ok(())
}

fn plan(record: &Record, schedule: &DeploymentSchedule) -> Plan {
    let tags = std::iter::once("auto-scheduled".to_owned()).chain(record.tags.iter().cloned()).collect();
    Plan {
        flow_id: record.flow_id,
        deployment_id: record.id,
        deployment_version: record.version.clone(),
        work_queue_id: record.work_queue_id,
        work_queue_name: record.work_queue_name.clone(),
        parameters: merged(&record.parameters, &schedule.parameters),
        infrastructure_document_id: record.infrastructure_document_id,
        tags,
        labels: labels_of_runs(&record.labels, record.flow_id, record.id),
        created_by: CreatedBy {
            id: Some(schedule.id.0),
            kind: Some("SCHEDULE".to_owned()),
            display_value: Some(weir_engine::schedules::maker(schedule)),
        },
    }
}

/// The parameters of a deployment with those of a schedule laid over them.
fn merged(of_deployment: &JsonObject, of_schedule: &JsonObject) -> JsonObject {
    if of_schedule.is_empty() {
        return of_deployment.clone();
    }
    let mut merged = of_deployment.to_map();
    merged.extend(of_schedule.to_map());
    merged.into()
}

//! Runs that failed or were retried, and what their logs say of it.

use uuid::Uuid;
use weir_types::{
    Timestamp,
    filters::queries::RunFilters,
    ids::{DeploymentId, FlowId, FlowRunId, TaskRunId},
    insights::Period,
    state::StateType,
};

use super::runs::{Kind, Which};
use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    param::Param,
    params,
    row::Row,
};

/// How many runs' lines of log are read at once.
const CHUNK: usize = 500;

/// A run that failed or crashed.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedRun {
    /// Its id.
    pub id: Uuid,
    /// Its flow run: itself, if it is one.
    pub flow_run_id: Option<FlowRunId>,
    /// Its flow.
    pub flow_id: Option<FlowId>,
    /// Its deployment.
    pub deployment_id: Option<DeploymentId>,
    /// The version of the deployment that it ran.
    pub version: Option<String>,
    /// The key of its task, if it is a task run.
    pub task_key: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether it failed or crashed.
    pub state_type: StateType,
    /// The message of its state.
    pub message: Option<String>,
    /// When it ended.
    pub ended: Timestamp,
}

impl FailedRun {
    /// The task run's id, if it is one.
    pub fn task_run_id(&self) -> Option<TaskRunId> {
        self.task_key.as_ref().map(|_| TaskRunId(self.id))
    }
}

/// A column of the flow run that a run is, or belongs to.
fn of_flow_run(kind: Kind, column: &str) -> String {
    match kind {
        Kind::Flow => format!("flow_runs.{column}"),
        Kind::Task => {
            format!("(SELECT runs.{column} FROM flow_runs AS runs WHERE runs.id = task_runs.flow_run_id)")
        }
    }
}

/// The runs that pass the filters and failed or crashed in a time, the last first; at most `most`.
pub async fn failed_runs(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    period: Period,
    most: i64,
) -> Result<Vec<FailedRun>> {
    let table = kind.table();
    let (flow_run, task) = match kind {
        Kind::Flow => ("flow_runs.id", "CAST(NULL AS TEXT)"),
        Kind::Task => ("task_runs.flow_run_id", "task_runs.task_key"),
    };
    let columns = format!(
        "{table}.id, {flow_run}, {}, {}, {}, {task}, {table}.name, {table}.state_type, {table}.state_message, \
         {table}.end_time",
        of_flow_run(kind, "flow_id"),
        of_flow_run(kind, "deployment_id"),
        of_flow_run(kind, "deployment_version"),
    );
    kind.query(filters)
        .and(Which::Ended(period).condition(table))
        .and(Condition::sql(format!("{table}.state_type IN ('FAILED', 'CRASHED')")))
        .order_by(match kind {
            Kind::Flow => "flow_runs.end_time DESC",
            Kind::Task => "task_runs.end_time DESC",
        })
        .page(Some(most), 0)
        .all(conn, &columns, failed)
        .await
}

fn failed(row: Row<'_>) -> Result<FailedRun> {
    let mut columns = row.columns();
    Ok(FailedRun {
        id: columns.take()?,
        flow_run_id: columns.take()?,
        flow_id: columns.take()?,
        deployment_id: columns.take()?,
        version: columns.take()?,
        task_key: columns.take()?,
        name: columns.take()?,
        state_type: columns.take()?,
        message: columns.take()?,
        ended: columns.take()?,
    })
}

/// The lines of log of some runs with this text in them, the oldest first. Those of flow runs are only such as no task
/// run wrote.
pub async fn lines_with(
    conn: &mut Conn,
    kind: Kind,
    runs: &[Uuid],
    text: &str,
) -> Result<Vec<(Uuid, String)>> {
    let mut found = Vec::new();
    for ids in runs.chunks(CHUNK) {
        let ids = ids.iter().map(|id| Param::from(*id));
        let (of_these, columns) = match kind {
            Kind::Task => (Condition::one_of("logs.task_run_id", ids), "logs.task_run_id, logs.message"),
            Kind::Flow => (
                Condition::all([
                    Condition::one_of("logs.flow_run_id", ids),
                    Condition::is_null("logs.task_run_id", true),
                ]),
                "logs.flow_run_id, logs.message",
            ),
        };
        let with_text = Condition::like("logs.message", format!("%{text}%"));
        let lines = Query::of("logs", Condition::all([of_these, with_text]))
            .order_by("logs.timestamp")
            .all(conn, columns, |row| Ok((row.get(0)?, row.get(1)?)))
            .await?;
        found.extend(lines);
    }
    Ok(found)
}

/// A deployment with its present version, if it has one.
pub async fn versions(
    conn: &mut Conn,
    deployments: &[DeploymentId],
) -> Result<Vec<(DeploymentId, String, String)>> {
    let these = Condition::one_of("deployments.id", deployments.iter().map(|id| Param::from(*id)));
    let with_version = Condition::is_null("deployments.version", false);
    Query::of("deployments", Condition::all([these, with_version]))
        .all(conn, "deployments.id, deployments.name, deployments.version", |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .await
}

/// Whether a run of another version of a deployment ended in a time.
pub async fn had_other_version(
    conn: &mut Conn,
    deployment: DeploymentId,
    version: &str,
    period: Period,
) -> Result<bool> {
    conn.exists(
        "SELECT 1 FROM flow_runs WHERE deployment_id = $1 AND end_time >= $2 AND end_time < $3
         AND deployment_version <> $4 LIMIT 1",
        &params![deployment, period.start, period.end, version],
    )
    .await
}

/// How often the runs of a task, or of a flow, were retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryCounts {
    /// The flow.
    pub flow_id: Option<FlowId>,
    /// The key of the task; none of a flow.
    pub task_key: Option<String>,
    /// How many runs ended in the time.
    pub runs: i64,
    /// How many of them were retried.
    pub retried: i64,
    /// How often, together.
    pub retries: i64,
    /// How many of those that were retried completed.
    pub succeeded: i64,
    /// How many of those that were retried failed or crashed.
    pub failed: i64,
}

/// Retries of the runs that pass the filters and ended in a time, by task or by flow; those without any are left out.
pub async fn retry_counts(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    period: Period,
) -> Result<Vec<RetryCounts>> {
    let table = kind.table();
    let task = if kind == Kind::Task { "task_runs.task_key" } else { "CAST(NULL AS TEXT)" };
    let retried = |test: &str| {
        format!("CAST(SUM(CASE WHEN {table}.run_count > 1 AND {test} THEN 1 ELSE 0 END) AS BIGINT)")
    };
    let columns = format!(
        "{}, {task}, COUNT(*), {}, \
         CAST(SUM(CASE WHEN {table}.run_count > 1 THEN {table}.run_count - 1 ELSE 0 END) AS BIGINT), {}, {}",
        of_flow_run(kind, "flow_id"),
        retried("1 = 1"),
        retried(&format!("{table}.state_type = 'COMPLETED'")),
        retried(&format!("{table}.state_type IN ('FAILED', 'CRASHED')")),
    );
    let found = kind
        .query(filters)
        .and(Which::Ended(period).condition(table))
        .group_by("1, 2")
        .all(conn, &columns, |row| {
            let mut columns = row.columns();
            Ok(RetryCounts {
                flow_id: columns.take()?,
                task_key: columns.take()?,
                runs: columns.take()?,
                retried: columns.take()?,
                retries: columns.take()?,
                succeeded: columns.take()?,
                failed: columns.take()?,
            })
        })
        .await?;
    Ok(found.into_iter().filter(|counts| counts.retried > 0).collect())
}

/// The runs that pass the filters, ended in a time and were retried, with their flow and the key of their task, the last
/// first; at most `most`.
pub async fn retried_runs(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    period: Period,
    most: i64,
) -> Result<Vec<(Uuid, Option<FlowId>, Option<String>)>> {
    let table = kind.table();
    let task = if kind == Kind::Task { "task_runs.task_key" } else { "CAST(NULL AS TEXT)" };
    let columns = format!("{table}.id, {}, {task}", of_flow_run(kind, "flow_id"));
    kind.query(filters)
        .and(Which::Ended(period).condition(table))
        .and(Condition::sql(format!("{table}.run_count > 1")))
        .order_by(match kind {
            Kind::Flow => "flow_runs.end_time DESC",
            Kind::Task => "task_runs.end_time DESC",
        })
        .page(Some(most), 0)
        .all(conn, &columns, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await
}

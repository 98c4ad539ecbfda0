//! What there is, in few columns and without limits, for exporters: lists that the API pages through tell much more of
//! each thing.

use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId, FlowRunId, StateId, WorkPoolId, WorkQueueId},
    state::StateType,
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    rollups::{Owned, owned_columns, owners},
};

/// A flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
}

/// All flows by their names.
pub async fn flows(conn: &mut Conn) -> Result<Vec<FlowRow>> {
    conn.all("SELECT id, name, created FROM flows ORDER BY name", &[], |row| {
        Ok(FlowRow { id: row.get(0)?, name: row.get(1)?, created: row.get(2)? })
    })
    .await
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentRow {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its flow.
    pub flow_id: FlowId,
    /// That flow's name.
    pub flow: String,
    /// Whether its schedules make no runs.
    pub paused: bool,
    /// Where its code lies.
    pub path: Option<String>,
    /// The name of its work pool.
    pub work_pool: Option<String>,
    /// The name of its work queue.
    pub work_queue: Option<String>,
    /// Whether anybody fetches its runs.
    pub status: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// All deployments by the names of their flows and their own.
pub async fn deployments(conn: &mut Conn) -> Result<Vec<DeploymentRow>> {
    conn.all(
        "SELECT deployments.id, deployments.name, deployments.created, flows.id, flows.name, deployments.paused,
             deployments.path, work_pools.name, deployments.work_queue_name, deployments.status, deployments.tags
         FROM deployments JOIN flows ON flows.id = deployments.flow_id
         LEFT JOIN work_queues ON work_queues.id = deployments.work_queue_id
         LEFT JOIN work_pools ON work_pools.id = work_queues.work_pool_id
         ORDER BY flows.name, deployments.name",
        &[],
        |row| {
            let mut columns = row.columns();
            Ok(DeploymentRow {
                id: columns.take()?,
                name: columns.take()?,
                created: columns.take()?,
                flow_id: columns.take()?,
                flow: columns.take()?,
                paused: columns.take()?,
                path: columns.take()?,
                work_pool: columns.take()?,
                work_queue: columns.take()?,
                status: columns.take()?,
                tags: columns.take()?,
            })
        },
    )
    .await
}

/// A work pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkPoolRow {
    /// Its id.
    pub id: WorkPoolId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// What its workers start runs on.
    pub pool_type: String,
    /// The queue that takes what names none.
    pub default_queue: Option<WorkQueueId>,
    /// Whether it gives nothing out.
    pub paused: bool,
    /// Whether anybody fetches from it.
    pub status: String,
}

/// All work pools by their names.
pub async fn work_pools(conn: &mut Conn) -> Result<Vec<WorkPoolRow>> {
    conn.all(
        "SELECT id, name, created, type, default_queue_id, is_paused, status FROM work_pools ORDER BY name",
        &[],
        |row| {
            let mut columns = row.columns();
            Ok(WorkPoolRow {
                id: columns.take()?,
                name: columns.take()?,
                created: columns.take()?,
                pool_type: columns.take()?,
                default_queue: columns.take()?,
                paused: columns.take()?,
                status: columns.take()?,
            })
        },
    )
    .await
}

/// A work queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkQueueRow {
    /// Its id.
    pub id: WorkQueueId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its pool.
    pub work_pool_id: WorkPoolId,
    /// That pool's name.
    pub work_pool: String,
    /// Its rank in the pool.
    pub priority: i64,
    /// Whether it gives nothing out.
    pub paused: bool,
    /// Whether anybody fetches from it.
    pub status: String,
    /// When it was last fetched from.
    pub last_polled: Option<Timestamp>,
    /// How many of its runs are late.
    pub late_runs: i64,
}

/// All work queues by the names of their pools and their own.
pub async fn work_queues(conn: &mut Conn) -> Result<Vec<WorkQueueRow>> {
    conn.all(
        "SELECT work_queues.id, work_queues.name, work_queues.created, work_pools.id, work_pools.name,
             work_queues.priority, work_queues.is_paused, work_queues.status, work_queues.last_polled,
             COALESCE(late.count, 0)
         FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id
         LEFT JOIN (
             SELECT work_queue_id, COUNT(*) AS count FROM flow_runs
             WHERE state_type = 'SCHEDULED' AND state_name = 'Late' GROUP BY work_queue_id
         ) AS late ON late.work_queue_id = work_queues.id
         ORDER BY work_pools.name, work_queues.name",
        &[],
        |row| {
            let mut columns = row.columns();
            Ok(WorkQueueRow {
                id: columns.take()?,
                name: columns.take()?,
                created: columns.take()?,
                work_pool_id: columns.take()?,
                work_pool: columns.take()?,
                priority: columns.take()?,
                paused: columns.take()?,
                status: columns.take()?,
                last_polled: columns.take()?,
                late_runs: columns.take()?,
            })
        },
    )
    .await
}

/// How many flow runs there are in each state.
pub async fn flow_runs_by_state(conn: &mut Conn) -> Result<Vec<(String, StateType, i64)>> {
    conn.all(
        "SELECT state_name, state_type, COUNT(*) FROM flow_runs WHERE state_type IS NOT NULL
         GROUP BY state_name, state_type ORDER BY state_name, state_type",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .await
}

/// A flow run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRunRow {
    /// Its id.
    pub id: FlowRunId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// What it belongs to.
    pub owned: Owned,
    /// The name of its work queue.
    pub work_queue: Option<String>,
    /// Its state's name.
    pub state_name: String,
    /// Its state's type.
    pub state_type: StateType,
    /// Its state's id.
    pub state_id: Option<StateId>,
    /// How often it was started.
    pub run_count: i64,
    /// When it started.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it has run, over all attempts.
    pub total_run_time: TimeDelta,
}

/// The flow runs that started at `start` or later, the newest first, at most `limit`.
pub async fn flow_runs_started(conn: &mut Conn, start: Timestamp, limit: i64) -> Result<Vec<FlowRunRow>> {
    conn.all(
        concat!(
            "SELECT runs.id, runs.name, runs.created, ",
            owned_columns!(),
            ", runs.work_queue_name, runs.state_name, runs.state_type, runs.state_id, runs.run_count,
             runs.start_time, runs.end_time, runs.total_run_time FROM flow_runs AS runs ",
            owners!(),
            // The first condition is what the index is for, the second what is meant.
            " WHERE COALESCE(runs.start_time, runs.expected_start_time) >= $1 AND runs.start_time IS NOT NULL
                 AND runs.state_type IS NOT NULL
             ORDER BY COALESCE(runs.start_time, runs.expected_start_time) DESC LIMIT $2"
        ),
        &params![start, limit],
        |row| {
            let mut columns = row.columns();
            Ok(FlowRunRow {
                id: columns.take()?,
                name: columns.take()?,
                created: columns.take()?,
                owned: Owned::take(&mut columns)?,
                work_queue: columns.take()?,
                state_name: columns.take()?,
                state_type: columns.take()?,
                state_id: columns.take()?,
                run_count: columns.take()?,
                start_time: columns.take()?,
                end_time: columns.take()?,
                total_run_time: columns.take()?,
            })
        },
    )
    .await
}

/// Flow runs that were expected to start within a time, and are in one state now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedRuns {
    /// What they belong to.
    pub owned: Owned,
    /// Their state's name.
    pub state_name: String,
    /// Their state's type.
    pub state_type: StateType,
    /// How many.
    pub count: i64,
    /// How long they have run in all.
    pub run_time: TimeDelta,
}

/// The flow runs that were expected to start from `start` on and before `end`, by flow, deployment and state.
pub async fn flow_runs_expected(
    conn: &mut Conn,
    start: Timestamp,
    end: Timestamp,
) -> Result<Vec<ExpectedRuns>> {
    conn.all(
        concat!(
            "SELECT ",
            owned_columns!(),
            ", runs.state_name, runs.state_type, runs.count, runs.run_time FROM (
                 SELECT flow_id, deployment_id, state_name, state_type, COUNT(*) AS count,
                     CAST(SUM(total_run_time) AS BIGINT) AS run_time FROM flow_runs
                 WHERE expected_start_time >= $1 AND expected_start_time < $2 AND state_type IS NOT NULL
                 GROUP BY flow_id, deployment_id, state_name, state_type
             ) AS runs ",
            owners!(),
            " ORDER BY 2, 4, 7"
        ),
        &params![start, end],
        |row| {
            let mut columns = row.columns();
            Ok(ExpectedRuns {
                owned: Owned::take(&mut columns)?,
                state_name: columns.take()?,
                state_type: columns.take()?,
                count: columns.take()?,
                run_time: columns.take()?,
            })
        },
    )
    .await
}

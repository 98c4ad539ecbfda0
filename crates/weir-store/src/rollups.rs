//! Rollups: transitions and durations by flow, deployment and hour, fed from the event log.
//!
//! Beside each hour's row stands one for all time ([`ALL_TIME`]), so that a scrape reads as many rows as there are
//! series, however long the history.

mod limits;

use std::collections::HashMap;

use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    params,
    row::{Columns, Row},
};

/// The name of the reader of the event log that keeps the rollups.
pub const READER: &str = "rollups";

/// The length of an hour in microseconds.
pub const HOUR: i64 = 3_600_000_000;

/// The hour that an instant lies in, as microseconds since the epoch at its start.
pub const fn hour_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(HOUR) * HOUR
}

/// The hour under which the sum over all hours is kept.
pub const ALL_TIME: i64 = 0;

/// Upper bounds of the duration buckets, in seconds. What is longer counts in a last bucket without a bound.
pub const DURATION_BOUNDS: [f64; 15] =
    [0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14_400.0, 86_400.0];

/// How many durations fell in which bucket, and their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// The sum.
    pub sum: TimeDelta,
    /// One count for each bound, and a last one for what is longer.
    pub buckets: [i64; DURATION_BOUNDS.len() + 1],
}

impl Durations {
    /// Counts one duration.
    pub fn add(&mut self, duration: TimeDelta) {
        let seconds = duration.as_secs_f64();
        let bucket = DURATION_BOUNDS.partition_point(|bound| *bound < seconds);
        self.sum = self.sum + duration;
        self.buckets[bucket] += 1;
    }

    /// Adds another set of counts to this one.
    pub fn merge(&mut self, other: &Self) {
        self.sum = self.sum + other.sum;
        for (mine, theirs) in self.buckets.iter_mut().zip(other.buckets) {
            *mine += theirs;
        }
    }

    /// How many durations were counted.
    pub fn count(&self) -> i64 {
        self.buckets.iter().sum()
    }

    fn stored(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.buckets)?)
    }

    fn take(columns: &mut Columns<'_>) -> Result<Self> {
        let sum = columns.take()?;
        let buckets: String = columns.take()?;
        Ok(Self { sum, buckets: serde_json::from_str(&buckets)? })
    }
}

/// What is counted apart from what: one series of an hour.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Series {
    /// The flow; the nil id when the event does not say.
    pub flow_id: FlowId,
    /// The deployment; the nil id for runs without one, and for task runs.
    pub deployment_id: DeploymentId,
    /// The name of the state that was entered.
    pub state_name: String,
    /// Its type.
    pub state_type: StateType,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often the state was entered.
    pub transitions: i64,
    /// How long the runs took that it ended.
    pub durations: Durations,
}

macro_rules! upsert_into {
    ($table:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            " AS stored (hour, flow_id, deployment_id, state_name, state_type, transitions, duration_sum,
                 duration_buckets) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (hour, flow_id, deployment_id, state_name, state_type) DO UPDATE SET
                 transitions = stored.transitions + excluded.transitions,
                 duration_sum = excluded.duration_sum, duration_buckets = excluded.duration_buckets"
        )
    };
}

macro_rules! select_from {
    ($table:literal) => {
        concat!(
            "SELECT duration_sum, duration_buckets FROM ",
            $table,
            " WHERE hour = $1 AND flow_id = $2 AND deployment_id = $3 AND state_name = $4 AND state_type = $5"
        )
    };
}

// The columns that `Owned::take` reads, of a table or query `runs` with those that `owners` joins.
macro_rules! owned_columns {
    () => {
        "runs.flow_id, COALESCE(flows.name, gone_flows.name, ''),
         runs.deployment_id, COALESCE(deployments.name, gone_deployments.name, ''),
         COALESCE(work_pools.name, ''), COALESCE(work_queues.name, '')"
    };
}

macro_rules! owners {
    () => {
        "LEFT JOIN gone_names AS gone_flows ON gone_flows.id = runs.flow_id
         LEFT JOIN gone_names AS gone_deployments ON gone_deployments.id = runs.deployment_id
         LEFT JOIN flows ON flows.id = runs.flow_id
         LEFT JOIN deployments ON deployments.id = runs.deployment_id
         LEFT JOIN work_queues ON work_queues.id = deployments.work_queue_id
         LEFT JOIN work_pools ON work_pools.id = work_queues.work_pool_id"
    };
}

pub(crate) use {owned_columns, owners};

macro_rules! totals_of {
    ($table:literal) => {
        concat!(
            "SELECT ",
            owned_columns!(),
            ", state_name, state_type, transitions, duration_sum, duration_buckets FROM ",
            $table,
            " AS runs ",
            owners!(),
            " WHERE hour = $1 ORDER BY 2, 4, 7"
        )
    };
}

/// Which kind of run a rollup is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RunKind {
    /// Flow runs.
    Flow,
    /// Task runs.
    Task,
}

impl RunKind {
    fn upsert(self) -> &'static str {
        match self {
            Self::Flow => upsert_into!("flow_run_rollups"),
            Self::Task => upsert_into!("task_run_rollups"),
        }
    }

    fn select(self) -> &'static str {
        match self {
            Self::Flow => select_from!("flow_run_rollups"),
            Self::Task => select_from!("task_run_rollups"),
        }
    }

    /// The names of states that count over all time.
    fn state_names(self) -> &'static str {
        match self {
            Self::Flow => "SELECT DISTINCT state_name FROM flow_run_rollups WHERE hour = $1",
            Self::Task => "SELECT DISTINCT state_name FROM task_run_rollups WHERE hour = $1",
        }
    }

    fn duration(self) -> &'static str {
        match self {
            Self::Flow => "SELECT id, total_run_time FROM flow_runs WHERE id = $1",
            Self::Task => "SELECT id, total_run_time FROM task_runs WHERE id = $1",
        }
    }

    /// As [`RunKind::duration`] of many, on PostgreSQL.
    fn durations(self) -> &'static str {
        match self {
            Self::Flow => "SELECT id, total_run_time FROM flow_runs WHERE id = ANY(CAST($1 AS UUID[]))",
            Self::Task => "SELECT id, total_run_time FROM task_runs WHERE id = ANY(CAST($1 AS UUID[]))",
        }
    }
}

/// Adds `tally` to the series of an hour, and to the sum over all hours. There a state whose name users made up may count
/// under its type, and an event of theirs as `other`, when there are too many names.
pub async fn add(conn: &mut Conn, kind: RunKind, hour: i64, series: &Series, tally: &Tally) -> Result<()> {
    for hour in [hour, ALL_TIME] {
        let name = match hour {
            ALL_TIME => limits::state_name(conn, kind, series).await?,
            _ => series.state_name.as_str(),
        };
        let key = params![hour, series.flow_id, series.deployment_id, name, series.state_type];
        let stored = conn.first(kind.select(), &key, |row| Durations::take(&mut row.columns())).await?;
        let mut durations = tally.durations.clone();
        if let Some(stored) = stored {
            durations.merge(&stored);
        }
        let [hour, flow, deployment, name, state_type] = key;
        let [transitions, sum, buckets] = params![tally.transitions, durations.sum, durations.stored()?];
        let row = vec![hour, flow, deployment, name, state_type, transitions, sum, buckets];
        conn.write(kind.upsert(), row).await?;
    }
    Ok(())
}

/// Adds to the count of the events of one name in an hour, and over all hours.
pub async fn add_events(conn: &mut Conn, hour: i64, event: &str, count: i64) -> Result<()> {
    for hour in [hour, ALL_TIME] {
        let event = if hour == ALL_TIME { limits::event_name(conn, event).await? } else { event };
        conn.write(
            "INSERT INTO event_rollups (hour, event, count) VALUES ($1, $2, $3)
             ON CONFLICT (hour, event) DO UPDATE SET count = event_rollups.count + excluded.count",
            params![hour, event, count].into(),
        )
        .await?;
    }
    Ok(())
}

/// What runs belong to, with the names that people know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The flow; the nil id when it is unknown.
    pub flow_id: FlowId,
    /// Its name, the last one if it is gone; empty when it is unknown.
    pub flow: String,
    /// The deployment; the nil id when there is none.
    pub deployment_id: DeploymentId,
    /// Its name, the last one if it is gone; empty when there is none.
    pub deployment: String,
    /// The name of the deployment's work pool; empty when it has none.
    pub work_pool: String,
    /// The name of the deployment's work queue; empty when it has none.
    pub work_queue: String,
}

impl Owned {
    pub(crate) fn take(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Self {
            flow_id: columns.take()?,
            flow: columns.take()?,
            deployment_id: columns.take::<Option<DeploymentId>>()?.unwrap_or(DeploymentId(Uuid::nil())),
            deployment: columns.take()?,
            work_pool: columns.take()?,
            work_queue: columns.take()?,
        })
    }
}

/// One series with the names that people know its flow and deployment by.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTally {
    /// Whose runs.
    pub owned: Owned,
    /// The state.
    pub state_name: String,
    /// Its type.
    pub state_type: StateType,
    /// The counts over all time.
    pub tally: Tally,
}

fn named_tally(row: Row<'_>) -> Result<NamedTally> {
    let mut columns = row.columns();
    Ok(NamedTally {
        owned: Owned::take(&mut columns)?,
        state_name: columns.take()?,
        state_type: columns.take()?,
        tally: Tally { transitions: columns.take()?, durations: Durations::take(&mut columns)? },
    })
}

/// Every series of `kind`, over all time.
pub async fn totals(conn: &mut Conn, kind: RunKind) -> Result<Vec<NamedTally>> {
    let sql = match kind {
        RunKind::Flow => totals_of!("flow_run_rollups"),
        RunKind::Task => totals_of!("task_run_rollups"),
    };
    conn.all(sql, &params![ALL_TIME], named_tally).await
}

/// How many events of each name were logged, over all time.
pub async fn event_totals(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT event, count FROM event_rollups WHERE hour = $1 ORDER BY event",
        &params![ALL_TIME],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .await
}

/// How long runs have run, over all their attempts; those that are gone by now are left out.
pub async fn durations(conn: &mut Conn, kind: RunKind, runs: &[Uuid]) -> Result<HashMap<Uuid, TimeDelta>> {
    let found = match conn.dialect() {
        Dialect::Sqlite => {
            let ids: Vec<[Param<'_>; 1]> = runs.iter().map(|id| params![*id]).collect();
            let found = conn.first_each(kind.duration(), &ids, duration).await?;
            found.into_iter().flatten().collect()
        }
        Dialect::Postgres => {
            let ids = [Param::Array(runs.iter().map(|id| Param::from(*id)).collect())];
            conn.all(kind.durations(), &ids, duration).await?
        }
    };
    Ok(found.into_iter().collect())
}

fn duration(row: Row<'_>) -> Result<(Uuid, TimeDelta)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The hour from which on events were counted; none before the first.
pub async fn since(conn: &mut Conn) -> Result<Option<Timestamp>> {
    conn.first(
        "SELECT hour FROM event_rollups WHERE hour > $1 ORDER BY hour LIMIT 1",
        &params![ALL_TIME],
        |row| Ok(Timestamp::from_micros(row.get(0)?)),
    )
    .await
}

/// Flow runs that have not ended and are in one state now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfinishedRuns {
    /// Whose runs.
    pub owned: Owned,
    /// The state.
    pub state_name: String,
    /// Its type.
    pub state_type: StateType,
    /// How many.
    pub count: i64,
}

/// How many unfinished flow runs there are now in each state of each flow and deployment. Of too many names of states the
/// last ones are told by their type.
pub async fn unfinished(conn: &mut Conn) -> Result<Vec<UnfinishedRuns>> {
    let found = conn
        .all(
            concat!(
                "SELECT ",
                owned_columns!(),
                ", runs.state_name, runs.state_type, runs.count FROM (
                 SELECT flow_id, deployment_id, state_name, state_type, COUNT(*) AS count FROM flow_runs
                 WHERE state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
                 GROUP BY flow_id, deployment_id, state_name, state_type
             ) AS runs ",
                owners!(),
                " ORDER BY 2, 4, 7"
            ),
            &[],
            |row| {
                let mut columns = row.columns();
                Ok(UnfinishedRuns {
                    owned: Owned::take(&mut columns)?,
                    state_name: columns.take()?,
                    state_type: columns.take()?,
                    count: columns.take()?,
                })
            },
        )
        .await?;
    Ok(limits::bounded(found))
}

//! What triggers know of runs besides their events.

use weir_engine::triggers::{Run, Things};
use weir_types::{JsonObject, TimeDelta, Timestamp, ids::EventId, state::StateType};

use crate::{conn::Conn, error::Result, params, row::Row};

/// The event of a run's state has the state's id, and names what the run belongs to.
const SELECT: &str =
    "SELECT e.resource, e.related, r.state_type, r.expected_start_time, r.start_time, r.end_time
    FROM flow_runs AS r JOIN events AS e ON e.id = r.state_id WHERE ";

/// The runs that ended from `since` on.
pub async fn ended(conn: &mut Conn, since: Timestamp) -> Result<Vec<Run>> {
    let sql = format!("{SELECT}r.end_time >= $1");
    conn.all(&sql, &params![since], run).await
}

/// The runs that started from `since` on, and those that have not started and were to start until `now`.
pub async fn started_or_due(conn: &mut Conn, since: Timestamp, now: Timestamp) -> Result<Vec<Run>> {
    let started =
        format!("{SELECT}r.start_time >= $1 AND COALESCE(r.start_time, r.expected_start_time) >= $1");
    let mut runs = conn.all(&started, &params![since], run).await?;
    let due = format!(
        "{SELECT}r.state_type = 'SCHEDULED' AND r.start_time IS NULL AND r.expected_start_time <= $1"
    );
    runs.extend(conn.all(&due, &params![now], run).await?);
    Ok(runs)
}

fn run(row: Row<'_>) -> Result<Run> {
    let mut columns = row.columns();
    let (resource, related): (JsonObject, String) = (columns.take()?, columns.take()?);
    Ok(Run {
        things: Things { resource: resource.to_map(), related: serde_json::from_str(&related)? },
        state: columns.take::<StateType>()?,
        expected: columns.take()?,
        start: columns.take()?,
        end: columns.take()?,
    })
}

/// The name of the state in which a run is, told by the id of its resource; none if there is no such run, or it is
/// none.
pub async fn state_name(conn: &mut Conn, resource_id: &str) -> Result<Option<CurrentState>> {
    let (table, id) = match resource_id.strip_prefix("prefect.flow-run.") {
        Some(id) => ("flow_runs", id),
        None => match resource_id.strip_prefix("prefect.task-run.") {
            Some(id) => ("task_runs", id),
            None => return Ok(Some(CurrentState::NotARun)),
        },
    };
    let Ok(id) = id.parse::<uuid::Uuid>() else { return Ok(Some(CurrentState::NotARun)) };
    let sql = format!("SELECT state_name FROM {table} WHERE id = $1");
    let name: Option<Option<String>> = conn.first(&sql, &params![id], |row| row.get(0)).await?;
    Ok(name.flatten().map(CurrentState::Named))
}

/// A kind of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Flow runs.
    Flow,
    /// Task runs.
    Task,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Flow, Self::Task];

    /// What the names of events about their states begin with.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Flow => "prefect.flow-run",
            Self::Task => "prefect.task-run",
        }
    }
}

/// How long ago task runs were to start, among which unfinished ones are looked for: they are many, and run briefly.
const LONGEST_TASK: TimeDelta = TimeDelta::from_secs(24 * 3600);

/// The states of the runs that have not ended: their names, and the events that told of them.
pub async fn unfinished(conn: &mut Conn, kind: Kind, now: Timestamp) -> Result<Vec<(String, EventId)>> {
    const UNFINISHED: &str = "(state_type = 'SCHEDULED' OR state_type = 'PENDING' OR state_type = 'RUNNING' \
                              OR state_type = 'PAUSED' OR state_type = 'CANCELLING')";
    let named = |row: Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match kind {
        Kind::Flow => {
            let sql = format!(
                "SELECT state_name, state_id FROM flow_runs WHERE {UNFINISHED} AND state_name IS NOT NULL
                 AND state_id IS NOT NULL"
            );
            conn.all(&sql, &[], named).await
        }
        Kind::Task => {
            let sql = format!(
                "SELECT state_name, state_id FROM task_runs WHERE expected_start_time >= $1 AND {UNFINISHED}
                 AND state_name IS NOT NULL AND state_id IS NOT NULL"
            );
            conn.all(&sql, &params![now - LONGEST_TASK], named).await
        }
    }
}

/// What the database says of the state of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentState {
    /// It is no run: its events alone tell.
    NotARun,
    /// It is in the state of this name.
    Named(String),
}

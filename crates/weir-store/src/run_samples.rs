//! What metric triggers know of flow runs.

use weir_engine::triggers::{Run, Things};
use weir_types::{JsonObject, Timestamp, state::StateType};

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

/// What the database says of the state of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentState {
    /// It is no run: its events alone tell.
    NotARun,
    /// It is in the state of this name.
    Named(String),
}

//! Log lines and artifacts of flow runs that are not there: they came late, of a run that was deleted.

use weir_types::{Timestamp, ids::FlowRunId};

use crate::{artifacts, conn::Conn, error::Result, logs, param::Param, params};

/// What may be orphaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Log lines.
    Logs,
    /// Artifacts.
    Artifacts,
}

/// Some of the flow runs that lines or artifacts belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Those that are not there.
    pub gone: Vec<FlowRunId>,
    /// The last one that was looked at, of all that are named; none when there was none to look at.
    pub last: Option<FlowRunId>,
}

/// Looks at the next flow runs that something of this kind belongs to, in the order of their ids, at most `limit`.
pub async fn named(conn: &mut Conn, kind: Kind, after: Option<FlowRunId>, limit: i64) -> Result<Named> {
    let table = match kind {
        Kind::Logs => "logs",
        Kind::Artifacts => "artifacts",
    };
    let sql = format!(
        "SELECT id, EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.id = named.id)
         FROM (SELECT DISTINCT flow_run_id AS id FROM {table} WHERE flow_run_id > $1
               ORDER BY flow_run_id LIMIT $2) AS named"
    );
    let after = after.unwrap_or(FlowRunId(uuid::Uuid::nil()));
    let named: Vec<(FlowRunId, bool)> =
        conn.all(&sql, &params![after, limit], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(Named {
        gone: named.iter().filter(|(_, there)| !there).map(|(id, _)| *id).collect(),
        last: named.iter().map(|(id, _)| *id).max(),
    })
}

/// Deletes what belongs to flow runs that are not there. No run is ever given the id of another.
pub async fn delete(conn: &mut Conn, kind: Kind, gone: &[FlowRunId], now: Timestamp) -> Result<()> {
    let rows: Vec<[Param<'_>; 1]> = gone.iter().map(|id| params![*id]).collect();
    match kind {
        Kind::Logs => logs::delete_of_flow_runs(conn, &rows).await,
        Kind::Artifacts => artifacts::delete_of_flow_runs(conn, &rows, now).await,
    }
}

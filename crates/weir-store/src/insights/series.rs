//! The durations of the runs of a flow, one after the other.

use weir_types::{
    TimeDelta, Timestamp,
    ids::{FlowId, FlowRunId},
};

use crate::{conn::Conn, error::Result, params};

/// A run that completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completed {
    /// Which.
    pub run: FlowRunId,
    /// When it ended.
    pub ended: Timestamp,
    /// How long it ran, over all its attempts.
    pub run_time: TimeDelta,
}

/// The flows of which runs completed from `since` on, with their names.
pub async fn flows_completed_since(conn: &mut Conn, since: Timestamp) -> Result<Vec<(FlowId, String)>> {
    conn.all(
        "SELECT id, name FROM flows WHERE id IN (
             SELECT flow_id FROM flow_runs WHERE end_time >= $1 AND state_type = 'COMPLETED')
         ORDER BY name",
        &params![since],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .await
}

/// The runs of a flow that completed and were to start from `since` on, in the order of their ends; at most the `most`
/// that were to start last.
pub async fn completed(conn: &mut Conn, flow: FlowId, since: Timestamp, most: i64) -> Result<Vec<Completed>> {
    let mut found = conn
        .all(
            "SELECT id, end_time, total_run_time FROM flow_runs
             WHERE flow_id = $1 AND expected_start_time >= $2 AND state_type = 'COMPLETED'
                 AND run_count > 0 AND end_time IS NOT NULL
             ORDER BY expected_start_time DESC LIMIT $3",
            &params![flow, since, most],
            |row| Ok(Completed { run: row.get(0)?, ended: row.get(1)?, run_time: row.get(2)? }),
        )
        .await?;
    found.sort_by_key(|run| (run.ended, run.run));
    Ok(found)
}

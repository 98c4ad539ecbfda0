//! Runs that should have begun and have not.

use weir_engine::{Env, FlowRunRules};
use weir_types::{
    Timestamp,
    ids::FlowRunId,
    state::{State, StateType},
};

use super::set_state;
use crate::{conn::Conn, error::Result, params};

/// Marks runs late that were scheduled for `due` or before, at most `limit` of them; answers how many were found.
pub async fn mark_late(conn: &mut Conn, due: Timestamp, limit: usize, env: &Env) -> Result<usize> {
    let found = overdue(conn, due, limit).await?;
    for (id, scheduled_time) in &found {
        let mut late = State::new(StateType::Scheduled, env.now).named("Late");
        late.state_details.scheduled_time = Some(*scheduled_time);
        // The rules decide again on the locked row: the run may have begun, or another replica may have marked it.
        set_state(conn, *id, &late, FlowRunRules::MarkLate, &env.renewed()).await?;
    }
    Ok(found.len())
}

/// Whether there are runs for [`mark_late`].
pub async fn has_overdue(conn: &mut Conn, due: Timestamp) -> Result<bool> {
    Ok(!overdue(conn, due, 1).await?.is_empty())
}

async fn overdue(conn: &mut Conn, due: Timestamp, limit: usize) -> Result<Vec<(FlowRunId, Timestamp)>> {
    conn.all(
        "SELECT id, next_scheduled_start_time FROM flow_runs
         WHERE next_scheduled_start_time <= $1 AND state_type = 'SCHEDULED' AND state_name = 'Scheduled'
         ORDER BY next_scheduled_start_time LIMIT $2",
        &params![due, i64::try_from(limit).unwrap_or(i64::MAX)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .await
}

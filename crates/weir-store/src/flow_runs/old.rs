//! Runs that ended long ago.

use weir_engine::Env;
use weir_types::{Timestamp, ids::FlowRunId};

use super::delete;
use crate::{artifacts, conn::Conn, error::Result, param::Param, params};

macro_rules! old {
    () => {
        "end_time < $1 AND parent_task_run_id IS NULL
         AND state_type IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')"
    };
}

/// Whether there are runs for [`delete_old`].
pub async fn any_old(conn: &mut Conn, before: Timestamp) -> Result<bool> {
    let sql = concat!("SELECT 1 FROM flow_runs WHERE ", old!(), " LIMIT 1");
    conn.exists(sql, &params![before]).await
}

/// Deletes runs that ended before then, at most `limit`, the oldest first, with all that hangs on them and with their
/// artifacts; answers how many. Subflows go when their parents have gone.
pub async fn delete_old(conn: &mut Conn, before: Timestamp, limit: i64, env: &Env) -> Result<usize> {
    let sql = format!(
        concat!("SELECT id FROM flow_runs WHERE ", old!(), " ORDER BY end_time LIMIT $2{}"),
        conn.dialect().skip_locked()
    );
    let ids: Vec<FlowRunId> = conn.all(&sql, &params![before, limit], |row| row.get(0)).await?;
    let deleted = delete(conn, &ids, env).await?;
    let rows: Vec<[Param<'_>; 1]> = deleted.iter().map(|id| params![*id]).collect();
    artifacts::delete_of_flow_runs(conn, &rows, env.now).await?;
    Ok(deleted.len())
}

//! What the limits of work pools were before automations changed them.

use weir_types::ids::{AutomationId, WorkPoolId};

use crate::{conn::Conn, error::Result, params};

/// A pool's limit, which stays as it is until the unit ends.
pub async fn limit(conn: &mut Conn, pool: WorkPoolId) -> Result<Option<i64>> {
    let sql =
        format!("SELECT concurrency_limit FROM work_pools WHERE id = $1{}", conn.dialect().for_update());
    Ok(conn.first(&sql, &params![pool], |row| row.get(0)).await?.flatten())
}

/// Remembers the limit that an automation changes; after several changes it is the one before the first.
pub async fn remember(
    conn: &mut Conn,
    pool: WorkPoolId,
    automation: AutomationId,
    before: Option<i64>,
    scaled_to: i64,
) -> Result<()> {
    conn.execute(
        "INSERT INTO work_pool_scalings (work_pool_id, automation_id, limit_before, scaled_to)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (work_pool_id, automation_id) DO UPDATE SET scaled_to = excluded.scaled_to",
        &params![pool, automation, before, scaled_to],
    )
    .await?;
    Ok(())
}

/// Forgets what an automation changed. Answers the limit to put back, which may be none, if the present limit is the
/// one that it set: what somebody else has set since stays. Was that another automation, it will put back what this
/// one found.
pub async fn take_back(
    conn: &mut Conn,
    pool: WorkPoolId,
    automation: AutomationId,
    present: Option<i64>,
) -> Result<Option<Option<i64>>> {
    let forgotten = conn
        .first(
            "DELETE FROM work_pool_scalings WHERE work_pool_id = $1 AND automation_id = $2
             RETURNING limit_before, scaled_to",
            &params![pool, automation],
            |row| Ok((row.get::<Option<i64>>(0)?, row.get::<i64>(1)?)),
        )
        .await?;
    let Some((before, scaled_to)) = forgotten else { return Ok(None) };
    if present == Some(scaled_to) {
        return Ok(Some(before));
    }
    conn.execute(
        "UPDATE work_pool_scalings SET limit_before = $1 WHERE work_pool_id = $2 AND limit_before = $3",
        &params![before, pool, scaled_to],
    )
    .await?;
    Ok(None)
}

//! The limit of a deployment's own: a limit by name that comes and goes with it.

use weir_types::{
    Timestamp,
    ids::{ConcurrencyLimitId, DeploymentId},
};

use crate::{concurrency_limits_v2::FIRST_OCCUPANCY, conn::Conn, error::Result, params};

/// Gives the deployment the limit, or takes its limit away; answers the id of the limit that it has then. The
/// deployment's row has `current`.
pub(super) async fn set(
    conn: &mut Conn,
    deployment: DeploymentId,
    current: Option<ConcurrencyLimitId>,
    limit: Option<i64>,
    now: Timestamp,
) -> Result<Option<ConcurrencyLimitId>> {
    let Some(limit) = limit else {
        if let Some(id) = current {
            remove(conn, id).await?;
        }
        return Ok(None);
    };
    if let Some(id) = current {
        conn.execute(
            "UPDATE concurrency_limits_v2 SET updated = $1, \"limit\" = $2 WHERE id = $3 AND \"limit\" <> $2",
            &params![now, limit, id],
        )
        .await?;
        return Ok(Some(id));
    }
    let id = ConcurrencyLimitId::generate();
    conn.execute(
        "INSERT INTO concurrency_limits_v2 (id, created, updated, name, active, \"limit\", active_slots, denied_slots,
             slot_decay_per_second, avg_slot_occupancy_seconds)
         VALUES ($1, $2, $2, $3, $4, $5, 0, 0, 0.0, $6)",
        &params![id, now, format!("deployment:{deployment}"), true, limit, FIRST_OCCUPANCY],
    )
    .await?;
    conn.execute("UPDATE deployments SET concurrency_limit_id = $1 WHERE id = $2", &params![id, deployment])
        .await?;
    Ok(Some(id))
}

/// Deletes a limit; deployments that have it then have none.
pub(super) async fn remove(conn: &mut Conn, id: ConcurrencyLimitId) -> Result<()> {
    conn.execute("DELETE FROM concurrency_limits_v2 WHERE id = $1", &params![id]).await?;
    Ok(())
}

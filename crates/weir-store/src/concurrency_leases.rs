//! Leases of concurrency slots: who holds slots of which limits, and until when unless they are renewed.

use serde_json::json;
use weir_engine::{Env, Lease, LeaseHolder};
use weir_types::{
    Json, TimeDelta,
    ids::{ConcurrencyLimitId, LeaseId, TaskRunId},
};

use crate::{concurrency_limits_v2, conn::Conn, error::Result, params};

/// Whether the lease is there.
pub(crate) async fn exists(conn: &mut Conn, id: LeaseId) -> Result<bool> {
    let found = conn
        .first("SELECT 1 FROM concurrency_leases WHERE id = $1", &params![id], |row| row.get::<i64>(0))
        .await?;
    Ok(found.is_some())
}

/// Takes one slot of each limit of the lease and records the lease.
pub(crate) async fn take(conn: &mut Conn, lease: &Lease, env: &Env) -> Result<()> {
    for limit in &lease.limits {
        concurrency_limits_v2::take(conn, *limit, 1, env).await?;
    }
    let holder = lease.holder.map(stored_holder);
    conn.execute(
        "INSERT INTO concurrency_leases (id, created, expiration, resource_ids, slots, holder)
         VALUES ($1, $2, $3, $4, 1, $5)",
        &params![lease.id, env.now, env.now + lease.ttl, &Json::of(&lease.limits)?, holder],
    )
    .await?;
    Ok(())
}

fn stored_holder(holder: LeaseHolder) -> String {
    match holder {
        LeaseHolder::FlowRun(id) => json!({ "type": "flow_run", "id": id }).to_string(),
        LeaseHolder::TaskRun(id) => json!({ "type": "task_run", "id": id }).to_string(),
    }
}

/// Moves the lease's expiry to `ttl` from now.
pub(crate) async fn renew(conn: &mut Conn, id: LeaseId, ttl: TimeDelta, env: &Env) -> Result<()> {
    conn.execute("UPDATE concurrency_leases SET expiration = $1 WHERE id = $2", &params![env.now + ttl, id])
        .await?;
    Ok(())
}

/// Forgets the lease and leaves its slots taken.
pub(crate) async fn revoke(conn: &mut Conn, id: LeaseId) -> Result<()> {
    conn.execute("DELETE FROM concurrency_leases WHERE id = $1", &params![id]).await?;
    Ok(())
}

/// Gives the lease's slots back and forgets it; says whether it was there.
pub(crate) async fn release(conn: &mut Conn, id: LeaseId, env: &Env) -> Result<bool> {
    let held = conn
        .first(
            "DELETE FROM concurrency_leases WHERE id = $1 RETURNING resource_ids, slots",
            &params![id],
            |row| {
                Ok((
                    serde_json::from_str::<Vec<ConcurrencyLimitId>>(&row.get::<String>(0)?)?,
                    row.get::<i64>(1)?,
                ))
            },
        )
        .await?;
    let Some((limits, slots)) = held else { return Ok(false) };
    for limit in limits {
        concurrency_limits_v2::give_back(conn, limit, slots, env).await?;
    }
    Ok(true)
}

/// Releases whatever leases a task run holds.
pub(crate) async fn release_of_task_run(conn: &mut Conn, run: TaskRunId, env: &Env) -> Result<()> {
    let held = conn
        .all(
            "SELECT id FROM concurrency_leases WHERE holder = $1",
            &params![stored_holder(LeaseHolder::TaskRun(run))],
            |row| row.get::<LeaseId>(0),
        )
        .await?;
    for lease in held {
        release(conn, lease, env).await?;
    }
    Ok(())
}

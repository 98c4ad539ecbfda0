//! Leases of concurrency slots: who holds slots of which limits, and until when unless they are renewed.

use serde_json::json;
use weir_engine::{Env, Lease, LeaseHolder};
use weir_types::{
    Json, TimeDelta, Timestamp,
    concurrency_limits::SlotsRequest,
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

/// Records the lease of slots that a client has taken.
pub(crate) async fn record(
    conn: &mut Conn,
    id: LeaseId,
    limits: &[ConcurrencyLimitId],
    request: &SlotsRequest,
    env: &Env,
) -> Result<()> {
    let holder = request.holder.map(|holder| json!(holder).to_string());
    let expiration = env.now + request.lease_duration;
    conn.execute(
        "INSERT INTO concurrency_leases (id, created, expiration, resource_ids, slots, holder)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &params![id, env.now, expiration, &Json::of(limits)?, request.slots, holder],
    )
    .await?;
    Ok(())
}

/// Moves the lease's expiry to `ttl` from now; says whether it is still there.
pub(crate) async fn renew(conn: &mut Conn, id: LeaseId, ttl: TimeDelta, env: &Env) -> Result<bool> {
    let renewed = conn
        .execute("UPDATE concurrency_leases SET expiration = $1 WHERE id = $2", &params![env.now + ttl, id])
        .await?;
    Ok(renewed > 0)
}

/// Forgets the lease and leaves its slots taken.
pub(crate) async fn revoke(conn: &mut Conn, id: LeaseId) -> Result<()> {
    conn.execute("DELETE FROM concurrency_leases WHERE id = $1", &params![id]).await?;
    Ok(())
}

/// Gives the lease's slots back and forgets it; says whether it was there.
pub(crate) async fn release(conn: &mut Conn, id: LeaseId, env: &Env) -> Result<bool> {
    let Some(held) = forget(conn, id).await? else { return Ok(false) };
    for limit in held.limits {
        concurrency_limits_v2::give_back(conn, limit, held.slots, None, env).await?;
    }
    Ok(true)
}

/// Gives the lease's slots back, counts how long they were held, and forgets it.
pub(crate) async fn end(conn: &mut Conn, id: LeaseId, env: &Env) -> Result<()> {
    let Some(held) = forget(conn, id).await? else { return Ok(()) };
    let occupancy = env.now.since(held.created).as_secs_f64();
    for limit in held.limits {
        concurrency_limits_v2::give_back(conn, limit, held.slots, Some(occupancy), env).await?;
    }
    Ok(())
}

struct Held {
    limits: Vec<ConcurrencyLimitId>,
    slots: i64,
    created: Timestamp,
}

async fn forget(conn: &mut Conn, id: LeaseId) -> Result<Option<Held>> {
    conn.first(
        "DELETE FROM concurrency_leases WHERE id = $1 RETURNING resource_ids, slots, created",
        &params![id],
        |row| {
            let limits = serde_json::from_str(&row.get::<String>(0)?)?;
            Ok(Held { limits, slots: row.get(1)?, created: row.get(2)? })
        },
    )
    .await
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

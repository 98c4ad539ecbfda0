//! Leases of concurrency slots: who holds slots of which limits, and until when unless they are renewed.

use std::collections::HashMap;

use uuid::Uuid;
use weir_engine::{Env, Lease, LeaseHolder};
use weir_types::{
    Json, TimeDelta, Timestamp,
    concurrency_limits::{ConcurrencyLease, HolderKind, LeaseHolder as NamedHolder, SlotsHolder},
    ids::{ConcurrencyLimitId, FlowRunId, LeaseId, TaskRunId},
    state::StateType,
};

use crate::{
    concurrency_limits_v2,
    conn::Conn,
    error::Result,
    param::{self, Param},
    params,
    row::Row,
};

/// How long a lease lasts that nobody renews: 100 years.
pub(crate) const FOR_EVER: TimeDelta = TimeDelta::from_secs(100 * 365 * 24 * 3600);

/// Whether the lease is there.
pub(crate) async fn exists(conn: &mut Conn, id: LeaseId) -> Result<bool> {
    conn.exists("SELECT 1 FROM concurrency_leases WHERE id = $1", &params![id]).await
}

/// Takes one slot of each limit of the lease and records the lease.
pub(crate) async fn take(conn: &mut Conn, lease: &Lease, env: &Env) -> Result<()> {
    for limit in &lease.limits {
        concurrency_limits_v2::take(conn, *limit, 1, env).await?;
    }
    let holder = lease.holder.map(|holder| match holder {
        LeaseHolder::FlowRun(id) => SlotsHolder { kind: HolderKind::FlowRun, id: id.0 },
        LeaseHolder::TaskRun(id) => task_run(id),
    });
    let held = Held { limits: lease.limits.clone(), slots: 1, holder };
    record(conn, lease.id, &held, lease.ttl, env.now).await
}

/// The task run as a holder.
pub(crate) fn task_run(id: TaskRunId) -> SlotsHolder {
    SlotsHolder { kind: HolderKind::TaskRun, id: id.0 }
}

/// What is held under a lease.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    /// Of which limits.
    pub limits: Vec<ConcurrencyLimitId>,
    /// How many slots of each.
    pub slots: i64,
    /// By whom, if that is known.
    pub holder: Option<SlotsHolder>,
}

/// Records a lease of slots that are taken, which lasts for `ttl`.
pub(crate) async fn record(
    conn: &mut Conn,
    id: LeaseId,
    held: &Held,
    ttl: TimeDelta,
    now: Timestamp,
) -> Result<()> {
    let holder = held.holder.map(|holder| stored(&holder)).transpose()?;
    conn.execute(
        "INSERT INTO concurrency_leases (id, created, expiration, resource_ids, slots, holder)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &params![id, now, now + ttl, &Json::of(&held.limits)?, held.slots, holder],
    )
    .await?;
    Ok(())
}

/// A holder's text in the table, the same for the same holder.
fn stored(holder: &SlotsHolder) -> Result<String> {
    Ok(serde_json::to_string(holder)?)
}

/// Moves the lease's expiry to `ttl` from now; says whether it is still there.
pub(crate) async fn renew(conn: &mut Conn, id: LeaseId, ttl: TimeDelta, env: &Env) -> Result<bool> {
    let renewed = conn
        .execute("UPDATE concurrency_leases SET expiration = $1 WHERE id = $2", &params![env.now + ttl, id])
        .await?;
    Ok(renewed > 0)
}

/// Gives the lease's slots back and forgets it; says whether it was there.
pub(crate) async fn release(conn: &mut Conn, id: LeaseId, env: &Env) -> Result<bool> {
    give_back(conn, id, env, |_| None).await
}

/// Gives the lease's slots back, counts how long they were held, and forgets it; says whether it was there.
pub(crate) async fn end(conn: &mut Conn, id: LeaseId, env: &Env) -> Result<bool> {
    give_back(conn, id, env, |created| Some(env.now.since(created).as_secs_f64())).await
}

async fn give_back(
    conn: &mut Conn,
    id: LeaseId,
    env: &Env,
    occupancy: impl Fn(Timestamp) -> Option<f64> + Send + Sync,
) -> Result<bool> {
    let forgotten = conn
        .first(
            "DELETE FROM concurrency_leases WHERE id = $1 RETURNING resource_ids, slots, created",
            &params![id],
            |row| {
                let limits: Vec<ConcurrencyLimitId> = serde_json::from_str(&row.get::<String>(0)?)?;
                Ok((limits, row.get::<i64>(1)?, row.get::<Timestamp>(2)?))
            },
        )
        .await?;
    let Some((limits, slots, created)) = forgotten else { return Ok(false) };
    for limit in limits {
        concurrency_limits_v2::give_back(conn, limit, slots, occupancy(created), env).await?;
    }
    Ok(true)
}

/// Releases whatever leases a task run holds.
pub(crate) async fn release_of_task_run(conn: &mut Conn, run: TaskRunId, env: &Env) -> Result<()> {
    let held = conn
        .all(
            "SELECT id FROM concurrency_leases WHERE holder = $1",
            &params![stored(&task_run(run))?],
            |row| row.get::<LeaseId>(0),
        )
        .await?;
    for lease in held {
        release(conn, lease, env).await?;
    }
    Ok(())
}

/// The leases that have not expired at `now`, the oldest first. There are never more than slots that are taken.
pub(crate) async fn live(conn: &mut Conn, now: Timestamp) -> Result<Vec<(LeaseId, Held)>> {
    conn.all(
        "SELECT id, resource_ids, slots, holder FROM concurrency_leases WHERE expiration > $1
         ORDER BY created, id",
        &params![now],
        |row| {
            let holder = row.get::<Option<String>>(3)?.map(|text| serde_json::from_str(&text)).transpose()?;
            let limits = serde_json::from_str(&row.get::<String>(1)?)?;
            Ok((row.get(0)?, Held { limits, slots: row.get(2)?, holder }))
        },
    )
    .await
}

/// The leases that have not expired at `now`, the oldest first, with the names of their holders: of slots of this limit
/// where it is given, and only those that come after the lease `after`.
pub async fn list(
    conn: &mut Conn,
    limit: Option<ConcurrencyLimitId>,
    after: Option<LeaseId>,
    most: i64,
    now: Timestamp,
) -> Result<Vec<ConcurrencyLease>> {
    let mut sql = String::from(
        "SELECT id, created, expiration, resource_ids, slots, holder FROM concurrency_leases WHERE expiration > $1",
    );
    let mut params = vec![Param::from(now)];
    let mut bind = |param: Param<'static>| {
        params.push(param);
        format!("${}", params.len())
    };
    if let Some(limit) = limit {
        sql.push_str(&format!(" AND resource_ids LIKE {}", bind(Param::from(format!("%{}%", limit.0)))));
    }
    if let Some(after) = after {
        sql.push_str(&format!(" AND id > {}", bind(Param::from(after))));
    }
    // Ids of leases grow with time.
    sql.push_str(&format!(" ORDER BY id LIMIT {}", bind(Param::from(most))));
    let mut leases = conn.all(&sql, &params, lease).await?;
    name_holders(conn, &mut leases).await?;
    Ok(leases)
}

fn lease(row: Row<'_>) -> Result<ConcurrencyLease> {
    let mut columns = row.columns();
    let (id, created, expiration) = (columns.take()?, columns.take()?, columns.take()?);
    let limit_ids = serde_json::from_str(&columns.take::<String>()?)?;
    let slots = columns.take()?;
    let holder: Option<String> = columns.take()?;
    let holder: Option<SlotsHolder> = holder.map(|text| serde_json::from_str(&text)).transpose()?;
    let holder = holder.map(|SlotsHolder { kind, id }| NamedHolder {
        kind,
        id,
        name: None,
        flow_run_id: None,
        state_type: None,
        state_name: None,
    });
    Ok(ConcurrencyLease { id, created, expiration, limit_ids, slots, holder })
}

/// What a holder's row tells of it.
struct Known {
    name: String,
    flow_run_id: Option<FlowRunId>,
    state_type: Option<StateType>,
    state_name: Option<String>,
}

/// Where the holders of a kind are: their ids, names, flow runs and states.
const fn rows_of(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::FlowRun => "SELECT id, name, id, state_type, state_name FROM flow_runs",
        HolderKind::TaskRun => "SELECT id, name, flow_run_id, state_type, state_name FROM task_runs",
        HolderKind::Deployment => {
            "SELECT id, name, CAST(NULL AS uuid), CAST(NULL AS TEXT), CAST(NULL AS TEXT) FROM deployments"
        }
    }
}

/// Adds what is known of the holders.
async fn name_holders(conn: &mut Conn, leases: &mut [ConcurrencyLease]) -> Result<()> {
    for kind in [HolderKind::FlowRun, HolderKind::TaskRun, HolderKind::Deployment] {
        let mut of_kind: Vec<&mut NamedHolder> = leases
            .iter_mut()
            .filter_map(|lease| lease.holder.as_mut().filter(|holder| holder.kind == kind))
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        let ids: Vec<Param<'_>> = of_kind.iter().map(|holder| Param::from(holder.id)).collect();
        let sql = format!("{} WHERE id IN ({})", rows_of(kind), param::placeholders(1, ids.len()));
        let known = conn.all(&sql, &ids, |row| {
            let mut columns = row.columns();
            let id: Uuid = columns.take()?;
            let (name, flow_run_id) = (columns.take()?, columns.take()?);
            Ok((id, Known { name, flow_run_id, state_type: columns.take()?, state_name: columns.take()? }))
        });
        let known: HashMap<Uuid, Known> = known.await?.into_iter().collect();
        for holder in &mut of_kind {
            if let Some(known) = known.get(&holder.id) {
                (holder.name, holder.flow_run_id) = (Some(known.name.clone()), known.flow_run_id);
                (holder.state_type, holder.state_name) = (known.state_type, known.state_name.clone());
            }
        }
    }
    Ok(())
}

/// When the first of all leases expires.
pub async fn next_expiry(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let next = conn.first("SELECT MIN(expiration) FROM concurrency_leases", &[], |row| row.get(0)).await?;
    Ok(next.flatten())
}

/// Gives back the slots of up to `most` leases that have expired, those first that expired first; answers how many.
/// Of several that do so at once each takes other leases.
pub async fn repossess(conn: &mut Conn, most: u32, env: &Env) -> Result<u32> {
    let expired = format!(
        "SELECT id, resource_ids FROM concurrency_leases WHERE expiration <= $1 ORDER BY expiration LIMIT $2{}",
        conn.dialect().skip_locked()
    );
    let due = params![env.now, most];
    let expired = conn.all(&expired, &due, |row| {
        let limits: Vec<ConcurrencyLimitId> = serde_json::from_str(&row.get::<String>(1)?)?;
        Ok((row.get::<LeaseId>(0)?, limits))
    });
    let expired = expired.await?;
    let mut limits: Vec<_> = expired.iter().flat_map(|(_, limits)| limits.iter().copied()).collect();
    limits.sort_unstable();
    limits.dedup();
    concurrency_limits_v2::lock(conn, &limits).await?;
    let mut count = 0;
    for (lease, _) in expired {
        count += u32::from(end(conn, lease, env).await?);
    }
    Ok(count)
}

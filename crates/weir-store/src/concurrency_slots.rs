//! Slots of concurrency limits that clients take by the limits' names, with or without a lease.

use weir_engine::Env;
use weir_types::{
    TimeDelta,
    concurrency_limits::{LimitInUse, SlotsMode, SlotsRelease, SlotsRequest},
    ids::LeaseId,
};

use crate::{
    concurrency_leases::{self, Held},
    concurrency_limits_v2::{self as limits, Slots},
    conn::Conn,
    error::Result,
    param::{self, Param},
};

/// How a request for slots went.
#[derive(Clone, Debug, PartialEq)]
pub enum Acquisition {
    /// The slots are taken, of these limits.
    Taken(Vec<LimitInUse>),
    /// A limit has fewer slots than are asked for.
    NeverFits,
    /// Slots of these limits do not come free by themselves, so they limit no rate.
    NoRate(Vec<String>),
    /// Not all slots are free; on average they are after so many seconds.
    Locked {
        /// The average wait in seconds.
        average_wait: f64,
    },
}

/// Whether any of these names has a limit. Most tags of tasks have none, and then there is nothing to take.
pub async fn any_limit(conn: &mut Conn, names: &[String]) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM concurrency_limits_v2 WHERE name IN ({}) LIMIT 1",
        param::placeholders(1, names.len())
    );
    let names: Vec<Param<'_>> = names.iter().map(Param::from).collect();
    conn.exists(&sql, &names).await
}

/// Takes the slots of all limits, or of none; under a lease when one is given.
pub async fn acquire(
    conn: &mut Conn,
    request: &SlotsRequest,
    lease: Option<LeaseId>,
    env: &Env,
) -> Result<Acquisition> {
    let named = named(conn, &request.names).await?;
    let asked = request.slots;
    let active: Vec<&Named> = named.iter().filter(|limit| limit.slots.active).collect();
    if active.iter().any(|limit| limit.slots.limit < asked) {
        return Ok(Acquisition::NeverFits);
    }
    if request.mode == SlotsMode::RateLimit && active.iter().any(|limit| !limit.slots.decays()) {
        let rateless = active.iter().filter(|limit| !limit.slots.decays());
        return Ok(Acquisition::NoRate(rateless.map(|limit| limit.name.clone()).collect()));
    }
    if active.iter().any(|limit| limit.slots.active_at(env.now) + asked > limit.slots.limit) {
        let average_wait = average_wait(&active, asked, env.settings.tag_slot_wait);
        for limit in &active {
            limits::deny(conn, limit.slots.id, asked, env).await?;
        }
        return Ok(Acquisition::Locked { average_wait });
    }
    for limit in &active {
        limits::take(conn, limit.slots.id, asked, env).await?;
    }
    if let Some(lease) = lease {
        let limits = named.iter().map(|limit| limit.slots.id).collect();
        let held = Held { limits, slots: asked, holder: request.holder };
        concurrency_leases::record(conn, lease, &held, request.lease_duration, env.now).await?;
    }
    Ok(Acquisition::Taken(named.into_iter().map(Named::in_use).collect()))
}

/// Gives slots back that were taken without a lease.
pub async fn release(conn: &mut Conn, release: &SlotsRelease, env: &Env) -> Result<Vec<LimitInUse>> {
    let named = named(conn, &release.names).await?;
    for limit in &named {
        limits::give_back(conn, limit.slots.id, release.slots, release.occupancy_seconds, env).await?;
    }
    Ok(named.into_iter().map(Named::in_use).collect())
}

/// Gives the slots of a lease back. A lease that is gone has none.
pub async fn release_lease(conn: &mut Conn, lease: LeaseId, env: &Env) -> Result<()> {
    concurrency_leases::end(conn, lease, env).await?;
    Ok(())
}

/// Keeps a lease for `ttl` from now; says whether it is still there.
pub async fn renew_lease(conn: &mut Conn, lease: LeaseId, ttl: TimeDelta, env: &Env) -> Result<bool> {
    concurrency_leases::renew(conn, lease, ttl, env).await
}

struct Named {
    name: String,
    slots: Slots,
}

impl Named {
    fn in_use(self) -> LimitInUse {
        LimitInUse { id: self.slots.id, name: self.name, limit: self.slots.limit }
    }
}

async fn named(conn: &mut Conn, names: &[String]) -> Result<Vec<Named>> {
    let limits = limits::by_names(conn, names).await?;
    Ok(limits.into_iter().map(|(name, slots)| Named { name, slots }).collect())
}

/// The wait for the limit that is most in the way.
fn average_wait(active: &[&Named], asked: i64, tag_wait: TimeDelta) -> f64 {
    active
        .iter()
        .map(|limit| &limit.slots)
        .max_by(|a, b| a.pressure(asked).total_cmp(&b.pressure(asked)))
        .map_or(0.0, |slots| slots.average_wait(asked, tag_wait))
}

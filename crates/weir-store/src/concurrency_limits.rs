//! Concurrency limits of task tags, in the words of the API's first version. The limit of a tag is the one named
//! `tag:…`, and the task runs that hold its slots are the holders of its leases.

use weir_engine::Env;
use weir_types::{
    Patch, Timestamp,
    concurrency_limits::{
        ConcurrencyLimit, ConcurrencyLimitCreate, ConcurrencyLimitV2, ConcurrencyLimitV2Update, HolderKind,
        LimitInUse, TagSlots,
    },
    ids::{ConcurrencyLimitId, LeaseId, TaskRunId},
};

use crate::{
    concurrency_leases::{self, FOR_EVER, Held},
    concurrency_limits_v2::{self as limits, FIRST_OCCUPANCY, Key},
    conn::Conn,
    error::{Result, StoreError},
};

fn key(tag: &str) -> Key {
    Key::Name(format!("tag:{tag}"))
}

fn names(tags: &[String]) -> Vec<String> {
    tags.iter().map(|tag| format!("tag:{tag}")).collect()
}

/// Gives the tag a limit, or another one in place of that which it has; the second value says whether it is new. None
/// when a limit would become negative.
pub async fn put(
    conn: &mut Conn,
    create: &ConcurrencyLimitCreate,
    env: &Env,
) -> Result<Option<(ConcurrencyLimit, bool)>> {
    if create.concurrency_limit < 0 && limits::read_row(conn, &key(&create.tag)).await?.is_some() {
        return Ok(None);
    }
    let limit = Patch::Set(Some(create.concurrency_limit));
    let update = ConcurrencyLimitV2Update { limit, ..ConcurrencyLimitV2Update::default() };
    let new = !limits::update(conn, &key(&create.tag), &update, env).await?;
    if new {
        let limit = ConcurrencyLimitV2 {
            id: ConcurrencyLimitId::generate(),
            created: env.now,
            updated: env.now,
            active: true,
            name: format!("tag:{}", create.tag),
            limit: create.concurrency_limit,
            active_slots: 0,
            denied_slots: 0,
            slot_decay_per_second: 0.0,
            avg_slot_occupancy_seconds: FIRST_OCCUPANCY,
        };
        limits::insert(conn, &limit).await?;
    }
    let limit = read_by_tag(conn, &create.tag, env.now).await?.ok_or(StoreError::Conflict)?;
    Ok(Some((limit, new)))
}

/// The limit with this id, if it is a tag's.
pub async fn read(
    conn: &mut Conn,
    id: ConcurrencyLimitId,
    now: Timestamp,
) -> Result<Option<ConcurrencyLimit>> {
    let found = limits::read_row(conn, &Key::Id(id)).await?.filter(|limit| limit.name.starts_with("tag:"));
    Ok(with_holders(conn, found.into_iter().collect(), now).await?.pop())
}

/// The limit of the tag.
pub async fn read_by_tag(conn: &mut Conn, tag: &str, now: Timestamp) -> Result<Option<ConcurrencyLimit>> {
    let found = limits::read_row(conn, &key(tag)).await?;
    Ok(with_holders(conn, found.into_iter().collect(), now).await?.pop())
}

/// The limits of tags by tag, a page of them.
pub async fn list(conn: &mut Conn, most: i64, offset: i64, now: Timestamp) -> Result<Vec<ConcurrencyLimit>> {
    let found = limits::of_all_tags(conn, most, offset).await?;
    with_holders(conn, found, now).await
}

async fn with_holders(
    conn: &mut Conn,
    found: Vec<ConcurrencyLimitV2>,
    now: Timestamp,
) -> Result<Vec<ConcurrencyLimit>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let leases = concurrency_leases::live(conn, now).await?;
    let holders = |limit: ConcurrencyLimitId| {
        let of_limit = leases.iter().filter(move |(_, held)| held.limits.contains(&limit));
        let holders = of_limit.filter_map(|(_, held)| held.holder);
        holders.filter(|holder| holder.kind == HolderKind::TaskRun).map(|run| TaskRunId(run.id)).collect()
    };
    let limits = found.into_iter().map(|limit| ConcurrencyLimit {
        active_slots: holders(limit.id),
        id: limit.id,
        created: limit.created,
        updated: limit.updated,
        tag: limit.name.strip_prefix("tag:").unwrap_or(&limit.name).to_owned(),
        concurrency_limit: limit.limit,
    });
    Ok(limits.collect())
}

/// Frees all slots of the tag's limit, except that these task runs hold one each afterwards; says whether the tag has a
/// limit.
pub async fn reset(conn: &mut Conn, tag: &str, runs: &[TaskRunId], env: &Env) -> Result<bool> {
    let Some(limit) = limits::read_row(conn, &key(tag)).await? else { return Ok(false) };
    release_all(conn, limit.id, env).await?;
    limits::free(conn, limit.id, env.now).await?;
    for run in runs {
        limits::take(conn, limit.id, 1, env).await?;
        let held =
            Held { limits: vec![limit.id], slots: 1, holder: Some(concurrency_leases::task_run(*run)) };
        concurrency_leases::record(conn, LeaseId::generate(), &held, FOR_EVER, env.now).await?;
    }
    Ok(true)
}

/// Deletes a limit and ends its leases; says whether there was one.
pub async fn delete(conn: &mut Conn, id: ConcurrencyLimitId, env: &Env) -> Result<bool> {
    if limits::read_row(conn, &Key::Id(id)).await?.is_none() {
        return Ok(false);
    }
    release_all(conn, id, env).await?;
    limits::delete(conn, &Key::Id(id), env.now).await
}

/// As [`delete`], by tag.
pub async fn delete_by_tag(conn: &mut Conn, tag: &str, env: &Env) -> Result<bool> {
    match limits::read_row(conn, &key(tag)).await? {
        Some(limit) => delete(conn, limit.id, env).await,
        None => Ok(false),
    }
}

/// Locks a limit and ends its leases. One that spans other limits gives their slots back too, since nobody else would.
async fn release_all(conn: &mut Conn, id: ConcurrencyLimitId, env: &Env) -> Result<()> {
    let live = concurrency_leases::live(conn, env.now).await?;
    let of_limit: Vec<_> = live.into_iter().filter(|(_, held)| held.limits.contains(&id)).collect();
    let mut limits: Vec<_> = of_limit.iter().flat_map(|(_, held)| held.limits.clone()).chain([id]).collect();
    limits.sort_unstable();
    limits.dedup();
    limits::lock(conn, &limits).await?;
    for (lease, _) in of_limit {
        concurrency_leases::release(conn, lease, env).await?;
    }
    Ok(())
}

/// How taking the slots of tags went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Increment {
    /// The run has a slot of each of these limits, named by their tags.
    Taken(Vec<LimitInUse>),
    /// The limit of this tag is 0, so the run would wait for ever.
    Zero(String),
    /// Not all slots are free. The tag is the first that has a limit.
    Full(String),
}

/// Takes a slot of the limit of each tag for a task run, or of none.
pub async fn increment(conn: &mut Conn, wanted: &TagSlots, env: &Env) -> Result<Increment> {
    let found = limits::by_names(conn, &names(&wanted.names)).await?;
    let slots_of = |tag: &String| found.iter().find(|(name, _)| name.strip_prefix("tag:") == Some(tag));
    let limited: Vec<_> =
        wanted.names.iter().filter_map(|tag| slots_of(tag).map(|(_, slots)| (tag, slots))).collect();
    if let Some((tag, _)) = limited.iter().find(|(_, slots)| slots.limit == 0) {
        return Ok(Increment::Zero((*tag).clone()));
    }
    let active: Vec<_> = limited.into_iter().filter(|(_, slots)| slots.active).collect();
    // A tag that is named twice asks for one slot under two names, which never has been granted.
    let distinct = found.iter().filter(|(_, slots)| slots.active).count();
    let free = active.iter().all(|(_, slots)| slots.active_at(env.now) < slots.limit);
    if let Some((tag, _)) = active.first().filter(|_| !free || distinct < active.len()) {
        return Ok(Increment::Full((*tag).clone()));
    }
    for (_, slots) in &active {
        limits::take(conn, slots.id, 1, env).await?;
    }
    if !active.is_empty() {
        let limits = active.iter().map(|(_, slots)| slots.id).collect();
        let held = Held { limits, slots: 1, holder: Some(concurrency_leases::task_run(wanted.task_run_id)) };
        concurrency_leases::record(conn, LeaseId::generate(), &held, FOR_EVER, env.now).await?;
    }
    let in_use = |(tag, slots): (&String, &limits::Slots)| LimitInUse {
        id: slots.id,
        name: tag.clone(),
        limit: slots.limit,
    };
    Ok(Increment::Taken(active.into_iter().map(in_use).collect()))
}

/// Gives back what a task run holds under leases of any of these tags' limits; answers the limits, by their names.
pub async fn decrement(conn: &mut Conn, given: &TagSlots, env: &Env) -> Result<Vec<LimitInUse>> {
    let found = limits::by_names(conn, &names(&given.names)).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    for (lease, held) in concurrency_leases::live(conn, env.now).await? {
        let of_run = held.holder.is_some_and(|holder| holder.id == given.task_run_id.0);
        if of_run && found.iter().any(|(_, slots)| held.limits.contains(&slots.id)) {
            concurrency_leases::release(conn, lease, env).await?;
        }
    }
    let in_use =
        |(name, slots): (String, limits::Slots)| LimitInUse { id: slots.id, name, limit: slots.limit };
    Ok(found.into_iter().map(in_use).collect())
}

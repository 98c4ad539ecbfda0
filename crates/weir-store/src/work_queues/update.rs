//! Changing work queues.

use weir_types::{
    Patch, TimeDelta, Timestamp,
    ids::WorkQueueId,
    work_queues::{WorkQueueStatus, WorkQueueUpdate},
};

use super::{
    events::{happening, status_event},
    ranks::{ranks, rerank},
    read::find,
};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    events, params,
    resource_events::Changes,
    row::Row,
    update::Update,
    work_pools::{self, Pool},
};

/// How long after a poll a queue counts as polled.
pub(super) const POLLED_LATELY: TimeDelta = TimeDelta::from_secs(60);

/// What became of a wanted change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It was made.
    Done,
    /// There is no such pool.
    UnknownPool,
    /// The pool has no such queue.
    UnknownQueue,
    /// The new name is taken, or a member is null that must not be.
    Refused,
}

/// Changes what the update names of a pool's queue.
pub async fn update_in_pool(
    conn: &mut Conn,
    pool: &str,
    name: &str,
    update: &WorkQueueUpdate,
    now: Timestamp,
) -> Result<Updated> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(Updated::UnknownPool) };
    let Some(id) = find(conn, &pool, name).await? else { return Ok(Updated::UnknownQueue) };
    change(conn, &pool, id, update, true, now).await
}

/// Changes what the update names of a queue; `exclusive` says whether other queues make room for its priority.
pub(super) async fn change(
    conn: &mut Conn,
    pool: &Pool,
    id: WorkQueueId,
    update: &WorkQueueUpdate,
    exclusive: bool,
    now: Timestamp,
) -> Result<Updated> {
    let Some(before) = stored(conn, id).await? else { return Ok(Updated::UnknownQueue) };
    if has_null(update) {
        return Ok(Updated::Refused);
    }
    if let Patch::Set(Some(wanted)) = &update.name
        && find(conn, pool, wanted).await?.is_some_and(|other| other != id)
    {
        return Ok(Updated::Refused);
    }
    write(conn, pool, id, &before, update, now).await?;
    if exclusive && let Patch::Set(Some(priority)) = update.priority {
        let ranks = ranks(conn, pool.id).await?;
        rerank(conn, &ranks, Some((id, priority)), now).await?;
    }
    Ok(Updated::Done)
}

/// What the contract lets through and no queue can be.
fn has_null(update: &WorkQueueUpdate) -> bool {
    matches!(update.name, Patch::Set(None))
        || matches!(update.description, Patch::Set(None))
        || matches!(update.priority, Patch::Set(None))
}

/// What a change is compared with.
struct Stored {
    name: String,
    description: String,
    concurrency_limit: Option<i64>,
    priority: i64,
    status: WorkQueueStatus,
    last_polled: Option<Timestamp>,
}

async fn stored(conn: &mut Conn, id: WorkQueueId) -> Result<Option<Stored>> {
    macro_rules! sql {
        ($lock:literal) => {
            concat!(
                "SELECT name, description, concurrency_limit, priority, status, last_polled FROM work_queues
                 WHERE id = $1",
                $lock
            )
        };
    }
    let sql = match conn.dialect() {
        Dialect::Sqlite => sql!(""),
        Dialect::Postgres => sql!(" FOR UPDATE"),
    };
    conn.first(sql, &params![id], |row: Row<'_>| {
        let mut columns = row.columns();
        Ok(Stored {
            name: columns.take()?,
            description: columns.take()?,
            concurrency_limit: columns.take()?,
            priority: columns.take()?,
            status: columns.take()?,
            last_polled: columns.take()?,
        })
    })
    .await
}

/// The status that pausing or resuming brings about, if it changes.
fn new_status(before: &Stored, update: &WorkQueueUpdate, now: Timestamp) -> Option<WorkQueueStatus> {
    let paused = *update.is_paused.as_set()?;
    let was_paused = before.status == WorkQueueStatus::Paused;
    if paused {
        return (!was_paused).then_some(WorkQueueStatus::Paused);
    }
    let polled = update.last_polled.as_set().copied().unwrap_or(before.last_polled);
    let lately = polled.is_some_and(|polled| now.since(polled) <= POLLED_LATELY);
    was_paused.then_some(if lately { WorkQueueStatus::Ready } else { WorkQueueStatus::NotReady })
}

async fn write(
    conn: &mut Conn,
    pool: &Pool,
    id: WorkQueueId,
    before: &Stored,
    update: &WorkQueueUpdate,
    now: Timestamp,
) -> Result<()> {
    let status = new_status(before, update, now);
    let mut statement = Update::new("work_queues", now);
    let mut changes = Changes::default();
    if let Patch::Set(Some(name)) = &update.name {
        statement.set("name", name);
        changes.note("name", &before.name, name)?;
    }
    if let Patch::Set(Some(description)) = &update.description {
        statement.set("description", description);
        changes.note("description", &before.description, description)?;
    }
    if let Patch::Set(limit) = update.concurrency_limit {
        statement.set("concurrency_limit", limit);
        changes.note("concurrency_limit", &before.concurrency_limit, &limit)?;
    }
    if let Patch::Set(Some(priority)) = update.priority {
        changes.note("priority", &before.priority, &priority)?;
        statement.set("priority", priority);
    }
    if let Patch::Set(paused) = update.is_paused {
        statement.set("is_paused", paused);
    }
    if let Patch::Set(polled) = update.last_polled {
        statement.set("last_polled", polled);
    }
    if let Patch::Set(filter) = &update.filter {
        statement.set("filter", filter.as_ref().map(serde_json::to_string).transpose()?);
    }
    if let Some(status) = status {
        statement.set("status", status);
    }
    statement.run(conn, id).await?;
    let name = match &update.name {
        Patch::Set(Some(name)) => name,
        _ => &before.name,
    };
    let mut told = Vec::new();
    if let Some(payload) = changes.payload() {
        let mut happening = happening(pool, id, name, "updated");
        happening.payload = payload;
        told.push(happening.event(now)?);
    }
    if let Some(status) = status {
        told.push(status_event(pool, id, name, status, now)?);
    }
    events::append(conn, &told, now).await?;
    Ok(())
}

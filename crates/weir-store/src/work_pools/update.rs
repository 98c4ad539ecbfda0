//! Changing work pools, and their status.

use weir_types::{
    JsonObject, Patch, TimeDelta, Timestamp,
    ids::EventId,
    work_pools::{AGENT_TYPE, StorageConfiguration, WorkPoolStatus, WorkPoolUpdate},
};

use super::row::{Pool, pool};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    events, params,
    resource_events::{Changes, Happening},
    row::Row,
    update::Update,
};

/// Events about the status of a pool that follow upon each other faster than this are linked.
const RECENT: TimeDelta = TimeDelta::from_secs(600);

/// What became of a wanted change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It was made.
    Done,
    /// There is no such pool.
    Unknown,
    /// A member is null that must not be.
    Refused,
}

/// What a change is compared with.
struct Stored {
    pool: Pool,
    description: Option<String>,
    base_job_template: JsonObject,
    concurrency_limit: Option<i64>,
    storage_configuration: StorageConfiguration,
    /// When the status last changed, and the event that told it.
    last: Option<(Timestamp, EventId)>,
}

async fn stored(conn: &mut Conn, name: &str) -> Result<Option<Stored>> {
    macro_rules! sql {
        ($lock:literal) => {
            concat!(
                "SELECT id, name, type, default_queue_id, description, base_job_template, concurrency_limit,
                     storage_configuration, last_transitioned_status_at, last_status_event_id
                 FROM work_pools WHERE name = $1",
                $lock
            )
        };
    }
    let sql = match conn.dialect() {
        Dialect::Sqlite => sql!(""),
        Dialect::Postgres => sql!(" FOR UPDATE"),
    };
    conn.first(sql, &params![name], |row: Row<'_>| {
        let mut columns = row.columns();
        Ok(Stored {
            pool: pool(&mut columns)?,
            description: columns.take()?,
            base_job_template: columns.take()?,
            concurrency_limit: columns.take()?,
            storage_configuration: serde_json::from_str(&columns.take::<String>()?)?,
            last: columns.take::<Option<Timestamp>>()?.zip(columns.take()?),
        })
    })
    .await
}

/// Changes what the update names of a pool.
pub async fn update(conn: &mut Conn, name: &str, update: &WorkPoolUpdate, now: Timestamp) -> Result<Updated> {
    let Some(before) = stored(conn, name).await? else { return Ok(Updated::Unknown) };
    if matches!(update.is_paused, Patch::Set(None))
        || matches!(update.base_job_template, Patch::Set(None))
        || matches!(update.storage_configuration, Patch::Set(None))
    {
        return Ok(Updated::Refused);
    }
    let mut statement = Update::new("work_pools", now);
    let mut changes = Changes::default();
    if let Patch::Set(description) = &update.description {
        statement.set("description", description);
        changes.note("description", &before.description, description)?;
    }
    if let Patch::Set(Some(template)) = &update.base_job_template {
        statement.set("base_job_template", template);
        changes.note("base_job_template", &before.base_job_template, template)?;
    }
    if let Patch::Set(limit) = update.concurrency_limit {
        statement.set("concurrency_limit", limit);
        changes.note("concurrency_limit", &before.concurrency_limit, &limit)?;
    }
    if let Patch::Set(Some(storage)) = &update.storage_configuration {
        statement.set("storage_configuration", serde_json::to_string(storage)?);
        changes.note("storage_configuration", &before.storage_configuration, storage)?;
    }
    if let Patch::Set(Some(paused)) = update.is_paused {
        statement.set("is_paused", paused);
    }
    statement.run(conn, before.pool.id).await?;
    if let Some(payload) = changes.payload() {
        let mut happening =
            Happening::new("prefect.work-pool.updated".to_owned(), before.pool.related(), Vec::new());
        happening.payload = payload;
        events::append(conn, &[happening.event(now)?], now).await?;
    }
    if let Patch::Set(Some(paused)) = update.is_paused
        && before.pool.kind != AGENT_TYPE
    {
        let status = if paused { WorkPoolStatus::Paused } else { working_status(conn, &before.pool).await? };
        set_status(conn, &before, status, now).await?;
    }
    Ok(Updated::Done)
}

/// The status of a pool that is not paused.
async fn working_status(conn: &mut Conn, pool: &Pool) -> Result<WorkPoolStatus> {
    let online = conn
        .first(
            "SELECT 1 FROM workers WHERE work_pool_id = $1 AND status = 'ONLINE' LIMIT 1",
            &params![pool.id],
            |row| row.get::<i64>(0),
        )
        .await?;
    Ok(if online.is_some() { WorkPoolStatus::Ready } else { WorkPoolStatus::NotReady })
}

async fn set_status(conn: &mut Conn, before: &Stored, status: WorkPoolStatus, now: Timestamp) -> Result<()> {
    let name = format!("prefect.work-pool.{}", status.in_events());
    let mut happening = Happening::new(name, before.pool.resource(), Vec::new());
    happening.follows = before.last.filter(|(at, _)| now.since(*at) < RECENT).map(|(_, event)| event);
    conn.execute(
        "UPDATE work_pools SET updated = $1, status = $2, last_transitioned_status_at = $3, last_status_event_id = $4
         WHERE id = $5",
        &params![now, status, now, happening.id, before.pool.id],
    )
    .await?;
    events::append(conn, &[happening.event(now)?], now).await?;
    Ok(())
}

/// Makes a pool ready that was not.
pub(crate) async fn set_ready(conn: &mut Conn, name: &str, now: Timestamp) -> Result<()> {
    let Some(before) = stored(conn, name).await? else { return Ok(()) };
    set_status(conn, &before, WorkPoolStatus::Ready, now).await
}

/// Makes a pool not ready that was, unless a worker has come online meanwhile; says whether it did.
pub(crate) async fn set_not_ready(conn: &mut Conn, name: &str, now: Timestamp) -> Result<bool> {
    let Some(before) = stored(conn, name).await? else { return Ok(false) };
    let sql = "SELECT status FROM work_pools WHERE id = $1";
    let status = conn.first(sql, &params![before.pool.id], |row| row.get::<WorkPoolStatus>(0)).await?;
    if status != Some(WorkPoolStatus::Ready)
        || working_status(conn, &before.pool).await? != WorkPoolStatus::NotReady
    {
        return Ok(false);
    }
    set_status(conn, &before, WorkPoolStatus::NotReady, now).await?;
    Ok(true)
}

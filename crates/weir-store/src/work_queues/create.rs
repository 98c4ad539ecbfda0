//! Making work queues.

use weir_types::{
    Timestamp,
    ids::WorkQueueId,
    names::Name,
    work_pools::{DEFAULT_AGENT_POOL, WorkPoolCreate},
    work_queues::{DEFAULT_QUEUE, WorkQueue, WorkQueueCreate, WorkQueueStatus},
};

use super::{
    events::happening,
    ranks::{first_free, ranks, rerank},
    read::{find, read_in_pool},
};
use crate::{
    conn::Conn,
    error::Result,
    events, params,
    work_pools::{self, Pool},
};

/// What became of a wanted queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// It was made.
    New(Box<WorkQueue>),
    /// The pool has a queue of this name.
    NameTaken,
    /// There is no such pool.
    UnknownPool,
}

/// Makes a queue in the pool of this name.
pub async fn create_in_pool(
    conn: &mut Conn,
    pool: &str,
    create: &WorkQueueCreate,
    now: Timestamp,
) -> Result<Created> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(Created::UnknownPool) };
    if insert(conn, &pool, create, now).await?.is_none() {
        return Ok(Created::NameTaken);
    }
    let made = read_in_pool(conn, &pool.name, create.name.as_str()).await?;
    made.map(|queue| Created::New(Box::new(queue))).ok_or(crate::StoreError::Conflict)
}

/// Makes a queue in a pool; none when the pool has one of that name.
pub(super) async fn insert(
    conn: &mut Conn,
    pool: &Pool,
    create: &WorkQueueCreate,
    now: Timestamp,
) -> Result<Option<WorkQueueId>> {
    let ranks = ranks(conn, pool.id).await?;
    let priority = create.priority.unwrap_or_else(|| first_free(&ranks));
    let filter = create.filter.as_ref().map(serde_json::to_string).transpose()?;
    let made = conn
        .first(
            "INSERT INTO work_queues (id, created, updated, name, filter, description, is_paused, concurrency_limit,
                 priority, status, work_pool_id)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (work_pool_id, name) DO NOTHING RETURNING id",
            &params![
                WorkQueueId::generate(),
                now,
                create.name.as_str(),
                filter,
                create.description.as_deref().unwrap_or_default(),
                create.is_paused,
                create.concurrency_limit,
                priority,
                WorkQueueStatus::NotReady,
                pool.id,
            ],
            |row| row.get::<WorkQueueId>(0),
        )
        .await?;
    let Some(id) = made else { return Ok(None) };
    rerank(conn, &ranks, Some((id, priority)), now).await?;
    let event = happening(pool, id, create.name.as_str(), "created").event(now)?;
    events::append(conn, &[event], now).await?;
    Ok(Some(id))
}

/// The pool's queue of this name, which is made if there is none.
pub(crate) async fn ensure(conn: &mut Conn, pool: &Pool, name: &Name, now: Timestamp) -> Result<WorkQueueId> {
    if let Some(id) = find(conn, pool, name.as_str()).await? {
        return Ok(id);
    }
    let made = insert(conn, pool, &WorkQueueCreate::named(name.clone()), now).await?;
    made.ok_or(crate::StoreError::Conflict)
}

/// The queue of this name in the pool of queues without a pool, both of which are made if they are not there. As long
/// as there is no such pool, any queue of that name will do.
pub(crate) async fn ensure_without_pool(conn: &mut Conn, name: &Name, now: Timestamp) -> Result<WorkQueueId> {
    let pool = if let Some(pool) = work_pools::find(conn, DEFAULT_AGENT_POOL).await? {
        pool
    } else {
        let sql = "SELECT id FROM work_queues WHERE name = $1 LIMIT 1";
        if let Some(id) = conn.first(sql, &params![name.as_str()], |row| row.get(0)).await? {
            return Ok(id);
        }
        let made = work_pools::insert(conn, &WorkPoolCreate::default_agent_pool(), now).await?;
        made.ok_or(crate::StoreError::Conflict)?
    };
    if let Some(id) = find(conn, &pool, name.as_str()).await? {
        return Ok(id);
    }
    let create = WorkQueueCreate { priority: Some(1), ..WorkQueueCreate::named(name.clone()) };
    insert(conn, &pool, &create, now).await?.ok_or(crate::StoreError::Conflict)
}

/// The queue that each pool has from its beginning.
pub(crate) async fn insert_default(conn: &mut Conn, pool: &Pool, now: Timestamp) -> Result<WorkQueueId> {
    let name = Name::new(DEFAULT_QUEUE).map_err(|_| crate::StoreError::Conflict)?;
    let create = WorkQueueCreate {
        description: Some("The work pool's default queue.".to_owned()),
        ..WorkQueueCreate::named(name)
    };
    insert(conn, pool, &create, now).await?.ok_or(crate::StoreError::Conflict)
}

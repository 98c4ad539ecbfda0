//! Deleting work queues.

use weir_types::{Timestamp, ids::WorkQueueId};

use super::{
    events::happening,
    ranks::{ranks, rerank},
    read::find,
};
use crate::{
    conn::Conn,
    error::Result,
    events, params,
    work_pools::{self, Pool},
};

/// What became of a queue that shall be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Done,
    /// There is no such pool.
    UnknownPool,
    /// The pool has no such queue.
    UnknownQueue,
    /// A pool keeps its default queue.
    IsDefault,
}

/// Deletes a queue of a pool. Deployments that named it name none then.
pub async fn delete_in_pool(conn: &mut Conn, pool: &str, name: &str, now: Timestamp) -> Result<Deleted> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(Deleted::UnknownPool) };
    let Some(id) = find(conn, &pool, name).await? else { return Ok(Deleted::UnknownQueue) };
    if pool.default_queue == Some(id) {
        return Ok(Deleted::IsDefault);
    }
    remove(conn, &pool, id, name, now).await?;
    let ranks = ranks(conn, pool.id).await?;
    rerank(conn, &ranks, None, now).await?;
    Ok(Deleted::Done)
}

pub(super) async fn remove(
    conn: &mut Conn,
    pool: &Pool,
    id: WorkQueueId,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    conn.execute("DELETE FROM work_queues WHERE id = $1", &params![id]).await?;
    let event = happening(pool, id, name, "deleted").event(now)?;
    events::append(conn, &[event], now).await?;
    Ok(())
}

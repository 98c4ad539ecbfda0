//! Deleting work pools.

use weir_types::{Timestamp, ids::WorkQueueId, work_pools::StorageConfiguration};

use super::{events::announce, row::find};
use crate::{conn::Conn, error::Result, events, params, work_queues};

/// Deletes a pool with its queues and workers; says whether it was there.
pub async fn delete(conn: &mut Conn, name: &str, now: Timestamp) -> Result<bool> {
    let Some(pool) = find(conn, name).await? else { return Ok(false) };
    let queues: Vec<(WorkQueueId, String)> = conn
        .all(
            "SELECT id, name FROM work_queues WHERE work_pool_id = $1 ORDER BY priority, id",
            &params![pool.id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    let storage = conn
        .first(
            "DELETE FROM work_pools WHERE id = $1 RETURNING storage_configuration",
            &params![pool.id],
            |row| row.get::<String>(0),
        )
        .await?;
    let Some(storage) = storage else { return Ok(false) };
    let storage: StorageConfiguration = serde_json::from_str(&storage)?;
    let mut told = Vec::with_capacity(queues.len());
    for (id, queue) in &queues {
        told.push(work_queues::happening(&pool, *id, queue, "deleted").event(now)?);
    }
    events::append(conn, &told, now).await?;
    announce(conn, &pool, &storage, "deleted", now).await?;
    Ok(true)
}

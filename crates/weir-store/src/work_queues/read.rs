//! Reading work queues.

use weir_types::{filters::queries::WorkQueuesQuery, ids::WorkQueueId, work_queues::WorkQueue};

use super::row::{live_runs, work_queue, work_queue_columns};
use crate::{
    conn::Conn,
    error::Result,
    filters::{self, Condition},
    params,
    work_pools::{self, Pool},
};

/// A queue by its pool's name and its own.
pub async fn read_in_pool(conn: &mut Conn, pool: &str, name: &str) -> Result<Option<WorkQueue>> {
    conn.first(
        concat!(
            "SELECT ",
            work_queue_columns!("'PENDING', 'RUNNING'"),
            " FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id
              WHERE work_pools.name = $1 AND work_queues.name = $2"
        ),
        &params![pool, name],
        work_queue,
    )
    .await
}

/// The queues of the pool of this name that pass the filter, in the order in which they are served; none when there is
/// no such pool.
pub async fn list_of_pool(
    conn: &mut Conn,
    pool: &str,
    query: &WorkQueuesQuery,
    limit: i64,
) -> Result<Option<Vec<WorkQueue>>> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(None) };
    let queues = filters::work_queues::query(query.work_queues.as_ref())
        .and(Condition::test("work_queues.work_pool_id = ?", pool.id))
        .join("JOIN work_pools ON work_pools.id = work_queues.work_pool_id")
        .order_by("work_queues.priority, work_queues.id")
        .page(Some(limit), query.offset)
        .all(conn, work_queue_columns!("'PENDING', 'RUNNING'"), work_queue)
        .await?;
    Ok(Some(queues))
}

/// The id of a pool's queue of this name.
pub(crate) async fn find(conn: &mut Conn, pool: &Pool, name: &str) -> Result<Option<WorkQueueId>> {
    conn.first(
        "SELECT id FROM work_queues WHERE work_pool_id = $1 AND name = $2",
        &params![pool.id, name],
        |row| row.get(0),
    )
    .await
}

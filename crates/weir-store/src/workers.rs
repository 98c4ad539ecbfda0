//! Workers: the processes that fetch runs from a work pool.

use weir_types::{
    Timestamp,
    filters::{WorkerStatus, queries::WorkersQuery},
    ids::{WorkPoolId, WorkerId},
    work_pools::WorkPoolStatus,
    workers::{Worker, WorkerHeartbeat},
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{self, Condition},
    params,
    row::Row,
    work_pools,
};

fn worker(row: Row<'_>) -> Result<Worker> {
    let mut columns = row.columns();
    Ok(Worker {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        work_pool_id: columns.take()?,
        last_heartbeat_time: columns.take()?,
        heartbeat_interval_seconds: columns.take()?,
        status: columns.take()?,
    })
}

/// Notes a sign of life, and that the pool is ready; says whether there is such a pool.
pub async fn heartbeat(
    conn: &mut Conn,
    pool: &str,
    heartbeat: &WorkerHeartbeat,
    now: Timestamp,
) -> Result<bool> {
    let sql = "SELECT id, status FROM work_pools WHERE name = $1";
    let found = conn
        .first(sql, &params![pool], |row| Ok((row.get::<WorkPoolId>(0)?, row.get::<WorkPoolStatus>(1)?)))
        .await?;
    let Some((id, status)) = found else { return Ok(false) };
    conn.execute(
        "INSERT INTO workers (id, created, updated, name, work_pool_id, last_heartbeat_time,
             heartbeat_interval_seconds, status)
         VALUES ($1, $2, $2, $3, $4, $2, $5, $6)
         ON CONFLICT (work_pool_id, name) DO UPDATE SET last_heartbeat_time = excluded.last_heartbeat_time,
             heartbeat_interval_seconds =
                 COALESCE(excluded.heartbeat_interval_seconds, workers.heartbeat_interval_seconds),
             status = excluded.status",
        &params![
            WorkerId::generate(),
            now,
            &heartbeat.name,
            id,
            heartbeat.heartbeat_interval_seconds,
            WorkerStatus::Online,
        ],
    )
    .await?;
    if status == WorkPoolStatus::NotReady {
        work_pools::set_ready(conn, pool, now).await?;
    }
    Ok(true)
}

/// The workers of a pool that pass the filter, those first that were heard of last; none when there is no such pool.
pub async fn list(
    conn: &mut Conn,
    pool: &str,
    query: &WorkersQuery,
    limit: i64,
) -> Result<Option<Vec<Worker>>> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(None) };
    let columns =
        "id, created, updated, name, work_pool_id, last_heartbeat_time, heartbeat_interval_seconds, status";
    let workers = filters::workers::query(query.workers.as_ref())
        .and(Condition::test("workers.work_pool_id = ?", pool.id))
        .order_by("workers.last_heartbeat_time DESC, workers.id DESC")
        .page(Some(limit), query.offset)
        .all(conn, columns, worker)
        .await?;
    Ok(Some(workers))
}

/// What became of a worker that shall be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Done,
    /// There is no such pool.
    UnknownPool,
    /// The pool has no such worker.
    UnknownWorker,
}

/// Forgets a worker of a pool.
pub async fn delete(conn: &mut Conn, pool: &str, name: &str) -> Result<Deleted> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(Deleted::UnknownPool) };
    let sql = "DELETE FROM workers WHERE work_pool_id = $1 AND name = $2";
    let gone = conn.execute(sql, &params![pool.id, name]).await?;
    Ok(if gone > 0 { Deleted::Done } else { Deleted::UnknownWorker })
}

//! Who has not been heard of for too long: workers, and the pools, queues and deployments that nobody asks for runs.

use weir_types::{TimeDelta, Timestamp, ids::WorkQueueId, work_queues::WorkQueueStatus};

use crate::{
    conn::Conn,
    deployments,
    error::Result,
    events, params,
    work_pools::{self, Pool},
    work_queues,
};

/// For how long one may be silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How many of its heartbeats a worker may miss.
    pub worker_heartbeats: i64,
    /// How often a worker's heart beats that does not say so, in seconds.
    pub worker_interval: i64,
    /// How long after it was last polled a deployment is ready.
    pub deployment: TimeDelta,
    /// How long after it was last polled a queue is ready.
    pub queue: TimeDelta,
}

/// How many were found silent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silent {
    /// Workers that are offline now.
    pub workers: u64,
    /// Pools that have no worker online.
    pub pools: usize,
    /// Deployments that nobody polls.
    pub deployments: usize,
    /// Queues that nobody polls.
    pub queues: usize,
}

macro_rules! silent_workers {
    () => {
        "status = 'ONLINE' AND last_heartbeat_time
             < $1 - COALESCE(heartbeat_interval_seconds, CAST($2 AS BIGINT)) * CAST($3 AS BIGINT)"
    };
}

macro_rules! idle_pools {
    () => {
        "work_pools.status = 'READY' AND NOT EXISTS (
             SELECT 1 FROM workers WHERE workers.work_pool_id = work_pools.id AND workers.status = 'ONLINE')"
    };
}

/// Whether there is something for [`mark`] to do.
pub async fn anyone_silent(conn: &mut Conn, patience: &Patience, now: Timestamp) -> Result<bool> {
    let micros = patience.worker_heartbeats.saturating_mul(1_000_000);
    let one = |row: crate::Row<'_>| row.get::<i64>(0);
    let workers = conn
        .first(
            concat!("SELECT 1 FROM workers WHERE ", silent_workers!(), " LIMIT 1"),
            &params![now, patience.worker_interval, micros],
            one,
        )
        .await?;
    let pools = conn
        .first(concat!("SELECT 1 FROM work_pools WHERE ", idle_pools!(), " LIMIT 1"), &params![], one)
        .await?;
    let queues = conn
        .first(
            "SELECT 1 FROM work_queues WHERE status = 'READY' AND last_polled < $1 LIMIT 1",
            &params![now - patience.queue],
            one,
        )
        .await?;
    Ok(workers.or(pools).or(queues).is_some()
        || deployments::anyone_unpolled(conn, now - patience.deployment).await?)
}

/// Marks those who are silent: each once, also by several replicas at once.
pub async fn mark(conn: &mut Conn, patience: &Patience, now: Timestamp) -> Result<Silent> {
    let micros = patience.worker_heartbeats.saturating_mul(1_000_000);
    let workers = conn
        .execute(
            concat!("UPDATE workers SET status = 'OFFLINE' WHERE ", silent_workers!()),
            &params![now, patience.worker_interval, micros],
        )
        .await?;
    let mut silent = Silent { workers, ..Silent::default() };
    let idle =
        concat!("SELECT work_pools.name FROM work_pools WHERE ", idle_pools!(), " ORDER BY work_pools.id");
    for pool in conn.all(idle, &params![], |row| row.get::<String>(0)).await? {
        silent.pools += usize::from(work_pools::set_not_ready(conn, &pool, now).await?);
    }
    silent.deployments = deployments::mark_not_ready(conn, now - patience.deployment, now).await?;
    silent.queues = mark_queues(conn, now - patience.queue, now).await?;
    Ok(silent)
}

async fn mark_queues(conn: &mut Conn, polled_before: Timestamp, now: Timestamp) -> Result<usize> {
    let queues: Vec<(WorkQueueId, String)> = conn
        .all(
            "UPDATE work_queues SET status = 'NOT_READY' WHERE status = 'READY' AND last_polled < $1
             RETURNING id, name",
            &params![polled_before],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    for (id, name) in &queues {
        let sql = "SELECT p.id, p.name, p.type, p.default_queue_id FROM work_pools AS p
                   JOIN work_queues AS q ON q.work_pool_id = p.id WHERE q.id = $1";
        let pool: Option<Pool> =
            conn.first(sql, &params![*id], |row| work_pools::pool(&mut row.columns())).await?;
        let Some(pool) = pool else { continue };
        let event = work_queues::status_event(&pool, *id, name, WorkQueueStatus::NotReady, now)?;
        events::append(conn, &[event], now).await?;
    }
    Ok(queues.len())
}

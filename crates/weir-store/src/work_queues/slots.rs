//! Which runs take the slots of queues and pools.

use weir_types::{
    Timestamp,
    ids::{WorkPoolId, WorkQueueId},
    work_queues::{
        FlowRunSlotSummary, WorkPoolConcurrencyStatus, WorkQueueConcurrencyStatus, WorkQueueSlots,
    },
};

use super::row::live_runs;
use crate::{
    conn::Conn,
    error::Result,
    params,
    row::{Columns, Row},
};

macro_rules! summary_columns {
    () => {
        "r.id, r.name, r.state_type, r.state_name, r.start_time, r.state_timestamp"
    };
}

fn summary(row: Row<'_>, now: Timestamp) -> Result<FlowRunSlotSummary> {
    let mut columns: Columns<'_> = row.columns();
    let mut run = FlowRunSlotSummary {
        id: columns.take()?,
        name: columns.take()?,
        state_type: columns.take()?,
        state_name: columns.take()?,
        start_time: columns.take()?,
        state_timestamp: columns.take()?,
        time_in_current_state: None,
    };
    run.time_in_current_state = run.state_timestamp.map(|entered| now.since(entered));
    Ok(run)
}

/// How many pages of `limit` rows there are.
fn pages(count: i64, limit: i64) -> i64 {
    if limit > 0 { (count + limit - 1) / limit } else { 0 }
}

/// The slots of a pool by queue: page number `page` of `limit` queues, with at most `runs` runs each. None when there
/// is no such pool.
pub async fn of_pool(
    conn: &mut Conn,
    pool: &str,
    (page, limit): (i64, i64),
    runs: i64,
    now: Timestamp,
) -> Result<Option<WorkPoolConcurrencyStatus>> {
    let sql = "SELECT id, concurrency_limit FROM work_pools WHERE name = $1";
    let found = conn
        .first(sql, &params![pool], |row| Ok((row.get::<WorkPoolId>(0)?, row.get::<Option<i64>>(1)?)))
        .await?;
    let Some((pool, concurrency_limit)) = found else { return Ok(None) };
    let mut queues = conn
        .all(
            concat!(
                "SELECT q.id, q.name, q.concurrency_limit, (SELECT COUNT(*) FROM flow_runs AS r
                     WHERE r.work_queue_id = q.id AND ",
                live_runs!(),
                " AND r.state_type IN ('PENDING', 'RUNNING'))
                 FROM work_queues AS q WHERE q.work_pool_id = $1 ORDER BY q.priority, q.id"
            ),
            &params![pool],
            queue_slots,
        )
        .await?;
    let count = i64::try_from(queues.len()).unwrap_or(i64::MAX);
    let active_slots = queues.iter().map(|queue| queue.active_slots).sum();
    let skip = usize::try_from((page - 1).saturating_mul(limit)).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or(0);
    queues = queues.into_iter().skip(skip).take(take).collect();
    for queue in queues.iter_mut().filter(|queue| queue.active_slots > 0) {
        queue.flow_runs = conn
            .all(
                concat!(
                    "SELECT ",
                    summary_columns!(),
                    " FROM flow_runs AS r WHERE r.work_queue_id = $1 AND ",
                    live_runs!(),
                    " AND r.state_type IN ('PENDING', 'RUNNING') ORDER BY r.id LIMIT $2"
                ),
                &params![queue.queue_id, runs],
                |row| summary(row, now),
            )
            .await?;
    }
    let pages = pages(count, limit);
    Ok(Some(WorkPoolConcurrencyStatus { active_slots, concurrency_limit, queues, count, limit, pages, page }))
}

fn queue_slots(row: Row<'_>) -> Result<WorkQueueSlots> {
    let mut columns = row.columns();
    let (queue_id, queue_name, concurrency_limit) = (columns.take()?, columns.take()?, columns.take()?);
    let active_slots: i64 = columns.take()?;
    Ok(WorkQueueSlots {
        queue_id,
        queue_name,
        active_slots,
        concurrency_limit,
        flow_runs: Vec::new(),
        flow_run_count: active_slots,
    })
}

/// The slots of a queue, of which runs that are being cancelled take some too: page number `page` of `limit` runs.
/// None when there is no such queue.
pub async fn of_queue(
    conn: &mut Conn,
    queue: WorkQueueId,
    (page, limit): (i64, i64),
    now: Timestamp,
) -> Result<Option<WorkQueueConcurrencyStatus>> {
    let sql = "SELECT concurrency_limit FROM work_queues WHERE id = $1";
    let found = conn.first(sql, &params![queue], |row| row.get::<Option<i64>>(0)).await?;
    let Some(concurrency_limit) = found else { return Ok(None) };
    let count = conn
        .first(
            concat!(
                "SELECT COUNT(*) FROM flow_runs AS r WHERE r.work_queue_id = $1 AND ",
                live_runs!(),
                " AND r.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"
            ),
            &params![queue],
            |row| row.get::<i64>(0),
        )
        .await?
        .unwrap_or(0);
    let flow_runs = conn
        .all(
            concat!(
                "SELECT ",
                summary_columns!(),
                " FROM flow_runs AS r WHERE r.work_queue_id = $1 AND ",
                live_runs!(),
                " AND r.state_type IN ('PENDING', 'RUNNING', 'CANCELLING') ORDER BY r.id LIMIT $2 OFFSET $3"
            ),
            &params![queue, limit, (page - 1).saturating_mul(limit)],
            |row| summary(row, now),
        )
        .await?;
    Ok(Some(WorkQueueConcurrencyStatus {
        active_slots: count,
        concurrency_limit,
        flow_runs,
        count,
        limit,
        pages: pages(count, limit),
        page,
    }))
}

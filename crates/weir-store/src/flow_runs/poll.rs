//! The runs that wait in a work queue.

use weir_engine::estimate;
use weir_types::{
    Json, Labels, TimeDelta, Timestamp, flow_runs::QueuedFlowRun, ids::WorkQueueId, state::StateType,
};

use super::row;
use crate::{conn::Conn, error::Result, params, row::Row, work_queues::live_runs};

/// Which instants of start are asked for; both ends are included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Window {
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// What a run must be to be given out. A run that its process tries again by itself is not. The policy is text as
/// serde writes it, in which the searched part can stand nowhere else: quotes inside of texts are escaped.
macro_rules! waiting {
    () => {
        concat!(
            "r.work_queue_id = $1 AND ",
            live_runs!(),
            " AND r.state_type = 'SCHEDULED' AND r.next_scheduled_start_time BETWEEN $2 AND $3 \
             AND r.empirical_policy NOT LIKE '%\"retry_type\":\"in_process\"%'"
        )
    };
}

const QUEUED: &str = concat!(
    "SELECT r.id, r.created, r.updated, r.name, r.flow_id, r.state_id, r.deployment_id, \
             r.deployment_version, r.work_queue_name, r.flow_version, r.parameters, r.idempotency_key, r.context, \
             r.empirical_policy, r.tags, r.labels, r.parent_task_run_id, r.state_name, r.run_count, \
             r.expected_start_time, r.next_scheduled_start_time, r.start_time, r.end_time, r.total_run_time, \
             r.auto_scheduled, r.infrastructure_document_id, r.infrastructure_pid, r.created_by, \
             r.job_variables FROM flow_runs AS r WHERE ",
    waiting!(),
    " ORDER BY r.next_scheduled_start_time LIMIT $4"
);

/// At most `limit` scheduled runs of a queue that are not paused, those that shall start first in front.
pub(crate) async fn queued(
    conn: &mut Conn,
    queue: WorkQueueId,
    window: Window,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<QueuedFlowRun>> {
    let from = window.from.map_or(i64::MIN, Timestamp::as_micros);
    let until = window.until.map_or(i64::MAX, Timestamp::as_micros);
    conn.all(QUEUED, &params![queue, from, until, limit], |row| queued_run(row, queue, now)).await
}

fn queued_run(row: Row<'_>, queue: WorkQueueId, now: Timestamp) -> Result<QueuedFlowRun> {
    let scheduled = Some(StateType::Scheduled);
    let mut columns = row.columns();
    let mut run = QueuedFlowRun {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        flow_id: columns.take()?,
        state_id: columns.take()?,
        deployment_id: columns.take()?,
        deployment_version: columns.take()?,
        work_queue_name: columns.take()?,
        flow_version: columns.take()?,
        parameters: columns.take()?,
        idempotency_key: columns.take()?,
        context: columns.take()?,
        empirical_policy: row::policy(&mut columns)?,
        tags: columns.take::<Json>()?,
        labels: Labels::from_stored(columns.take()?),
        parent_task_run_id: columns.take()?,
        state_type: scheduled,
        state_name: columns.take()?,
        run_count: columns.take()?,
        expected_start_time: columns.take()?,
        next_scheduled_start_time: columns.take()?,
        start_time: columns.take()?,
        end_time: columns.take()?,
        total_run_time: columns.take()?,
        auto_scheduled: columns.take()?,
        infrastructure_document_id: columns.take()?,
        infrastructure_pid: columns.take()?,
        created_by: row::json(&mut columns)?,
        work_queue_id: Some(queue),
        job_variables: columns.take()?,
        estimated_run_time: TimeDelta::ZERO,
        estimated_start_time_delta: TimeDelta::ZERO,
        state: (),
    };
    run.estimated_run_time = estimate::run_time(scheduled, None, run.total_run_time, now);
    run.estimated_start_time_delta =
        estimate::start_time_delta(scheduled, run.start_time, run.expected_start_time, now);
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DatabaseUrl, Store};

    #[tokio::test]
    async fn the_index_of_queues_gives_the_runs_in_their_order() {
        let store = Store::open(&DatabaseUrl::SqliteMemory).await.expect("a database");
        let plan = store
            .read((), |conn, ()| {
                Box::pin(async move {
                    let sql = format!("EXPLAIN QUERY PLAN {QUEUED}");
                    let values = params![WorkQueueId::generate(), 0_i64, 0_i64, 10_i64];
                    conn.all(&sql, &values, |row| row.get::<String>(3)).await
                })
            })
            .await
            .expect("a plan");
        let search = "SEARCH r USING INDEX flow_runs_queue (work_queue_id=? AND state_type=? \
                      AND next_scheduled_start_time>? AND next_scheduled_start_time<?)";
        assert_eq!(plan, [search]);
    }
}

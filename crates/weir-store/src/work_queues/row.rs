//! A work queue as it lies in its table.

use weir_types::work_queues::{QueueFilter, WorkQueue};

use crate::{error::Result, row::Row};

/// The columns that [`work_queue`] reads, of `work_queues JOIN work_pools`; `$states` are those whose runs take slots.
macro_rules! work_queue_columns {
    ($states:literal) => {
        concat!(
            "work_queues.id, work_queues.created, work_queues.updated, work_queues.name, work_queues.description, ",
            "work_queues.is_paused, work_queues.concurrency_limit, work_queues.priority, ",
            "work_queues.work_pool_id, work_queues.filter, work_queues.last_polled, work_pools.name, ",
            "work_queues.status, CASE WHEN work_queues.concurrency_limit IS NULL THEN NULL ELSE ",
            "(SELECT COUNT(*) FROM flow_runs AS r WHERE r.work_queue_id = work_queues.id AND ",
            live_runs!(),
            " AND r.state_type IN (",
            $states,
            ")) END"
        )
    };
}

pub(super) use work_queue_columns;

/// What a statement on `flow_runs AS r` must ask to use the index of queues.
macro_rules! live_runs {
    () => {
        "r.state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING')"
    };
}
pub(crate) use live_runs;

pub(super) fn work_queue(row: Row<'_>) -> Result<WorkQueue> {
    let mut columns = row.columns();
    Ok(WorkQueue {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        description: columns.take()?,
        is_paused: columns.take()?,
        concurrency_limit: columns.take()?,
        priority: columns.take()?,
        work_pool_id: columns.take()?,
        filter: filter(columns.take::<Option<String>>()?.as_deref())?,
        last_polled: columns.take()?,
        work_pool_name: columns.take()?,
        status: columns.take()?,
        active_slots: columns.take()?,
    })
}

fn filter(text: Option<&str>) -> Result<Option<QueueFilter>> {
    Ok(text.map(serde_json::from_str).transpose()?)
}

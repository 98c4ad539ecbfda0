//! Events about work queues.

use weir_types::{Timestamp, ids::WorkQueueId, work_queues::WorkQueueStatus};

use crate::{
    error::Result,
    events::NewEvent,
    resource_events::{Happening, Resource},
    work_pools::Pool,
};

/// That something happened to a queue.
pub(crate) fn happening<'a>(pool: &'a Pool, id: WorkQueueId, name: &'a str, what: &str) -> Happening<'a> {
    let resource = Resource {
        id: format!("prefect.work-queue.{id}"),
        name: Some(name),
        pool_type: None,
        role: Some("work-queue"),
    };
    Happening::new(format!("prefect.work-queue.{what}"), resource, vec![pool.related()])
}

/// The event that tells that a queue has this status now.
pub(crate) fn status_event(
    pool: &Pool,
    id: WorkQueueId,
    name: &str,
    status: WorkQueueStatus,
    now: Timestamp,
) -> Result<NewEvent> {
    happening(pool, id, name, status.in_events()).event(now)
}

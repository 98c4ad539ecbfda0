//! Filters of work queues.

use weir_types::filters::{QueueName, WorkQueueFilter, parts::Operator};

use super::{Condition, Query, parts};

/// The work queues that pass the filter.
pub fn query(filter: Option<&WorkQueueFilter>) -> Query<'_> {
    Query::of("work_queues", filter.map_or(Condition::Always, condition))
}

/// What the filter asks of a row of `work_queues`.
pub(super) fn condition(filter: &WorkQueueFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let WorkQueueFilter { operator, id, name } = filter;
    Condition::join(
        *operator,
        [id.as_ref().map(|part| parts::any("work_queues.id", part)), name.as_ref().map(queue_name)],
    )
}

fn queue_name(part: &QueueName) -> Condition<'_> {
    // An empty list of beginnings asks nothing.
    let starts = part.startswith_.as_deref().filter(|starts| !starts.is_empty()).map(|starts| {
        let like = |start: &String| Condition::like("work_queues.name", format!("{start}%"));
        Condition::any(starts.iter().map(like))
    });
    Condition::join(
        Operator::And,
        [part.any_.as_deref().map(|names| parts::one_of("work_queues.name", names)), starts],
    )
}

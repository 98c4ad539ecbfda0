//! Filters of workers.

use weir_types::filters::{WorkerFilter, WorkerStatus, parts::Operator};

use super::{Condition, Query, parts};
use crate::param::Param;

/// The workers that pass the filter, those with the newest sign of life first.
pub fn query(filter: Option<&WorkerFilter>) -> Query<'_> {
    let condition = filter.map_or(Condition::Always, condition);
    Query::of("workers", condition).order_by("workers.last_heartbeat_time DESC")
}

fn condition(filter: &WorkerFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let WorkerFilter { operator, last_heartbeat_time, status } = filter;
    let status = status.as_ref().map(|part| {
        let none_of = part.not_any_.as_deref().filter(|statuses| !statuses.is_empty());
        Condition::join(
            Operator::And,
            [
                part.any_.as_deref().map(|any| Condition::one_of("workers.status", stored(any))),
                none_of.map(|none| Condition::NoneOf("workers.status", stored(none).collect())),
            ],
        )
    });
    Condition::join(
        *operator,
        [
            last_heartbeat_time.as_ref().map(|part| parts::time_range("workers.last_heartbeat_time", part)),
            status,
        ],
    )
}

fn stored(statuses: &[WorkerStatus]) -> impl Iterator<Item = Param<'static>> {
    statuses.iter().map(|status| match status {
        WorkerStatus::Online => Param::Text("ONLINE"),
        WorkerStatus::Offline => Param::Text("OFFLINE"),
    })
}

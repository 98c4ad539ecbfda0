//! Filters of work pools.

use weir_types::filters::WorkPoolFilter;

use super::{Condition, Query, parts};

/// The work pools that pass the filter.
pub fn query(filter: Option<&WorkPoolFilter>) -> Query<'_> {
    Query::of("work_pools", filter.map_or(Condition::Always, condition))
}

/// What the filter asks of a row of `work_pools`.
pub(super) fn condition(filter: &WorkPoolFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let WorkPoolFilter { operator, id, name, r#type } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("work_pools.id", part)),
            name.as_ref().map(|part| parts::any("work_pools.name", part)),
            r#type.as_ref().map(|part| parts::any("work_pools.type", part)),
        ],
    )
}

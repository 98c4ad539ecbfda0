//! Filters of block schemas.

use weir_types::filters::{BlockSchemaFilter, Capabilities, parts::Operator};

use super::{Condition, Query, parts};

/// The block schemas that pass the filter, newest first.
pub fn query(filter: Option<&BlockSchemaFilter>) -> Query<'_> {
    let condition = filter.map_or(Condition::Always, condition);
    Query::of("block_schemas", condition).order_by("block_schemas.created DESC")
}

/// What the filter asks of a row of `block_schemas`.
pub(super) fn condition(filter: &BlockSchemaFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let BlockSchemaFilter { operator, block_type_id, block_capabilities, id, version } = filter;
    Condition::join(
        *operator,
        [
            block_type_id.as_ref().map(|part| parts::any("block_schemas.block_type_id", part)),
            block_capabilities.as_ref().map(capabilities),
            id.as_ref().map(|part| parts::any("block_schemas.id", part)),
            version.as_ref().map(|part| parts::any("block_schemas.version", part)),
        ],
    )
}

fn capabilities(part: &Capabilities) -> Condition<'_> {
    let all = part.all_.as_deref().and_then(|all| parts::has_all("block_schemas.capabilities", all));
    Condition::join(Operator::And, [all])
}

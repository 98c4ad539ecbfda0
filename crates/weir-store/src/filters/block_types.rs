//! Filters of block types.

use weir_types::filters::{BlockSchemaFilter, BlockTypeFilter, parts::Operator};

use super::{Condition, Query, block_schemas, parts};

/// The block types that pass the filter and have a schema that passes the other, by name.
pub fn query<'a>(types: Option<&'a BlockTypeFilter>, schemas: Option<&'a BlockSchemaFilter>) -> Query<'a> {
    let with_schema = schemas.map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM block_schemas WHERE block_schemas.block_type_id = block_types.id",
            block_schemas::condition(filter),
        )
    });
    let parts = [types.map(condition), with_schema];
    Query::of("block_types", Condition::all(parts.into_iter().flatten())).order_by("block_types.name")
}

/// What the filter asks of a row of `block_types`.
pub(super) fn condition(filter: &BlockTypeFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let BlockTypeFilter { name, slug } = filter;
    Condition::join(
        Operator::And,
        [
            name.as_ref().map(|part| parts::like("block_types.name", part)),
            slug.as_ref().map(|part| parts::any("block_types.slug", part)),
        ],
    )
}

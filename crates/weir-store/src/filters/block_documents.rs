//! Filters of block documents.

use weir_types::{
    filters::{BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter},
    sorting::BlockDocumentSort,
};

use super::{Condition, Query, block_schemas, block_types, parts};

/// The block documents that pass all filters; those with a name when there is no filter on documents.
pub fn query<'a>(
    documents: Option<&'a BlockDocumentFilter>,
    types: Option<&'a BlockTypeFilter>,
    schemas: Option<&'a BlockSchemaFilter>,
) -> Query<'a> {
    let own = documents.map_or_else(|| Condition::sql("NOT block_documents.is_anonymous"), condition);
    let of_type = types.map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM block_types WHERE block_types.id = block_documents.block_type_id",
            block_types::condition(filter),
        )
    });
    let of_schema = schemas.map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM block_schemas WHERE block_schemas.id = block_documents.block_schema_id",
            block_schemas::condition(filter),
        )
    });
    let parts = [Some(own), of_type, of_schema];
    Query::of("block_documents", Condition::all(parts.into_iter().flatten()))
}

fn condition(filter: &BlockDocumentFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let BlockDocumentFilter { operator, id, is_anonymous, block_type_id, name } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("block_documents.id", part)),
            is_anonymous.as_ref().map(|part| parts::flag("block_documents.is_anonymous", part)),
            block_type_id.as_ref().map(|part| parts::any("block_documents.block_type_id", part)),
            name.as_ref().map(|part| parts::name_like("block_documents.name", part)),
        ],
    )
}

/// The order by its name.
pub const fn order(sort: BlockDocumentSort) -> &'static str {
    match sort {
        BlockDocumentSort::NameDesc => "block_documents.name DESC",
        BlockDocumentSort::NameAsc => "block_documents.name",
        BlockDocumentSort::BlockTypeAndNameAsc => "block_documents.block_type_name, block_documents.name",
    }
}

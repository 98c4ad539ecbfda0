//! Block documents. Their data is sealed at rest; a document that refers to others is kept without them.

mod load;
mod write;

use weir_types::{
    block_documents::BlockDocument,
    filters::{BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter},
    ids::{BlockDocumentId, BlockTypeId},
    sorting::BlockDocumentSort,
};

pub use self::write::{Creation, Update, create, delete, update};
use crate::{conn::Conn, error::Result, filters, params, seal::Seal};

/// The document with this id, with those that it refers to inside its data; its secrets are hidden unless they are
/// asked for.
pub async fn read(
    conn: &mut Conn,
    seal: &Seal,
    id: BlockDocumentId,
    include_secrets: bool,
) -> Result<Option<BlockDocument>> {
    Ok(read_all(conn, seal, &[id], include_secrets).await?.pop())
}

/// The documents with these ids, in their order.
pub async fn read_all(
    conn: &mut Conn,
    seal: &Seal,
    ids: &[BlockDocumentId],
    include_secrets: bool,
) -> Result<Vec<BlockDocument>> {
    let forest = load::Forest::load(conn, ids).await?;
    let documents = ids.iter().map(|id| forest.document(*id, seal, include_secrets));
    documents.filter_map(Result::transpose).collect()
}

/// The document of this name and block type.
pub async fn read_by_name(
    conn: &mut Conn,
    seal: &Seal,
    block_type_slug: &str,
    name: &str,
    include_secrets: bool,
) -> Result<Option<BlockDocument>> {
    let id = conn
        .first(
            "SELECT block_documents.id FROM block_documents
             JOIN block_types ON block_types.id = block_documents.block_type_id
             WHERE block_types.slug = $1 AND block_documents.name = $2",
            &params![block_type_slug, name],
            |row| row.get(0),
        )
        .await?;
    match id {
        Some(id) => read(conn, seal, id, include_secrets).await,
        None => Ok(None),
    }
}

/// The documents of a block type, by name; anonymous ones are left out.
pub async fn read_of_type(
    conn: &mut Conn,
    seal: &Seal,
    block_type: BlockTypeId,
    include_secrets: bool,
) -> Result<Vec<BlockDocument>> {
    let ids = conn
        .all(
            "SELECT id FROM block_documents WHERE block_type_id = $1 AND NOT is_anonymous ORDER BY name",
            &params![block_type],
            |row| row.get(0),
        )
        .await?;
    read_all(conn, seal, &ids, include_secrets).await
}

/// Which documents, by themselves, their types and their schemas.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// On documents.
    pub documents: Option<BlockDocumentFilter>,
    /// On their types.
    pub types: Option<BlockTypeFilter>,
    /// On their schemas.
    pub schemas: Option<BlockSchemaFilter>,
}

impl Filters {
    fn query(&self) -> filters::Query<'_> {
        let Self { documents, types, schemas } = self;
        filters::block_documents::query(documents.as_ref(), types.as_ref(), schemas.as_ref())
    }
}

/// The ids of the documents that pass the filters, a page of them, for [`read_all`].
pub async fn list(
    conn: &mut Conn,
    filters: &Filters,
    sort: BlockDocumentSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<BlockDocumentId>> {
    let query = filters.query().order_by(filters::block_documents::order(sort)).page(Some(limit), offset);
    query.all(conn, "block_documents.id", |row| row.get(0)).await
}

/// How many documents pass the filters.
pub async fn count(conn: &mut Conn, filters: &Filters) -> Result<i64> {
    filters.query().count(conn).await
}

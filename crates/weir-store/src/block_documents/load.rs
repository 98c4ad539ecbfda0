//! Loads documents together with those that they refer to, and puts them together.

use std::collections::HashMap;

use serde_json::{Value, json};
use weir_engine::blocks::{Object, hide_secrets, secret_fields};
use weir_types::{
    Json, JsonObject, Timestamp,
    block_documents::{BlockData, BlockDocument},
    block_types::BlockType,
    ids::{BlockDocumentId, BlockSchemaId},
};

use crate::{
    block_schemas,
    block_types::{block_type_columns, take_block_type},
    conn::Conn,
    error::Result,
    param::{Param, placeholders},
    seal::Seal,
};

/// How deep documents may be nested.
const MAX_DEPTH: usize = 50;

/// Documents as they are kept, with all that they refer to, and their schemas.
pub(super) struct Forest {
    rows: HashMap<BlockDocumentId, Stored>,
    children: HashMap<BlockDocumentId, Vec<(String, BlockDocumentId)>>,
    schemas: block_schemas::Forest,
}

struct Stored {
    id: BlockDocumentId,
    created: Timestamp,
    updated: Timestamp,
    name: String,
    sealed: String,
    is_anonymous: bool,
    block_type_name: Option<String>,
    block_schema_id: BlockSchemaId,
    block_type: BlockType,
}

/// A document's data with that of the documents it refers to, and which of them stand where.
struct Whole {
    data: JsonObject,
    references: Object,
}

impl Forest {
    /// Loads the documents with these ids and those under them.
    pub(super) async fn load(conn: &mut Conn, ids: &[BlockDocumentId]) -> Result<Self> {
        let mut rows = HashMap::new();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for (edge, stored) in reached(conn, ids).await? {
            if let Some((name, parent)) = edge {
                children.entry(parent).or_default().push((name, stored.id));
            }
            rows.insert(stored.id, stored);
        }
        let mut schemas: Vec<BlockSchemaId> = rows.values().map(|stored| stored.block_schema_id).collect();
        schemas.sort_unstable();
        schemas.dedup();
        Ok(Self { rows, children, schemas: block_schemas::Forest::load(conn, &schemas).await? })
    }

    /// The whole document, if it is there.
    pub(super) fn document(
        &self,
        id: BlockDocumentId,
        seal: &Seal,
        include_secrets: bool,
    ) -> Result<Option<BlockDocument>> {
        let Some(stored) = self.rows.get(&id) else { return Ok(None) };
        let whole = self.whole(stored, seal, include_secrets, 0)?;
        Ok(Some(BlockDocument {
            id,
            created: stored.created,
            updated: stored.updated,
            name: Some(stored.name.clone()),
            data: BlockData(whole.data),
            block_schema_id: stored.block_schema_id,
            block_schema: self.schemas.schema(stored.block_schema_id),
            block_type_id: stored.block_type.id,
            block_type_name: stored.block_type_name.clone(),
            block_type: Some(stored.block_type.clone()),
            block_document_references: JsonObject::from(whole.references),
            is_anonymous: stored.is_anonymous,
        }))
    }

    fn whole(&self, stored: &Stored, seal: &Seal, include_secrets: bool, depth: usize) -> Result<Whole> {
        let data =
            JsonObject::new(Json::from_text(seal.open(&stored.sealed, stored.id.0)?)?).unwrap_or_default();
        let secrets = match self.schemas.own_fields(stored.block_schema_id) {
            Some(fields) if !include_secrets => secret_fields(fields),
            _ => Vec::new(),
        };
        let children = self.children.get(&stored.id).filter(|_| depth < MAX_DEPTH);
        let children = children.map(Vec::as_slice).unwrap_or_default();
        if secrets.is_empty() && children.is_empty() {
            // Nothing has to be changed: the text goes out as it came in.
            return Ok(Whole { data, references: Object::new() });
        }
        let mut data = data.to_map();
        hide_secrets(&mut data, &secrets);
        let mut references = Object::new();
        for (name, child) in children {
            let Some(child) = self.rows.get(child) else { continue };
            let whole = self.whole(child, seal, include_secrets, depth + 1)?;
            data.insert(name.clone(), Value::Object(whole.data.to_map()));
            let about = json!({
                "id": child.id,
                "name": child.name,
                "block_type": child.block_type,
                "is_anonymous": child.is_anonymous,
                "block_document_references": whole.references,
            });
            references.insert(name.clone(), json!({ "block_document": about }));
        }
        Ok(Whole { data: JsonObject::from(data), references })
    }
}

type Edge = Option<(String, BlockDocumentId)>;

/// The documents with these ids, and each document under them with the name and the document under which it stands.
async fn reached(conn: &mut Conn, ids: &[BlockDocumentId]) -> Result<Vec<(Edge, Stored)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "WITH RECURSIVE reached (id, name, parent) AS (
             SELECT id, CAST(NULL AS TEXT), CAST(NULL AS uuid) FROM block_documents WHERE id IN ({})
             UNION SELECT one.reference_block_document_id, one.name, one.parent_block_document_id
             FROM block_document_references AS one JOIN reached ON one.parent_block_document_id = reached.id
         )
         SELECT reached.name, reached.parent, {} FROM reached
         JOIN block_documents ON block_documents.id = reached.id
         JOIN block_types ON block_types.id = block_documents.block_type_id",
        placeholders(1, ids.len()),
        concat!(
            "block_documents.id, block_documents.created, block_documents.updated, block_documents.name, \
             block_documents.data, block_documents.is_anonymous, block_documents.block_type_name, \
             block_documents.block_schema_id, ",
            block_type_columns!()
        ),
    );
    let params: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    conn.all(&sql, &params, |row| {
        let mut columns = row.columns();
        let (name, parent) = (columns.take::<Option<String>>()?, columns.take::<Option<BlockDocumentId>>()?);
        let stored = Stored {
            id: columns.take()?,
            created: columns.take()?,
            updated: columns.take()?,
            name: columns.take()?,
            sealed: columns.take()?,
            is_anonymous: columns.take()?,
            block_type_name: columns.take()?,
            block_schema_id: columns.take()?,
            block_type: take_block_type(&mut columns)?,
        };
        Ok((name.zip(parent), stored))
    })
    .await
}

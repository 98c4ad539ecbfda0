//! Block documents: stored values of blocks. Their data may hold secrets, so it is never printed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    block_schemas::BlockSchema,
    block_types::BlockType,
    ids::{BlockDocumentId, BlockSchemaId, BlockTypeId},
    json::JsonObject,
    names::BlockDocumentName,
    patch::Patch,
    time::Timestamp,
};

/// What a block holds. It is not printed by `Debug`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockData(pub JsonObject);

impl fmt::Debug for BlockData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockData(…)")
    }
}

/// A block document, with the documents that it refers to inside its data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockDocument {
    /// Its id.
    pub id: BlockDocumentId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique among the documents of its type.
    pub name: Option<String>,
    /// Its values; secrets are hidden unless they were asked for.
    pub data: BlockData,
    /// The schema that its data follows.
    pub block_schema_id: BlockSchemaId,
    /// That schema.
    pub block_schema: Option<BlockSchema>,
    /// Its type.
    pub block_type_id: BlockTypeId,
    /// The name of its type.
    pub block_type_name: Option<String>,
    /// Its type.
    pub block_type: Option<BlockType>,
    /// Which documents stand where in its data.
    pub block_document_references: JsonObject,
    /// Whether it was made by a program for itself, so that lists leave it out.
    pub is_anonymous: bool,
}

/// The body of `POST /block_documents/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockDocumentCreate {
    /// The name; only an anonymous document may have none.
    #[serde(default)]
    pub name: Option<BlockDocumentName>,
    /// The values. `{"$ref": {"block_document_id": …}}` refers to another document.
    #[serde(default)]
    pub data: BlockData,
    /// The schema that the data follows.
    pub block_schema_id: BlockSchemaId,
    /// The type.
    pub block_type_id: BlockTypeId,
    /// Whether a program makes it for itself.
    #[serde(default)]
    pub is_anonymous: bool,
}

/// The body of `PATCH /block_documents/{id}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockDocumentUpdate {
    /// Another schema of the same type.
    #[serde(default)]
    pub block_schema_id: Option<BlockSchemaId>,
    /// The new values.
    #[serde(default)]
    pub data: Patch<BlockData>,
    /// Whether values that `data` does not name stay as they are.
    #[serde(default = "merges")]
    pub merge_existing_data: bool,
}

fn merges() -> bool {
    true
}

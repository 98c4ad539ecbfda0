//! Block schemas: versions of the fields of a block type.

use serde::{Deserialize, Serialize};

use crate::{
    block_types::BlockType,
    ids::{BlockSchemaId, BlockTypeId},
    json::JsonObject,
    time::Timestamp,
};

/// The version of a schema that gives none.
pub const NO_VERSION: &str = "non-versioned";

/// A block schema, with the schemas that it refers to among its definitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockSchema {
    /// Its id.
    pub id: BlockSchemaId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// The hash of its fields, as the SDK computes it: `sha256:…`.
    pub checksum: String,
    /// The fields: a JSON schema with a few members more.
    pub fields: JsonObject,
    /// Which type it is a version of.
    pub block_type_id: Option<BlockTypeId>,
    /// That type.
    pub block_type: Option<BlockType>,
    /// What blocks of this schema can do, such as `write-path`.
    pub capabilities: Vec<String>,
    /// A version for people.
    pub version: String,
}

/// The body of `POST /block_schemas/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockSchemaCreate {
    /// The fields.
    #[serde(default)]
    pub fields: JsonObject,
    /// Which type it is a version of.
    pub block_type_id: BlockTypeId,
    /// What blocks of this schema can do.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// A version for people.
    #[serde(default = "no_version")]
    pub version: String,
}

fn no_version() -> String {
    NO_VERSION.to_owned()
}

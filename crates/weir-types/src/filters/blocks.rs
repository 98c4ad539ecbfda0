//! The filters of block types, block schemas and block documents.

use serde::{Deserialize, Serialize};

use super::parts::{Any, Flag, NameLike, Operator};
use crate::ids::{BlockDocumentId, BlockSchemaId, BlockTypeId};

/// Which block types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockTypeFilter {
    /// By name.
    pub name: Option<Like>,
    /// By slug.
    pub slug: Option<Any<String>>,
}

/// A text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Like {
    /// It has this in it, whatever the case; `%` stands for any text and `_` for any character.
    pub like_: Option<String>,
}

/// Which block schemas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockSchemaFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By block type.
    pub block_type_id: Option<Any<BlockTypeId>>,
    /// By capabilities.
    pub block_capabilities: Option<Capabilities>,
    /// By id.
    pub id: Option<Any<BlockSchemaId>>,
    /// By version.
    pub version: Option<Any<String>>,
}

/// What a block can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Capabilities {
    /// All of these are among the capabilities.
    pub all_: Option<Vec<String>>,
}

/// Which block documents. By default those with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockDocumentFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<BlockDocumentId>>,
    /// By whether they are anonymous.
    pub is_anonymous: Option<Flag>,
    /// By block type.
    pub block_type_id: Option<Any<BlockTypeId>>,
    /// By name.
    pub name: Option<NameLike>,
}

impl Default for BlockDocumentFilter {
    fn default() -> Self {
        Self {
            operator: Operator::And,
            id: None,
            is_anonymous: Some(Flag { eq_: Some(false) }),
            block_type_id: None,
            name: None,
        }
    }
}

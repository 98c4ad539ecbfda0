//! Block types: what a kind of block is for.

use serde::{Deserialize, Serialize};

use crate::{
    ids::BlockTypeId,
    names::{BlockTypeSlug, Name},
    patch::Patch,
    time::Timestamp,
};

/// A block type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockType {
    /// Its id.
    pub id: BlockTypeId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, for people.
    pub name: String,
    /// Its name, for programs; unique on a server.
    pub slug: String,
    /// Where its picture is.
    pub logo_url: Option<String>,
    /// Where its documentation is.
    pub documentation_url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// How it is used from code.
    pub code_example: Option<String>,
    /// Whether it belongs to the server, so that it cannot be deleted.
    pub is_protected: bool,
}

/// The body of `POST /block_types/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockTypeCreate {
    /// The name, for people.
    pub name: Name,
    /// The name, for programs.
    pub slug: BlockTypeSlug,
    /// Where its picture is.
    #[serde(default)]
    pub logo_url: Option<String>,
    /// Where its documentation is.
    #[serde(default)]
    pub documentation_url: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// How it is used from code.
    #[serde(default)]
    pub code_example: Option<String>,
}

/// The body of `PATCH /block_types/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockTypeUpdate {
    /// Where its picture is.
    #[serde(default)]
    pub logo_url: Patch<Option<String>>,
    /// Where its documentation is.
    #[serde(default)]
    pub documentation_url: Patch<Option<String>>,
    /// What it is for.
    #[serde(default)]
    pub description: Patch<Option<String>>,
    /// How it is used from code.
    #[serde(default)]
    pub code_example: Patch<Option<String>>,
}

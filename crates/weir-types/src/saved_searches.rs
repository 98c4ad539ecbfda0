//! Saved searches: sets of filters that a UI keeps by name.

use serde::{Deserialize, Serialize};

use crate::{ids::SavedSearchId, json::Json, time::Timestamp};

/// A saved search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its id.
    pub id: SavedSearchId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique on a server.
    pub name: String,
    /// Its filters.
    pub filters: Vec<SavedSearchFilter>,
}

/// One condition of a saved search. The server does not interpret it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedSearchFilter {
    /// What is filtered, such as `flow_run`.
    pub object: String,
    /// Which of its properties is looked at.
    pub property: String,
    /// The property's type.
    pub r#type: String,
    /// How it is compared.
    pub operation: String,
    /// What it is compared with.
    pub value: Json,
}

/// The body of `PUT /saved_searches/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearchCreate {
    /// The name; a search that has it already gets these filters.
    pub name: String,
    /// The filters.
    #[serde(default)]
    pub filters: Vec<SavedSearchFilter>,
}

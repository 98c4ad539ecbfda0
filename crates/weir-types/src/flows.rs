//! Flows: the code that runs, by name.

use serde::{Deserialize, Serialize};

use crate::{ids::FlowId, labels::Labels, names::Name, patch::Patch, time::Timestamp};

/// A flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Its id.
    pub id: FlowId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique on a server.
    pub name: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its labels; null when it was made with null.
    pub labels: Option<Labels>,
}

/// The body of `POST /flows/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowCreate {
    /// The name; a flow that has it already is returned as it is.
    pub name: Name,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The labels: empty by default.
    #[serde(default = "Labels::empty")]
    pub labels: Option<Labels>,
}

/// The body of `PATCH /flows/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowUpdate {
    /// The new tags.
    #[serde(default)]
    pub tags: Patch<Vec<String>>,
}

/// What `POST /flows/bulk_delete` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowBulkDeleteResponse {
    /// The flows that are gone.
    pub deleted: Vec<FlowId>,
}

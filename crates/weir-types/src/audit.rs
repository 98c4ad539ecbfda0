//! The audit log: what was changed by whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ApiKeyId, AuditEntryId},
    time::Timestamp,
};

/// A request that changes something, asked with an API key, and how it was answered. What was sent and answered is not
/// in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditEntryId,
    /// When the request came.
    pub at: Timestamp,
    /// The key.
    pub key_id: ApiKeyId,
    /// The key's name.
    pub key_name: String,
    /// The method; of a websocket on which things are changed, `GET`.
    pub method: String,
    /// The route, as in `/api/flow_runs/{id}`.
    pub route: String,
    /// The path without its query.
    pub path: String,
    /// The status of the answer; of a websocket 101.
    pub status: u32,
    /// What the client or a proxy called the request in the header `X-Request-Id`.
    pub request_id: Option<String>,
}

/// Which entries of the audit log are asked for; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditQuery {
    /// Only what came then or later.
    pub since: Option<Timestamp>,
    /// Only what came before then.
    pub until: Option<Timestamp>,
    /// Only what was asked with the key of this name, or with several of this name, one after the other.
    pub key_name: Option<String>,
    /// Only this method.
    pub method: Option<String>,
    /// Only paths in which this text is.
    pub path: Option<String>,
    /// Only what was refused or failed, with a status of 400 or more; or only the rest.
    pub failed: Option<bool>,
    /// The last entry of the page before.
    pub after: Option<AuditEntryId>,
    /// How many at most.
    pub limit: Option<i64>,
}

/// A page of entries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// What to ask for `after` to have the next page; null when there is none.
    pub next: Option<AuditEntryId>,
}

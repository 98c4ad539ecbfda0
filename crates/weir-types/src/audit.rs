//! The audit log: what was changed by whom.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ApiKeyId, AuditEntryId},
    time::Timestamp,
};

/// A request that changes something, asked with an API key, and how it was answered. What was sent and answered is not
/// in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

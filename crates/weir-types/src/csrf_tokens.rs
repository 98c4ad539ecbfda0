//! CSRF tokens: what a client must show with every request that changes something, where the operator wants that.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use crate::time::Timestamp;

/// What `GET /csrf-token` answers.
#[derive(Clone, PartialEq, Serialize)]
pub struct CsrfToken {
    /// Its id.
    pub id: Uuid,
    /// When the client first got a token.
    pub created: Timestamp,
    /// When the client got this token.
    pub updated: Timestamp,
    /// The token. It is not printed by `Debug`.
    pub token: String,
    /// The client's own name for itself.
    pub client: String,
    /// When the token loses its force.
    pub expiration: Timestamp,
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsrfToken")
            .field("client", &self.client)
            .field("expiration", &self.expiration)
            .finish_non_exhaustive()
    }
}

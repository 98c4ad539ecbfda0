//! API keys: who may use the server, and for what.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ids::ApiKeyId, secret::Secret, time::Timestamp};

/// What the bearer of a key may do. Each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Scrape `/metrics`.
    Metrics,
    /// Read everything but secrets.
    Viewer,
    /// All that runs, workers and those who deploy do.
    Operator,
    /// All, what concerns the server itself too.
    Admin,
}

impl Role {
    /// All roles, the weakest first.
    pub const ALL: [Self; 4] = [Self::Metrics, Self::Viewer, Self::Operator, Self::Admin];

    /// The name: `operator`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected admin, operator, viewer or metrics")]
pub struct BadRole;

impl FromStr for Role {
    type Err = BadRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_name(text).ok_or(BadRole)
    }
}

/// A key as it is known after it was made: without the text that opens the server, of which only a hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiKey {
    /// Its id, which is part of its text too.
    pub id: ApiKeyId,
    /// When it was made.
    pub created: Timestamp,
    /// Its name, which no other key has that is not revoked.
    pub name: String,
    /// What it is good for.
    pub role: Role,
    /// When it loses its force by itself.
    pub expires: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    pub last_used: Option<Timestamp>,
}

impl ApiKey {
    /// Whether the key opens the server at `now`.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && self.expires.is_none_or(|expires| now < expires)
    }
}

/// What a key shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiKeyCreate {
    /// Its name, which no other key may have that is not revoked: 1 to 100 printable characters.
    pub name: String,
    /// What it is good for.
    pub role: Role,
    /// When it loses its force by itself.
    pub expires: Option<Timestamp>,
}

/// Whether a key may have this name: 1 to 100 bytes, all printable.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && !text.contains(char::is_control)
}

/// A key that was made, with its text: this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ApiKeyCreated {
    /// What is known of it from now on.
    pub api_key: ApiKey,
    /// What clients show.
    #[serde(serialize_with = "Secret::serialize_exposed")]
    #[schemars(with = "String")]
    pub key: Secret,
}

/// What whoever asks may do here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Access {
    /// Whether the server asks anybody for credentials.
    pub required: bool,
    /// The role of who asks: that of the key, or `admin` for all others who get in.
    pub role: Role,
    /// The key's name; none without a key.
    pub key_name: Option<String>,
}

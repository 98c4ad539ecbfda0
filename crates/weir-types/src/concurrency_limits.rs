//! Limits on what may be under way at once.

use serde::{Deserialize, Serialize};

use crate::{ids::ConcurrencyLimitId, time::Timestamp};

/// A limit by name, as other objects show the one that holds for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlobalConcurrencyLimit {
    /// Its id.
    pub id: ConcurrencyLimitId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Whether it is in force.
    pub active: bool,
    /// Its name, unique on a server.
    pub name: String,
    /// How many slots there are.
    pub limit: i64,
    /// How many of them are taken.
    pub active_slots: i64,
    /// How many come free by themselves in a second.
    pub slot_decay_per_second: f64,
}

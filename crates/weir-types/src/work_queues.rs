//! Work queues: the lanes of a work pool, each with a priority and a limit.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeploymentId, WorkPoolId, WorkQueueId},
    names::Name,
    patch::Patch,
    time::Timestamp,
};

/// The name of the queue that every pool has.
pub const DEFAULT_QUEUE: &str = "default";

/// Whether work is fetched from a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkQueueStatus {
    /// It was fetched from lately.
    Ready,
    /// It was not.
    NotReady,
    /// It gives nothing out.
    Paused,
}

impl WorkQueueStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Ready, Self::NotReady, Self::Paused];

    /// The name on the wire: `NOT_READY`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::NotReady => "NOT_READY",
            Self::Paused => "PAUSED",
        }
    }

    /// The status that is written `text` on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The name in events: `not-ready`.
    pub const fn in_events(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotReady => "not-ready",
            Self::Paused => "paused",
        }
    }
}

/// Which runs an old queue, without a pool, takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// Runs that have all these tags.
    pub tags: Option<Vec<String>>,
    /// Runs of these deployments.
    pub deployment_ids: Option<Vec<DeploymentId>>,
}

/// A work queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkQueue {
    /// Its id.
    pub id: WorkQueueId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique in its pool.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it gives nothing out.
    pub is_paused: bool,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Option<i64>,
    /// Its rank in its pool: 1 comes first.
    pub priority: i64,
    /// Its pool.
    pub work_pool_id: Option<WorkPoolId>,
    /// Which runs an old queue takes.
    pub filter: Option<QueueFilter>,
    /// When it was last fetched from.
    pub last_polled: Option<Timestamp>,
    /// Its pool's name.
    pub work_pool_name: Option<String>,
    /// Whether work is fetched from it.
    pub status: Option<WorkQueueStatus>,
    /// How many of its runs are under way, where that is limited.
    pub active_slots: Option<i64>,
}

/// The body of `POST /work_pools/{name}/queues` and of `POST /work_queues/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkQueueCreate {
    /// The name.
    pub name: Name,
    /// What it is for. The contract lets null through; the store refuses it.
    #[serde(default = "no_description")]
    pub description: Option<String>,
    /// Whether it gives nothing out.
    #[serde(default)]
    pub is_paused: bool,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Option<i64>,
    /// Its rank: by default the first that is free.
    pub priority: Option<i64>,
    /// Which runs an old queue takes.
    pub filter: Option<QueueFilter>,
}

impl WorkQueueCreate {
    /// A queue of which only the name is told.
    pub fn named(name: Name) -> Self {
        Self {
            name,
            description: no_description(),
            is_paused: false,
            concurrency_limit: None,
            priority: None,
            filter: None,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn no_description() -> Option<String> {
    Some(String::new())
}

/// The body of `PATCH /work_pools/{name}/queues/{name}` and of `PATCH /work_queues/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkQueueUpdate {
    /// The name. The contract lets null through; the store refuses it.
    pub name: Patch<Option<String>>,
    /// What it is for. The contract lets null through; the store refuses it.
    pub description: Patch<Option<String>>,
    /// Whether it gives nothing out.
    pub is_paused: Patch<bool>,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Patch<Option<i64>>,
    /// Its rank. The contract lets null through; the store refuses it.
    pub priority: Patch<Option<i64>>,
    /// When it was last fetched from.
    pub last_polled: Patch<Option<Timestamp>>,
    /// Which runs an old queue takes.
    pub filter: Patch<Option<QueueFilter>>,
}

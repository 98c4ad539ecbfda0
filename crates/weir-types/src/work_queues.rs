//! Work queues: the lanes of a work pool, each with a priority and a limit.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeploymentId, FlowRunId, WorkPoolId, WorkQueueId},
    names::Name,
    patch::Patch,
    state::StateType,
    time::{TimeDelta, Timestamp},
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

/// A work queue as such, without what concerns its pool: an element of the answer of
/// `GET /deployments/{id}/work_queue_check`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlainWorkQueue {
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
}

impl From<WorkQueue> for PlainWorkQueue {
    fn from(queue: WorkQueue) -> Self {
        Self {
            id: queue.id,
            created: queue.created,
            updated: queue.updated,
            name: queue.name,
            description: queue.description,
            is_paused: queue.is_paused,
            concurrency_limit: queue.concurrency_limit,
            priority: queue.priority,
            work_pool_id: queue.work_pool_id,
            filter: queue.filter,
            last_polled: queue.last_polled,
        }
    }
}

impl QueueFilter {
    /// Whether runs of a deployment with these tags pass.
    pub fn takes(&self, deployment: DeploymentId, tags: &[String]) -> bool {
        let wanted = |tag: &String| tags.contains(tag);
        let ids = self.deployment_ids.as_deref().unwrap_or_default();
        self.tags.iter().flatten().all(wanted) && (ids.is_empty() || ids.contains(&deployment))
    }
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

/// What `GET /work_queues/{id}/status` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkQueueStatusDetail {
    /// Whether the queue is fetched from, and no run in it is late.
    pub healthy: bool,
    /// How many runs in it are late.
    pub late_runs_count: i64,
    /// When it was last fetched from.
    pub last_polled: Option<Timestamp>,
    /// What healthy means.
    pub health_check_policy: WorkQueueHealthPolicy,
}

/// When a queue is healthy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkQueueHealthPolicy {
    /// How many runs may be late.
    pub maximum_late_runs: i64,
    /// How many seconds may have passed since it was fetched from.
    pub maximum_seconds_since_last_polled: i64,
}

/// The body of `POST /work_queues/{id}/get_runs`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct WorkQueuePoll {
    /// How many runs at most.
    pub limit: Option<i64>,
    /// Only runs that shall start by then.
    pub scheduled_before: Option<Timestamp>,
}

/// The body of `POST /work_queues/{id}/concurrency_status`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkQueueSlotsQuery {
    /// Which page, from 1.
    #[serde(default = "one")]
    pub page: i64,
    /// How many rows a page holds.
    pub limit: Option<i64>,
}

/// The body of `POST /work_pools/{name}/concurrency_status`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkPoolSlotsQuery {
    /// Which page, from 1.
    #[serde(default = "one")]
    pub page: i64,
    /// How many queues a page holds.
    pub limit: Option<i64>,
    /// How many runs of each queue are told.
    #[serde(default = "ten")]
    pub flow_run_limit: i64,
}

const fn one() -> i64 {
    1
}

const fn ten() -> i64 {
    10
}

/// A run that takes a slot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowRunSlotSummary {
    /// Its id.
    pub id: FlowRunId,
    /// Its name.
    pub name: String,
    /// The type of its state.
    pub state_type: Option<StateType>,
    /// The name of its state.
    pub state_name: Option<String>,
    /// When it began.
    pub start_time: Option<Timestamp>,
    /// When it entered its state.
    pub state_timestamp: Option<Timestamp>,
    /// How long it has been in its state.
    pub time_in_current_state: Option<TimeDelta>,
}

/// What `POST /work_queues/{id}/concurrency_status` answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkQueueConcurrencyStatus {
    /// How many slots are taken.
    pub active_slots: i64,
    /// How many there are, if that is limited.
    pub concurrency_limit: Option<i64>,
    /// The runs that take them, a page of them.
    pub flow_runs: Vec<FlowRunSlotSummary>,
    /// How many runs there are.
    pub count: i64,
    /// How many a page holds.
    pub limit: i64,
    /// How many pages there are.
    pub pages: i64,
    /// Which page this is.
    pub page: i64,
}

/// A queue in the answer of `POST /work_pools/{name}/concurrency_status`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkQueueSlots {
    /// Its id.
    pub queue_id: WorkQueueId,
    /// Its name.
    pub queue_name: String,
    /// How many of its runs take slots.
    pub active_slots: i64,
    /// How many may, if that is limited.
    pub concurrency_limit: Option<i64>,
    /// The first of the runs.
    pub flow_runs: Vec<FlowRunSlotSummary>,
    /// How many of its runs take slots.
    pub flow_run_count: i64,
}

/// What `POST /work_pools/{name}/concurrency_status` answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkPoolConcurrencyStatus {
    /// How many slots are taken.
    pub active_slots: i64,
    /// How many there are, if that is limited.
    pub concurrency_limit: Option<i64>,
    /// The queues, a page of them.
    pub queues: Vec<WorkQueueSlots>,
    /// How many queues there are.
    pub count: i64,
    /// How many a page holds.
    pub limit: i64,
    /// How many pages there are.
    pub pages: i64,
    /// Which page this is.
    pub page: i64,
}

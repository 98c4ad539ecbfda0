//! What there is beside counts: flows, deployments, pools and queues, and the flow runs of late.

use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowId, FlowRunId, StateId, WorkPoolId, WorkQueueId},
};

use super::{Named, StateKind};

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inventory {
    /// The flows.
    pub flows: Vec<FlowInfo>,
    /// The deployments.
    pub deployments: Vec<DeploymentInfo>,
    /// The work pools.
    pub work_pools: Vec<WorkPoolInfo>,
    /// The work queues.
    pub work_queues: Vec<WorkQueueInfo>,
    /// How many flow runs there are in each state.
    pub flow_runs: Vec<(StateKind, u64)>,
    /// The flow runs that started within [`Wanted::recent`](super::Wanted::recent), the newest first.
    pub recent: Vec<FlowRunInfo>,
}

/// A flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowInfo {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentInfo {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its flow.
    pub flow: Named<FlowId>,
    /// Whether its schedules make no runs.
    pub paused: bool,
    /// Where its code lies.
    pub path: Option<String>,
    /// The name of its work pool.
    pub work_pool: Option<String>,
    /// The name of its work queue.
    pub work_queue: Option<String>,
    /// Whether anybody fetches its runs: `READY` or `NOT_READY`.
    pub status: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// A work pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkPoolInfo {
    /// Its id.
    pub id: WorkPoolId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// What its workers start runs on.
    pub pool_type: String,
    /// The queue that takes what names none.
    pub default_queue: Option<WorkQueueId>,
    /// Whether it gives nothing out.
    pub paused: bool,
    /// `READY`, `NOT_READY` or `PAUSED`.
    pub status: String,
}

/// A work queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkQueueInfo {
    /// Its id.
    pub id: WorkQueueId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its pool.
    pub work_pool: Named<WorkPoolId>,
    /// Its rank in the pool.
    pub priority: i64,
    /// Whether it gives nothing out.
    pub paused: bool,
    /// `READY`, `NOT_READY` or `PAUSED`.
    pub status: String,
    /// When it was last fetched from.
    pub last_polled: Option<Timestamp>,
    /// How many of its runs are late.
    pub late_runs: u64,
}

/// A flow run.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRunInfo {
    /// Its id.
    pub id: FlowRunId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its flow.
    pub flow: Named<FlowId>,
    /// Its deployment, if it has one.
    pub deployment: Named<DeploymentId>,
    /// The name of its work queue.
    pub work_queue: Option<String>,
    /// Its state.
    pub state: StateKind,
    /// That state's id.
    pub state_id: Option<StateId>,
    /// How often it was started.
    pub run_count: i64,
    /// When it started.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it has run, over all attempts, in seconds.
    pub total_run_time: f64,
}

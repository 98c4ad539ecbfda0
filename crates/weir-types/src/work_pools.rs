//! Work pools: where deployments send their runs, and workers fetch them.

use serde::{Deserialize, Serialize};

use crate::{
    flow_runs::QueuedFlowRun,
    ids::{BlockDocumentId, WorkPoolId, WorkQueueId},
    json::JsonObject,
    names::WorkPoolName,
    patch::Patch,
    time::Timestamp,
};

/// The name of the pool that queues without a pool belong to.
pub const DEFAULT_AGENT_POOL: &str = "default-agent-pool";

/// The type of pools that agents serve, the forerunners of workers. Such pools have no status.
pub const AGENT_TYPE: &str = "prefect-agent";

/// Whether work is fetched from a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkPoolStatus {
    /// A worker fetches from it.
    Ready,
    /// No worker does.
    NotReady,
    /// It gives nothing out.
    Paused,
}

impl WorkPoolStatus {
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

/// A work pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkPool {
    /// Its id.
    pub id: WorkPoolId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique on a server.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The type of workers that serve it.
    pub r#type: String,
    /// How its workers start infrastructure: `job_configuration` and the schema of its `variables`; or nothing.
    pub base_job_template: JsonObject,
    /// Whether it gives nothing out.
    pub is_paused: bool,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Option<i64>,
    /// Whether work is fetched from it; null for pools of agents.
    pub status: Option<WorkPoolStatus>,
    /// The queue of runs that name none.
    pub default_queue_id: Option<WorkQueueId>,
    /// Where its workers keep code and results.
    pub storage_configuration: StorageConfiguration,
    /// How many of its runs are pending or running, where that is limited.
    pub active_slots: Option<i64>,
}

/// Where the workers of a pool keep code and results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StorageConfiguration {
    /// How a bundle of code is uploaded.
    pub bundle_upload_step: Option<JsonObject>,
    /// How a bundle of code is run.
    pub bundle_execution_step: Option<JsonObject>,
    /// The block that results are written to.
    pub default_result_storage_block_id: Option<BlockDocumentId>,
}

/// The body of `POST /work_pools/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkPoolCreate {
    /// The name.
    pub name: WorkPoolName,
    /// What it is for.
    pub description: Option<String>,
    /// The type of workers that serve it.
    #[serde(default = "agent_type")]
    pub r#type: String,
    /// How its workers start infrastructure.
    #[serde(default)]
    pub base_job_template: JsonObject,
    /// Whether it gives nothing out.
    #[serde(default)]
    pub is_paused: bool,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Option<i64>,
    /// Where its workers keep code and results.
    #[serde(default)]
    pub storage_configuration: StorageConfiguration,
}

impl WorkPoolCreate {
    /// The pool of queues without a pool.
    #[expect(clippy::missing_panics_doc, reason = "the name is a constant that fits the rule")]
    pub fn default_agent_pool() -> Self {
        #[expect(clippy::expect_used, reason = "a constant that fits the rule")]
        let name = WorkPoolName::new(DEFAULT_AGENT_POOL).expect("a good name");
        Self {
            name,
            description: None,
            r#type: agent_type(),
            base_job_template: JsonObject::default(),
            is_paused: false,
            concurrency_limit: None,
            storage_configuration: StorageConfiguration::default(),
        }
    }
}

fn agent_type() -> String {
    AGENT_TYPE.to_owned()
}

/// The body of `PATCH /work_pools/{name}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkPoolUpdate {
    /// What it is for.
    pub description: Patch<Option<String>>,
    /// Whether it gives nothing out. The contract lets null through; the store refuses it.
    pub is_paused: Patch<Option<bool>>,
    /// How its workers start infrastructure. The contract lets null through; the store refuses it.
    pub base_job_template: Patch<Option<JsonObject>>,
    /// How many of its runs may be pending or running at once.
    pub concurrency_limit: Patch<Option<i64>>,
    /// Where its workers keep code and results. The contract lets null through; the store refuses it.
    pub storage_configuration: Patch<Option<StorageConfiguration>>,
}

/// The body of `POST /work_pools/{name}/get_scheduled_flow_runs`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct WorkPoolPoll {
    /// The queues to fetch from: all when none is named.
    pub work_queue_names: Option<Vec<String>>,
    /// Only runs that shall start by then.
    pub scheduled_before: Option<Timestamp>,
    /// Only runs that shall not start before then.
    pub scheduled_after: Option<Timestamp>,
    /// How many runs at most.
    pub limit: Option<i64>,
}

/// A run that a worker fetches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkerFlowRun {
    /// The pool that gives it out.
    pub work_pool_id: WorkPoolId,
    /// The queue that it lay in.
    pub work_queue_id: WorkQueueId,
    /// The run.
    pub flow_run: QueuedFlowRun,
}

//! Deployments: flows with parameters, schedules and a place to run.

use serde::{Deserialize, Serialize};

use crate::{
    concurrency_limits::GlobalConcurrencyLimit,
    deployment_schedules::{DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate},
    flow_runs::CreatedBy,
    ids::{BlockDocumentId, ConcurrencyLimitId, DeploymentId, FlowId, WorkQueueId},
    json::{Json, JsonObject},
    labels::Labels,
    names::NameOrEmpty,
    patch::Patch,
    time::Timestamp,
};

/// Whether somebody fetches a deployment's runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeploymentStatus {
    /// Its queue was fetched from lately.
    Ready,
    /// It was not.
    NotReady,
}

impl DeploymentStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Ready, Self::NotReady];

    /// The name on the wire: `NOT_READY`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::NotReady => "NOT_READY",
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
        }
    }
}

/// What happens to runs for which a deployment's limit has no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcurrencyOptions {
    /// Whether they wait or are cancelled.
    pub collision_strategy: CollisionStrategy,
    /// How many seconds infrastructure may take to start before its slot is given to another run.
    pub grace_period_seconds: Option<i64>,
}

/// Whether runs for which there is no slot wait or are cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CollisionStrategy {
    /// They wait.
    Enqueue,
    /// They are cancelled.
    CancelNew,
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deployment {
    /// Its id.
    pub id: DeploymentId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique for its flow.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The flow that it runs.
    pub flow_id: FlowId,
    /// Whether its schedules make no runs.
    pub paused: bool,
    /// Its schedules, the newest first.
    pub schedules: Vec<DeploymentSchedule>,
    /// Always null: the limit is under `global_concurrency_limit`.
    pub concurrency_limit: (),
    /// The limit on its runs that are under way at once.
    pub global_concurrency_limit: Option<GlobalConcurrencyLimit>,
    /// What happens to runs for which the limit has no slot.
    pub concurrency_options: Option<ConcurrencyOptions>,
    /// Overrides for the infrastructure of its runs.
    pub job_variables: JsonObject,
    /// The parameters of its runs.
    pub parameters: JsonObject,
    /// Its tags, which its runs have too.
    pub tags: Vec<String>,
    /// Its labels, with those of its flow.
    pub labels: Labels,
    /// The work queue that delivers its runs.
    pub work_queue_name: Option<String>,
    /// That queue's id.
    pub work_queue_id: Option<WorkQueueId>,
    /// When its runs were last fetched.
    pub last_polled: Option<Timestamp>,
    /// The JSON Schema of its parameters.
    pub parameter_openapi_schema: Option<JsonObject>,
    /// The folder of its code.
    pub path: Option<String>,
    /// How its code is fetched: a list of objects.
    pub pull_steps: Option<Json>,
    /// Where in the folder its flow is.
    pub entrypoint: Option<String>,
    /// The block that describes where its code is stored.
    pub storage_document_id: Option<BlockDocumentId>,
    /// The block that describes the infrastructure of its runs.
    pub infrastructure_document_id: Option<BlockDocumentId>,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
    /// Who changed it.
    pub updated_by: Option<CreatedBy>,
    /// The work pool that delivers its runs.
    pub work_pool_name: Option<String>,
    /// Whether somebody fetches its runs.
    pub status: DeploymentStatus,
    /// Whether the parameters of its runs must fit the schema.
    pub enforce_parameter_schema: bool,
}

/// The body of `POST /deployments/`: what it does not name is left as it is when the deployment exists.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentCreate {
    /// The name.
    pub name: NameOrEmpty,
    /// The flow that it runs.
    pub flow_id: FlowId,
    /// Whether its schedules make no runs.
    #[serde(default)]
    pub paused: Patch<bool>,
    /// Its schedules, in the place of those that it has.
    #[serde(default)]
    pub schedules: Vec<DeploymentScheduleCreate>,
    /// The limit on its runs that are under way at once; null takes it away.
    #[serde(default)]
    pub concurrency_limit: Patch<Option<i64>>,
    /// What happens to runs for which the limit has no slot.
    #[serde(default)]
    pub concurrency_options: Patch<Option<ConcurrencyOptions>>,
    /// A limit that it shares with others.
    #[serde(default)]
    pub global_concurrency_limit_id: Patch<Option<ConcurrencyLimitId>>,
    /// Whether the parameters of its runs must fit the schema.
    #[serde(default)]
    pub enforce_parameter_schema: Patch<bool>,
    /// The JSON Schema of its parameters.
    #[serde(default)]
    pub parameter_openapi_schema: Patch<Option<JsonObject>>,
    /// The parameters of its runs: none by default, also when the deployment exists.
    #[serde(default)]
    pub parameters: JsonObject,
    /// Its tags.
    #[serde(default)]
    pub tags: Patch<Vec<String>>,
    /// Its labels, also when the deployment exists; those of its flow are added.
    pub labels: Option<Labels>,
    /// How its code is fetched.
    #[serde(default)]
    pub pull_steps: Patch<Option<Vec<JsonObject>>>,
    /// The work queue that shall deliver its runs.
    #[serde(default)]
    pub work_queue_name: Patch<Option<String>>,
    /// The work pool that shall deliver its runs.
    pub work_pool_name: Option<String>,
    /// The block that describes where its code is stored.
    #[serde(default)]
    pub storage_document_id: Patch<Option<BlockDocumentId>>,
    /// The block that describes the infrastructure of its runs.
    #[serde(default)]
    pub infrastructure_document_id: Patch<Option<BlockDocumentId>>,
    /// What it is for.
    #[serde(default)]
    pub description: Patch<Option<String>>,
    /// The folder of its code.
    #[serde(default)]
    pub path: Patch<Option<String>>,
    /// Its version.
    #[serde(default)]
    pub version: Patch<Option<String>>,
    /// Where in the folder its flow is.
    #[serde(default)]
    pub entrypoint: Patch<Option<String>>,
    /// Overrides for the infrastructure of its runs.
    #[serde(default)]
    pub job_variables: Patch<JsonObject>,
    /// What the client tells about the version, which the server does not keep.
    pub version_info: Option<JsonObject>,
}

/// The body of `PATCH /deployments/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeploymentUpdate {
    /// Its version.
    pub version: Patch<Option<String>>,
    /// What it is for.
    pub description: Patch<Option<String>>,
    /// Whether its schedules make no runs.
    pub paused: Patch<bool>,
    /// Its schedules: those with slugs that are known are changed; without slugs they take the place of all.
    pub schedules: Patch<Vec<DeploymentScheduleUpdate>>,
    /// The limit on its runs that are under way at once; null takes it away.
    pub concurrency_limit: Patch<Option<i64>>,
    /// What happens to runs for which the limit has no slot.
    pub concurrency_options: Patch<Option<ConcurrencyOptions>>,
    /// A limit that it shares with others.
    pub global_concurrency_limit_id: Patch<Option<ConcurrencyLimitId>>,
    /// The parameters of its runs. The contract lets null through; the store refuses it.
    pub parameters: Patch<Option<JsonObject>>,
    /// The JSON Schema of its parameters.
    pub parameter_openapi_schema: Patch<Option<JsonObject>>,
    /// Its tags.
    pub tags: Patch<Vec<String>>,
    /// The work queue that shall deliver its runs.
    pub work_queue_name: Patch<Option<String>>,
    /// The work pool that shall deliver its runs; null takes its queue away.
    pub work_pool_name: Patch<Option<String>>,
    /// The folder of its code.
    pub path: Patch<Option<String>>,
    /// Overrides for the infrastructure of its runs; null leaves them.
    pub job_variables: Option<JsonObject>,
    /// How its code is fetched.
    pub pull_steps: Patch<Option<Vec<JsonObject>>>,
    /// Where in the folder its flow is.
    pub entrypoint: Patch<Option<String>>,
    /// The block that describes where its code is stored.
    pub storage_document_id: Patch<Option<BlockDocumentId>>,
    /// The block that describes the infrastructure of its runs.
    pub infrastructure_document_id: Patch<Option<BlockDocumentId>>,
    /// Whether the parameters of its runs must fit the schema. The contract lets null through; the store refuses it.
    pub enforce_parameter_schema: Patch<Option<bool>>,
    /// What the client tells about the version, which the server does not keep.
    pub version_info: Option<JsonObject>,
}

/// What `POST /deployments/bulk_delete` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeploymentBulkDeleteResponse {
    /// The deployments that are gone.
    pub deleted: Vec<DeploymentId>,
}

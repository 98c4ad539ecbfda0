//! Flow runs: one execution of a flow each.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{BlockDocumentId, DeploymentId, FlowId, FlowRunId, StateId, TaskRunId, WorkPoolId, WorkQueueId},
    json::{Json, JsonObject},
    labels::Labels,
    names::run_name,
    orchestration::{FlowRunPolicy, SetStateStatus, StateResponseDetails},
    patch::Patch,
    state::{State, StateCreate, StateType},
    time::{TimeDelta, Timestamp},
};

/// A flow run, as every operation that answers with one writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRun {
    /// Its id.
    pub id: FlowRunId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name.
    pub name: String,
    /// The flow that it executes.
    pub flow_id: FlowId,
    /// The state that it is in.
    pub state_id: Option<StateId>,
    /// The deployment that it came from.
    pub deployment_id: Option<DeploymentId>,
    /// The deployment's version when the run was made.
    pub deployment_version: Option<String>,
    /// The work queue that delivers it.
    pub work_queue_id: Option<WorkQueueId>,
    /// The work queue's name.
    pub work_queue_name: Option<String>,
    /// The version of the flow's code.
    pub flow_version: Option<String>,
    /// The parameters of the call.
    pub parameters: JsonObject,
    /// Names one wanted run of a flow, so that a repeated request finds it.
    pub idempotency_key: Option<String>,
    /// Whatever the client keeps with it.
    pub context: JsonObject,
    /// How it is retried, and its bookkeeping of pauses.
    pub empirical_policy: FlowRunPolicy,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its labels, with those of its flow and deployment.
    pub labels: Labels,
    /// For a subflow: the task run that stands for it in the parent.
    pub parent_task_run_id: Option<TaskRunId>,
    /// The type of the state that it is in.
    pub state_type: Option<StateType>,
    /// The name of the state that it is in.
    pub state_name: Option<String>,
    /// How often it has entered a running state.
    pub run_count: i64,
    /// When it was first meant to start.
    pub expected_start_time: Option<Timestamp>,
    /// When it shall start, while it is scheduled.
    pub next_scheduled_start_time: Option<Timestamp>,
    /// When it first ran.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it has been in running states, up to its last transition.
    pub total_run_time: TimeDelta,
    /// The same up to the moment of the answer.
    pub estimated_run_time: TimeDelta,
    /// How much later than expected it started, or is by now.
    pub estimated_start_time_delta: TimeDelta,
    /// Whether the scheduler made it.
    pub auto_scheduled: bool,
    /// The block that describes its infrastructure.
    pub infrastructure_document_id: Option<BlockDocumentId>,
    /// What its infrastructure calls it.
    pub infrastructure_pid: Option<String>,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
    /// The work pool that delivers it.
    pub work_pool_id: Option<WorkPoolId>,
    /// The work pool's name.
    pub work_pool_name: Option<String>,
    /// The state that it is in.
    pub state: Option<State>,
    /// Overrides for its infrastructure.
    pub job_variables: Option<JsonObject>,
}

/// A flow run as a worker fetches it: without its state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueuedFlowRun {
    /// Its id.
    pub id: FlowRunId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name.
    pub name: String,
    /// The flow that it executes.
    pub flow_id: FlowId,
    /// The state that it is in.
    pub state_id: Option<StateId>,
    /// The deployment that it came from.
    pub deployment_id: Option<DeploymentId>,
    /// The deployment's version when the run was made.
    pub deployment_version: Option<String>,
    /// The queue that was asked for by name.
    pub work_queue_name: Option<String>,
    /// The version of the flow's code.
    pub flow_version: Option<String>,
    /// The parameters of the call.
    pub parameters: JsonObject,
    /// Names one wanted run of a flow.
    pub idempotency_key: Option<String>,
    /// Whatever the client keeps with it.
    pub context: JsonObject,
    /// How it is retried.
    pub empirical_policy: FlowRunPolicy,
    /// Its tags.
    pub tags: Json,
    /// Its labels.
    pub labels: Labels,
    /// For a subflow: the task run that stands for it in the parent.
    pub parent_task_run_id: Option<TaskRunId>,
    /// The type of the state that it is in.
    pub state_type: Option<StateType>,
    /// The name of the state that it is in.
    pub state_name: Option<String>,
    /// How often it has entered a running state.
    pub run_count: i64,
    /// When it was first meant to start.
    pub expected_start_time: Option<Timestamp>,
    /// When it shall start.
    pub next_scheduled_start_time: Option<Timestamp>,
    /// When it first ran.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it has been in running states.
    pub total_run_time: TimeDelta,
    /// The same up to the moment of the answer.
    pub estimated_run_time: TimeDelta,
    /// How much later than expected it is by now.
    pub estimated_start_time_delta: TimeDelta,
    /// Whether the scheduler made it.
    pub auto_scheduled: bool,
    /// The block that describes its infrastructure.
    pub infrastructure_document_id: Option<BlockDocumentId>,
    /// What its infrastructure calls it.
    pub infrastructure_pid: Option<String>,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
    /// The queue that it lies in.
    pub work_queue_id: Option<WorkQueueId>,
    /// Always null: workers read the state by itself.
    pub state: (),
    /// Overrides for its infrastructure.
    pub job_variables: Option<JsonObject>,
}

/// Who made, or changed, an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreatedBy {
    /// The creator's id.
    pub id: Option<Uuid>,
    /// The kind of creator: `DEPLOYMENT`, `SCHEDULE`, `AUTOMATION`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The creator's name for people.
    pub display_value: Option<String>,
}

/// The body of `POST /flow_runs/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowRunCreate {
    /// The first state; without one the run is pending.
    pub state: Option<StateCreate>,
    /// The name; without one the server draws one.
    #[serde(default, deserialize_with = "run_name")]
    pub name: Option<String>,
    /// The flow to run.
    pub flow_id: FlowId,
    /// The version of the flow's code.
    pub flow_version: Option<String>,
    /// The parameters of the call.
    #[serde(default)]
    pub parameters: JsonObject,
    /// Whatever the client keeps with the run.
    #[serde(default)]
    pub context: JsonObject,
    /// The task run that stands for this run in a parent flow run.
    pub parent_task_run_id: Option<TaskRunId>,
    /// The block that describes the infrastructure.
    pub infrastructure_document_id: Option<BlockDocumentId>,
    /// How the run is retried.
    #[serde(default)]
    pub empirical_policy: FlowRunPolicy,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The labels; those of the flow are added.
    #[serde(default = "Labels::empty")]
    pub labels: Option<Labels>,
    /// Names one wanted run of the flow: a repeated request gets the run that the first one made.
    pub idempotency_key: Option<String>,
    /// The work pool that shall deliver the run.
    pub work_pool_name: Option<String>,
    /// The work queue, in the pool, that shall deliver the run.
    pub work_queue_name: Option<String>,
    /// Overrides for the infrastructure.
    pub job_variables: Option<JsonObject>,
    /// The deployment that the run belongs to.
    pub deployment_id: Option<DeploymentId>,
}

/// The body of `POST /deployments/{id}/create_flow_run`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentFlowRunCreate {
    /// The first state; without one the run is scheduled for now.
    pub state: Option<StateCreate>,
    /// The name; without one the server draws one.
    #[serde(default, deserialize_with = "run_name")]
    pub name: Option<String>,
    /// Parameters over those of the deployment.
    #[serde(default)]
    pub parameters: JsonObject,
    /// Whether the parameters must fit the deployment's schema; by default as the deployment says.
    pub enforce_parameter_schema: Option<bool>,
    /// Whatever the client keeps with the run.
    #[serde(default)]
    pub context: JsonObject,
    /// The block that describes the infrastructure.
    pub infrastructure_document_id: Option<BlockDocumentId>,
    /// How the run is retried.
    #[serde(default)]
    pub empirical_policy: FlowRunPolicy,
    /// Tags beside those of the deployment.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Names one wanted run: a repeated request gets the run that the first one made.
    pub idempotency_key: Option<String>,
    /// Labels beside those of the deployment.
    pub labels: Option<Labels>,
    /// The task run that stands for this run in a parent flow run.
    pub parent_task_run_id: Option<TaskRunId>,
    /// The work queue that shall deliver the run.
    pub work_queue_name: Option<String>,
    /// Overrides for the infrastructure.
    #[serde(default = "empty_object")]
    pub job_variables: Option<JsonObject>,
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn empty_object() -> Option<JsonObject> {
    Some(JsonObject::default())
}

/// The body of `PATCH /flow_runs/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowRunUpdate {
    /// The new name; null and the empty text ask for a drawn one.
    #[serde(deserialize_with = "patched_run_name")]
    pub name: Patch<Option<String>>,
    /// The version of the flow's code.
    pub flow_version: Patch<Option<String>>,
    /// The parameters.
    pub parameters: Patch<JsonObject>,
    /// How the run is retried.
    pub empirical_policy: Patch<FlowRunPolicy>,
    /// The tags.
    pub tags: Patch<Vec<String>>,
    /// What the infrastructure calls the run.
    pub infrastructure_pid: Patch<Option<String>>,
    /// Overrides for the infrastructure.
    pub job_variables: Patch<Option<JsonObject>>,
}

fn patched_run_name<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Patch<Option<String>>, D::Error> {
    run_name(deserializer).map(Patch::Set)
}

/// The body of `POST /flow_runs/{id}/resume`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct ResumeRequest {
    /// The input that the paused run waits for.
    pub run_input: Option<JsonObject>,
}

/// What `POST /flow_runs/bulk_delete` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowRunBulkDeleteResponse {
    /// The runs that are gone.
    pub deleted: Vec<FlowRunId>,
}

/// What `POST /flow_runs/bulk_set_state` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowRunBulkSetStateResponse {
    /// The verdicts, one for each run that the filter found.
    pub results: Vec<FlowRunOrchestrationResult>,
}

/// The verdict on the proposed state for one run of many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRunOrchestrationResult {
    /// The run.
    pub flow_run_id: FlowRunId,
    /// The verdict.
    pub status: SetStateStatus,
    /// The state that the run is in now.
    pub state: Option<State>,
    /// Why.
    pub details: StateResponseDetails,
}

/// What `POST /deployments/{id}/create_flow_run/bulk` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowRunBulkCreateResponse {
    /// One result for each wanted run, in the order of the request.
    pub results: Vec<FlowRunCreateResult>,
}

/// What became of one run of a bulk creation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRunCreateResult {
    /// The run, when it was made.
    pub flow_run_id: Option<FlowRunId>,
    /// Whether it was made.
    pub status: CreateStatus,
    /// Why it was not made.
    pub error: Option<String>,
}

/// Whether a run of a bulk creation was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CreateStatus {
    /// It was.
    Created,
    /// It was not.
    Failed,
}

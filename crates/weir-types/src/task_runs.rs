//! Task runs: one execution of a task each.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{FlowRunId, StateId, TaskRunId},
    labels::Labels,
    names::run_name,
    orchestration::TaskRunPolicy,
    patch::Patch,
    state::{State, StateCreate, StateType},
    task_inputs::TaskInputs,
    time::{TimeDelta, Timestamp},
};

/// A task run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRun {
    /// Its id.
    pub id: TaskRunId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name.
    pub name: String,
    /// The flow run that it belongs to; none for a task that runs on its own.
    pub flow_run_id: Option<FlowRunId>,
    /// Which task it executes.
    pub task_key: String,
    /// Tells apart the runs of one task in one flow run.
    pub dynamic_key: String,
    /// The key under which its result may be reused.
    pub cache_key: Option<String>,
    /// Until when its result may be reused.
    pub cache_expiration: Option<Timestamp>,
    /// The version of the task's code.
    pub task_version: Option<String>,
    /// How it is retried.
    pub empirical_policy: TaskRunPolicy,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its labels, with those of its flow run.
    pub labels: Option<Labels>,
    /// The state that it is in.
    pub state_id: Option<StateId>,
    /// Where each of its arguments came from.
    pub task_inputs: TaskInputs,
    /// The type of the state that it is in.
    pub state_type: Option<StateType>,
    /// The name of the state that it is in.
    pub state_name: Option<String>,
    /// How often it has entered a running state.
    pub run_count: i64,
    /// The run count of its flow run when it last ran.
    pub flow_run_run_count: i64,
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
    /// The state that it is in.
    pub state: Option<State>,
}

/// A task run with fewer fields, as `POST /task_runs/paginate` writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRunResponse {
    /// Its id.
    pub id: TaskRunId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name.
    pub name: String,
    /// The flow run that it belongs to.
    pub flow_run_id: Option<FlowRunId>,
    /// Which task it executes.
    pub task_key: String,
    /// The state that it is in.
    pub state_id: Option<StateId>,
    /// The state that it is in.
    pub state: Option<State>,
    /// The version of the task's code.
    pub task_version: Option<String>,
    /// Where each of its arguments came from.
    pub task_inputs: TaskInputs,
    /// How it is retried.
    pub empirical_policy: TaskRunPolicy,
    /// Its tags.
    pub tags: Vec<String>,
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
}

impl From<TaskRun> for TaskRunResponse {
    fn from(run: TaskRun) -> Self {
        Self {
            id: run.id,
            created: run.created,
            updated: run.updated,
            name: run.name,
            flow_run_id: run.flow_run_id,
            task_key: run.task_key,
            state_id: run.state_id,
            state: run.state,
            task_version: run.task_version,
            task_inputs: run.task_inputs,
            empirical_policy: run.empirical_policy,
            tags: run.tags,
            start_time: run.start_time,
            end_time: run.end_time,
            total_run_time: run.total_run_time,
            estimated_run_time: run.estimated_run_time,
            estimated_start_time_delta: run.estimated_start_time_delta,
        }
    }
}

/// The body of `POST /task_runs/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRunCreate {
    /// The id that the client chose.
    pub id: Option<TaskRunId>,
    /// The first state; without one the run is pending.
    pub state: Option<StateCreate>,
    /// The name; without one the server draws one.
    #[serde(default, deserialize_with = "run_name")]
    pub name: Option<String>,
    /// The flow run that the run belongs to.
    pub flow_run_id: Option<FlowRunId>,
    /// Which task it executes.
    pub task_key: String,
    /// Tells apart the runs of one task in one flow run.
    pub dynamic_key: String,
    /// The key under which its result may be reused.
    pub cache_key: Option<String>,
    /// Until when its result may be reused.
    pub cache_expiration: Option<Timestamp>,
    /// The version of the task's code.
    pub task_version: Option<String>,
    /// How it is retried.
    #[serde(default)]
    pub empirical_policy: TaskRunPolicy,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The labels; those of the flow run are added.
    #[serde(default = "Labels::empty")]
    pub labels: Option<Labels>,
    /// Where each argument came from.
    #[serde(default)]
    pub task_inputs: TaskInputs,
}

/// The body of `PATCH /task_runs/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRunUpdate {
    /// The new name; null and the empty text ask for a drawn one.
    #[serde(default)]
    pub name: Patch<Option<String>>,
}

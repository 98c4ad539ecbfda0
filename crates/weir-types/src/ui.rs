//! What the operations for Prefect's user interface answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    JsonObject,
    ids::{FlowId, FlowRunId},
    state::StateType,
    time::{TimeDelta, Timestamp},
};

/// A point of `POST /ui/flow_runs/history`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimpleFlowRun {
    /// The flow run.
    pub id: FlowRunId,
    /// The type of the state that it is in.
    pub state_type: StateType,
    /// When it started, or was expected to.
    pub timestamp: Timestamp,
    /// How long it ran.
    pub duration: TimeDelta,
    /// How much later than expected it started.
    pub lateness: TimeDelta,
}

/// The next run of a flow: a value of `POST /ui/flows/next-runs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimpleNextFlowRun {
    /// The flow run.
    pub id: FlowRunId,
    /// The flow.
    pub flow_id: FlowId,
    /// The run's name.
    pub name: String,
    /// The name of the state that it is in.
    pub state_name: String,
    /// The type of the state that it is in.
    pub state_type: StateType,
    /// When it shall start.
    pub next_scheduled_start_time: Timestamp,
}

/// An interval of `POST /ui/task_runs/dashboard/counts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRunCount {
    /// How many task runs completed.
    pub completed: i64,
    /// How many failed.
    pub failed: i64,
}

/// What `POST /ui/task_runs/count` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each counts the task runs in the state of its name")]
pub struct CountByState {
    pub completed: i64,
    pub pending: i64,
    pub running: i64,
    pub failed: i64,
    pub cancelled: i64,
    pub crashed: i64,
    pub paused: i64,
    pub cancelling: i64,
    pub scheduled: i64,
}

/// The body of `POST /ui/schemas/validate`: what a form holds, and what it should hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SchemaValues {
    /// A JSON Schema, Draft 2020-12.
    pub schema: JsonObject,
    /// The values, with placeholders.
    pub values: JsonObject,
}

/// The answer of `POST /ui/schemas/validate`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SchemaValuesTold {
    /// Texts of the whole, and `{"property" or "index": …, "errors": […]}` of its parts.
    pub errors: Vec<Value>,
    /// Whether there are none.
    pub valid: bool,
}

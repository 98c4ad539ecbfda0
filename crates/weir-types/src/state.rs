//! The states of flow runs and task runs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{FlowRunId, LeaseId, StateId, TaskRunId, TransitionId},
    json::Json,
    time::Timestamp,
};

/// The nine types of state. A type decides; a name only tells people more (a `Late` run has the type `SCHEDULED`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StateType {
    /// Will run at a known time.
    Scheduled,
    /// Submitted, waiting for its process.
    Pending,
    /// Its code is executing.
    Running,
    /// Ended well.
    Completed,
    /// Ended with an error of its own.
    Failed,
    /// Ended because somebody stopped it.
    Cancelled,
    /// Ended because its process or machine went away.
    Crashed,
    /// Waiting for somebody to resume it.
    Paused,
    /// Being stopped.
    Cancelling,
}

impl StateType {
    /// Every type, in Prefect's order.
    pub const ALL: [Self; 9] = [
        Self::Scheduled,
        Self::Pending,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Crashed,
        Self::Paused,
        Self::Cancelling,
    ];

    /// Whether a run in this state has ended.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled | Self::Crashed)
    }

    /// The name on the wire: `SCHEDULED`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "SCHEDULED",
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::Crashed => "CRASHED",
            Self::Paused => "PAUSED",
            Self::Cancelling => "CANCELLING",
        }
    }

    /// The type that is written `text` on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state_type| state_type.as_str() == text)
    }

    /// The name that a state of this type has when it is given none: `Scheduled`.
    pub const fn default_name(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Crashed => "Crashed",
            Self::Paused => "Paused",
            Self::Cancelling => "Cancelling",
        }
    }
}

/// What a state carries for orchestration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateDetails {
    /// The flow run that the state belongs to.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that the state belongs to.
    pub task_run_id: Option<TaskRunId>,
    /// For a task run that wraps a subflow: the subflow's run.
    pub child_flow_run_id: Option<FlowRunId>,
    /// When a scheduled run shall start.
    pub scheduled_time: Option<Timestamp>,
    /// The key under which a task's result may be reused.
    pub cache_key: Option<String>,
    /// Until when the cached result may be reused.
    pub cache_expiration: Option<Timestamp>,
    /// A background task that waits for a task worker.
    pub deferred: Option<bool>,
    /// The result cannot be tracked by reference.
    pub untrackable_result: bool,
    /// When a pause gives up.
    pub pause_timeout: Option<Timestamp>,
    /// Whether a paused run shall leave its process and be scheduled anew (a suspension).
    pub pause_reschedule: bool,
    /// Names one pause, so that the same pause is not entered twice.
    pub pause_key: Option<String>,
    /// Where the input that a pause waits for is described.
    pub run_input_keyset: Option<Json>,
    /// Ignore a cached result and run anew.
    pub refresh_cache: Option<bool>,
    /// A failed state after which a retry is wanted.
    pub retriable: Option<bool>,
    /// Names the attempted transition.
    pub transition_id: Option<TransitionId>,
    /// Where a background task's parameters are stored.
    pub task_parameters_id: Option<Uuid>,
    /// The W3C trace context of the run.
    pub traceparent: Option<String>,
    /// The lease of the deployment's concurrency slot.
    pub deployment_concurrency_lease_id: Option<LeaseId>,
}

/// One state in the history of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Its id.
    pub id: StateId,
    /// Its type, on which decisions rest.
    #[serde(rename = "type")]
    pub state_type: StateType,
    /// Its name, which people read.
    pub name: String,
    /// When the run entered it.
    pub timestamp: Timestamp,
    /// A sentence for people.
    pub message: Option<String>,
    /// The result, or a reference to it, opaque to the server.
    pub data: Json,
    /// What it carries for orchestration.
    pub state_details: StateDetails,
}

impl State {
    /// A state of `state_type` with the type's own name, no message and no data.
    pub fn new(state_type: StateType, timestamp: Timestamp) -> Self {
        Self {
            id: StateId::generate(),
            state_type,
            name: state_type.default_name().to_owned(),
            timestamp,
            message: None,
            data: Json::null(),
            state_details: StateDetails::default(),
        }
    }

    /// The same state under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same state with a message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Whether the run has ended.
    pub const fn is_terminal(&self) -> bool {
        self.state_type.is_terminal()
    }
}

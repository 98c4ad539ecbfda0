//! The states of flow runs and task runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use uuid::Uuid;

use crate::{
    ids::{FlowRunId, LeaseId, StateId, TaskRunId, TransitionId},
    json::Json,
    time::Timestamp,
};

/// The nine types of state. A type decides; a name only tells people more (a `Late` run has the type `SCHEDULED`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
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

/// What a state carries for orchestration. Members that are not known are dropped, as Prefect drops them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Where the input that a pause waits for is described: an object of texts.
    #[serde(deserialize_with = "object_of_texts")]
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

impl Default for StateDetails {
    fn default() -> Self {
        Self {
            flow_run_id: None,
            task_run_id: None,
            child_flow_run_id: None,
            scheduled_time: None,
            cache_key: None,
            cache_expiration: None,
            deferred: Some(false),
            untrackable_result: false,
            pause_timeout: None,
            pause_reschedule: false,
            pause_key: None,
            run_input_keyset: None,
            refresh_cache: None,
            retriable: None,
            transition_id: None,
            task_parameters_id: None,
            traceparent: None,
            deployment_concurrency_lease_id: None,
        }
    }
}

fn object_of_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    let json = Option::<Json>::deserialize(deserializer)?;
    if let Some(json) = &json {
        serde_json::from_str::<BTreeMap<String, String>>(json.as_str()).map_err(D::Error::custom)?;
    }
    Ok(json)
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

/// A state that a client proposes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateCreate {
    /// Its type.
    #[serde(rename = "type")]
    pub state_type: StateType,
    /// Its name: by default the type's own.
    pub name: Option<String>,
    /// A sentence for people.
    pub message: Option<String>,
    /// The result, or a reference to it.
    #[serde(default)]
    pub data: Json,
    /// What it carries for orchestration.
    #[serde(default)]
    pub state_details: StateDetails,
}

impl StateCreate {
    /// The state that is proposed, entered at `now`. A scheduled state without a time is scheduled for `now`.
    pub fn into_state(self, id: StateId, now: Timestamp) -> State {
        let mut state = State {
            id,
            state_type: self.state_type,
            name: self.name.unwrap_or_else(|| self.state_type.default_name().to_owned()),
            timestamp: now,
            message: self.message,
            data: self.data,
            state_details: self.state_details,
        };
        if state.state_type == StateType::Scheduled {
            state.state_details.scheduled_time.get_or_insert(now);
        }
        state
    }
}

/// The body of `POST /flow_runs/{id}/set_state` and of `POST /task_runs/{id}/set_state`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SetStateRequest {
    /// The proposed state.
    pub state: StateCreate,
    /// Enter it whatever the rules say.
    #[serde(default)]
    pub force: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn propose(text: &str) -> Result<State, serde_json::Error> {
        let create: StateCreate = serde_json::from_str(text)?;
        Ok(create.into_state(StateId(Uuid::nil()), Timestamp::from_micros(0)))
    }

    #[test]
    fn a_proposed_state_gets_its_defaults() {
        let scheduled = propose(r#"{"type":"SCHEDULED"}"#).expect("good state");
        assert_eq!(scheduled.state_details.scheduled_time, Some(Timestamp::from_micros(0)));
        insta::assert_json_snapshot!(serde_json::to_value(&scheduled).expect("renders"));
        let named = propose(r#"{"type":"PENDING","name":"","state_details":{"zz":1}}"#).expect("good state");
        assert_eq!(named.name, "");
        assert_eq!(named.state_details, StateDetails::default());
    }

    #[test]
    fn a_proposed_state_refuses_what_the_schema_refuses() {
        for bad in [
            "{}",
            "[]",
            r#"{"type":"DONE"}"#,
            r#"{"type":"PENDING","timestamp":"2026-01-01T00:00:00Z"}"#,
            r#"{"type":"PENDING","name":1}"#,
            r#"{"type":"PENDING","state_details":null}"#,
            r#"{"type":"PENDING","state_details":{"run_input_keyset":{"a":1}}}"#,
            r#"{"type":"PENDING","state_details":{"transition_id":"x"}}"#,
            r#"{"type":"PENDING","state_details":{"untrackable_result":null}}"#,
        ] {
            assert!(propose(bad).is_err(), "{bad}");
        }
    }
}

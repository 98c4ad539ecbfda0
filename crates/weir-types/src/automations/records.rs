//! What became of the actions of automations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{AutomationId, EventId},
    json::{Json, JsonObject},
    time::Timestamp,
};

/// An action that a firing asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionRecord {
    /// Its id, and the idempotency key of its effect.
    pub id: Uuid,
    /// When the automation fired.
    pub created: Timestamp,
    /// When something last happened to it.
    pub updated: Timestamp,
    /// The automation that fired.
    pub automation_id: AutomationId,
    /// Its name then.
    pub automation_name: String,
    /// What was to be done.
    pub action: Json,
    /// Its place among the automation's actions.
    pub action_index: i64,
    /// The event on which the automation fired; none when it fired because none came.
    pub triggering_event_id: Option<EventId>,
    /// What the firing was about.
    pub firing: FiringTold,
    /// Whether it is done.
    pub status: ActionStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried again; null when it is not.
    pub next_attempt: Option<Timestamp>,
    /// Why the last attempt failed.
    pub reason: Option<String>,
    /// What its receiver answered to the last attempt: `status_code` and `response_body`, without secrets.
    pub response: Option<JsonObject>,
    /// What the action's templates became in the last attempt, by their members: of a message what was sent. Null for
    /// actions without templates, and before the first attempt.
    pub rendered: Option<JsonObject>,
}

/// What a firing was about. All actions that one firing asked for tell the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FiringTold {
    /// The event by which the automation told of the firing: actions that share it come from one firing.
    pub told_event_id: Option<EventId>,
    /// Whether the trigger fired, or what it fired for is over.
    pub state: Option<FiringState>,
    /// The values of the labels by which the trigger tells its subjects apart.
    pub labels: JsonObject,
    /// The value of the metric that the trigger watches.
    pub value: Option<f64>,
    /// The event that made the trigger fire; of a trigger that waits for events, the last that it saw.
    pub event: Option<FiringEvent>,
}

/// Which way a trigger changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FiringState {
    /// It fired.
    Triggered,
    /// What it fired for is over.
    Resolved,
}

/// An event without what only its own kind knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FiringEvent {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub occurred: Timestamp,
    /// Its name.
    pub event: String,
    /// The labels of what it is about.
    pub resource: JsonObject,
    /// The labels of what else it had to do with.
    pub related: Vec<JsonObject>,
}

/// Which actions are asked for; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ActionsQuery {
    /// Only actions of this automation.
    pub automation_id: Option<AutomationId>,
    /// Only actions of this status.
    pub status: Option<ActionStatus>,
    /// The last action of the page before.
    pub after: Option<Uuid>,
    /// How many at most.
    pub limit: Option<i64>,
}

/// A page of actions, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ActionsPage {
    /// The actions.
    pub actions: Vec<ActionRecord>,
    /// What to ask for `after` to have the next page; null when there is none.
    pub next: Option<Uuid>,
}

/// Whether an action is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActionStatus {
    /// Not yet.
    Pending,
    /// It is.
    Executed,
    /// It could not be, and is not tried any more.
    Failed,
}

impl ActionStatus {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Executed => "executed",
            Self::Failed => "failed",
        }
    }

    /// The status of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pending, Self::Executed, Self::Failed].into_iter().find(|status| status.as_str() == name)
    }
}

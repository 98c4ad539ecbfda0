//! What an automation would have done with the events of the past.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::AutomationCreate;
use crate::time::Timestamp;

/// The body of `POST /api/weir/automations/test`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AutomationTest {
    /// The automation, as for `POST /api/automations/`.
    pub automation: AutomationCreate,
    /// From when on events are replayed.
    pub since: Timestamp,
}

/// What an automation would have done: the answer of `POST /api/weir/automations/test`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
    /// From when on events were replayed.
    pub since: Timestamp,
    /// Up to when. It is earlier than was asked when too many events concerned the automation.
    pub until: Timestamp,
    /// Whether that is all the time that was asked for.
    pub is_whole: bool,
    /// How many events were looked at.
    pub events: usize,
    /// How many of them concerned the automation.
    pub concerned: usize,
    /// When it would have fired, in that order.
    pub firings: Vec<ReplayedFiring>,
}

/// A firing that would have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplayedFiring {
    /// When.
    pub at: Timestamp,
    /// `Triggered`, or `Resolved` when what it told of was over.
    pub state: String,
    /// The values of the trigger's `for_each` labels.
    pub labels: Value,
    /// The event that would have made it fire; null when it fires because none came.
    pub event: Value,
    /// What its actions would have done: each as it is written, with its templates filled in.
    pub actions: Vec<Value>,
}

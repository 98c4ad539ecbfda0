//! The filters of work pools, work queues and workers.

use serde::{Deserialize, Serialize};

use super::parts::{Any, AnyOrNot, Operator, TimeRange};
use crate::ids::{WorkPoolId, WorkQueueId};

/// Which work pools.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkPoolFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<WorkPoolId>>,
    /// By name.
    pub name: Option<Any<String>>,
    /// By type.
    pub r#type: Option<Any<String>>,
}

/// Which work queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkQueueFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<WorkQueueId>>,
    /// By name.
    pub name: Option<QueueName>,
}

/// The name of a work queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueName {
    /// It is one of these.
    pub any_: Option<Vec<String>>,
    /// It starts with one of these, whatever the case.
    pub startswith_: Option<Vec<String>>,
}

/// Which workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By when they last gave a sign of life.
    pub last_heartbeat_time: Option<TimeRange>,
    /// By whether they are alive.
    pub status: Option<AnyOrNot<WorkerStatus>>,
}

/// Whether a worker is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkerStatus {
    /// It gave a sign of life lately.
    Online,
    /// It did not.
    Offline,
}

impl WorkerStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Online, Self::Offline];

    /// The name on the wire: `ONLINE`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "ONLINE",
            Self::Offline => "OFFLINE",
        }
    }

    /// The status that is written `text` on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

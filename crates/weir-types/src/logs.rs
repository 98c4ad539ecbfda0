//! Log lines of runs.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{FlowRunId, LogId, TaskRunId},
    time::Timestamp,
};

/// A log line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// Its id.
    pub id: LogId,
    /// When the server stored it.
    pub created: Timestamp,
    /// The same as `created`: a log line never changes.
    pub updated: Timestamp,
    /// The logger's name.
    pub name: String,
    /// The level, as Python's `logging` numbers it: 20 is INFO.
    pub level: i64,
    /// The text.
    pub message: String,
    /// When it was written.
    pub timestamp: Timestamp,
    /// The flow run that wrote it.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that wrote it.
    pub task_run_id: Option<TaskRunId>,
}

/// One line of the body of `POST /logs/`, which is a list of these.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogCreate {
    /// The logger's name.
    pub name: String,
    /// The level, as Python's `logging` numbers it.
    pub level: i64,
    /// The text.
    pub message: String,
    /// When it was written.
    pub timestamp: Timestamp,
    /// The flow run that wrote it.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that wrote it.
    pub task_run_id: Option<TaskRunId>,
}

//! The filter of log lines.

use serde::{Deserialize, Serialize};

use super::{
    parts::{Any, Operator, TimeRange},
    text::TextQuery,
};
use crate::ids::{FlowRunId, TaskRunId};

/// Which log lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By level.
    pub level: Option<LogLevel>,
    /// By when they were written.
    pub timestamp: Option<TimeRange>,
    /// By flow run.
    pub flow_run_id: Option<Any<FlowRunId>>,
    /// By task run.
    pub task_run_id: Option<LogTaskRun>,
    /// By their text.
    pub text: Option<TextQuery>,
}

/// The level of a log line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogLevel {
    /// The level is this or higher.
    pub ge_: Option<i64>,
    /// The level is this or lower.
    pub le_: Option<i64>,
}

/// The task run that wrote a log line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogTaskRun {
    /// It is one of these.
    pub any_: Option<Vec<TaskRunId>>,
    /// Whether there is none.
    pub is_null_: Option<bool>,
}

//! The filter of task runs.

use serde::{Deserialize, Serialize};

use super::parts::{AllTags, Any, NameLike, Operator, TimeRange, TimeRangeOrNull};
use crate::{
    ids::{FlowRunId, TaskRunId},
    state::StateType,
};

/// Which task runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskRunFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<TaskRunId>>,
    /// By name.
    pub name: Option<NameLike>,
    /// By tags.
    pub tags: Option<AllTags>,
    /// By the state that they are in.
    pub state: Option<TaskRunState>,
    /// By when they started.
    pub start_time: Option<TimeRangeOrNull>,
    /// By when they ended.
    pub end_time: Option<TimeRangeOrNull>,
    /// By when they were expected to start.
    pub expected_start_time: Option<TimeRange>,
    /// By whether they stand for a subflow run.
    pub subflow_runs: Option<SubflowRuns>,
    /// By flow run.
    pub flow_run_id: Option<TaskRunFlowRun>,
}

/// The state that a task run is in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskRunState {
    /// How the parts are joined.
    pub operator: Operator,
    /// Its type.
    #[serde(rename = "type")]
    pub state_type: Option<Any<StateType>>,
    /// Its name.
    pub name: Option<Any<String>>,
}

/// Whether a task run stands for a subflow run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SubflowRuns {
    /// Whether there is a subflow run.
    pub exists_: Option<bool>,
}

/// The flow run that a task run belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskRunFlowRun {
    /// How the parts are joined; there is never more than one.
    pub operator: Operator,
    /// It is one of these.
    pub any_: Option<Vec<FlowRunId>>,
    /// Whether there is none. When it is true the list does not count; the default is false.
    pub is_null_: Option<bool>,
}

impl Default for TaskRunFlowRun {
    fn default() -> Self {
        Self { operator: Operator::And, any_: None, is_null_: Some(false) }
    }
}

//! The filter of flow runs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::parts::{Any, AnyOrNot, AnyOrNull, NameLike, Operator, Tags, TimeRange, TimeRangeOrNull};
use crate::{
    ids::{DeploymentId, FlowRunId, TaskRunId},
    state::StateType,
};

/// Which flow runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowRunFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<AnyOrNot<FlowRunId>>,
    /// By name.
    pub name: Option<NameLike>,
    /// By tags.
    pub tags: Option<Tags>,
    /// By deployment.
    pub deployment_id: Option<AnyOrNull<DeploymentId>>,
    /// By work queue.
    pub work_queue_name: Option<AnyOrNull<String>>,
    /// By the state that they are in.
    pub state: Option<FlowRunState>,
    /// By the version of the flow's code.
    pub flow_version: Option<Any<String>>,
    /// By when they started, or were expected to when they have not.
    pub start_time: Option<TimeRangeOrNull>,
    /// By when they ended.
    pub end_time: Option<TimeRangeOrNull>,
    /// By when they were expected to start.
    pub expected_start_time: Option<TimeRange>,
    /// By when they are scheduled next.
    pub next_scheduled_start_time: Option<TimeRange>,
    /// By the flow run that called them.
    pub parent_flow_run_id: Option<ParentFlowRun>,
    /// By the task run that stands for them in the caller.
    pub parent_task_run_id: Option<AnyOrNull<TaskRunId>>,
    /// By idempotency key.
    pub idempotency_key: Option<AnyOrNot<String>>,
    /// By who made them.
    pub created_by: Option<FlowRunCreatedBy>,
}

impl FlowRunFilter {
    /// The runs with these ids.
    pub fn ids(ids: impl IntoIterator<Item = FlowRunId>) -> Self {
        Self { id: Some(AnyOrNot::of(ids)), ..Self::default() }
    }
}

/// The state that a flow run is in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowRunState {
    /// How the parts are joined.
    pub operator: Operator,
    /// Its type.
    #[serde(rename = "type")]
    pub state_type: Option<AnyOrNot<StateType>>,
    /// Its name.
    pub name: Option<AnyOrNot<String>>,
}

/// The flow run that called a subflow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ParentFlowRun {
    /// How the parts are joined.
    pub operator: Operator,
    /// It is one of these.
    pub any_: Option<Vec<FlowRunId>>,
}

/// Who made a flow run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowRunCreatedBy {
    /// How the parts are joined.
    pub operator: Operator,
    /// The creator's id is one of these.
    pub id_: Option<Vec<Uuid>>,
    /// The creator's type is one of these.
    pub type_: Option<Vec<String>>,
    /// Whether nobody is known to have made it.
    pub is_null_: Option<bool>,
}

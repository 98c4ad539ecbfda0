//! The filters of artifacts and of their collections.

use serde::{Deserialize, Serialize};

use super::parts::{Any, AnyOrNot, KeyLike, Operator};
use crate::ids::{ArtifactId, FlowRunId, TaskRunId};

/// Which artifacts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArtifactFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<ArtifactId>>,
    /// By key.
    pub key: Option<KeyLike>,
    /// By flow run.
    pub flow_run_id: Option<Any<FlowRunId>>,
    /// By task run.
    pub task_run_id: Option<Any<TaskRunId>>,
    /// By what kind of artifact they are.
    pub r#type: Option<AnyOrNot<String>>,
}

/// Which collections of artifacts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArtifactCollectionFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By the newest artifact.
    pub latest_id: Option<Any<ArtifactId>>,
    /// By key.
    pub key: Option<KeyLike>,
    /// By the flow run of the newest artifact.
    pub flow_run_id: Option<Any<FlowRunId>>,
    /// By the task run of the newest artifact.
    pub task_run_id: Option<Any<TaskRunId>>,
    /// By what kind of artifact the newest is.
    pub r#type: Option<AnyOrNot<String>>,
}

//! The filter of deployments.

use serde::{Deserialize, Serialize};

use super::{
    blocks::Like,
    parts::{Any, AnyOrNot, Flag, NameLike, Operator, Tags},
};
use crate::ids::DeploymentId;

/// Which deployments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeploymentFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<AnyOrNot<DeploymentId>>,
    /// By name.
    pub name: Option<NameLike>,
    /// By their name or that of their flow.
    pub flow_or_deployment_name: Option<Like>,
    /// By whether they are paused.
    pub paused: Option<Flag>,
    /// By tags.
    pub tags: Option<Tags>,
    /// By work queue.
    pub work_queue_name: Option<Any<String>>,
    /// Accepted, and without effect.
    pub concurrency_limit: Option<ConcurrencyLimitFilter>,
}

/// The concurrency limit of a deployment. Prefect accepts it and lets every deployment through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConcurrencyLimitFilter {
    /// The limit is this or more.
    pub ge_: Option<i64>,
    /// The limit is this or less.
    pub le_: Option<i64>,
    /// Whether there is no limit.
    pub is_null_: Option<bool>,
}

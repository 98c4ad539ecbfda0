//! The filter of flows.

use serde::{Deserialize, Serialize};

use super::parts::{AllTags, AnyOrNot, NameLike, Operator};
use crate::ids::FlowId;

/// Which flows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<AnyOrNot<FlowId>>,
    /// By whether they have a deployment.
    pub deployment: Option<FlowDeployment>,
    /// By name.
    pub name: Option<NameLike>,
    /// By tags.
    pub tags: Option<AllTags>,
}

/// Whether a flow has a deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlowDeployment {
    /// How the parts are joined.
    pub operator: Operator,
    /// Whether it has none.
    pub is_null_: Option<bool>,
}

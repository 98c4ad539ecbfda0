//! The filter of variables.

use serde::{Deserialize, Serialize};

use super::parts::{AllTags, Any, NameLike, Operator};
use crate::ids::VariableId;

/// Which variables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VariableFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<VariableId>>,
    /// By name.
    pub name: Option<NameLike>,
    /// By tags.
    pub tags: Option<AllTags>,
}

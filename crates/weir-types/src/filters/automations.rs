//! The filter of automations.

use serde::{Deserialize, Serialize};

use super::parts::{Any, Operator, Tags};
use crate::{ids::AutomationId, time::Timestamp};

/// Which automations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AutomationFilter {
    /// How the parts are joined.
    pub operator: Operator,
    /// By id.
    pub id: Option<Any<AutomationId>>,
    /// By name.
    pub name: Option<Any<String>>,
    /// By when they were made.
    pub created: Option<CreatedBefore>,
    /// By tags.
    pub tags: Option<Tags>,
}

/// When an automation was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CreatedBefore {
    /// Then or earlier.
    pub before_: Option<Timestamp>,
}

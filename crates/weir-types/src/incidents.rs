//! Incidents: what automations declare, and people acknowledge and resolve.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    automations::Severity,
    ids::{AutomationId, IncidentId},
    time::Timestamp,
};

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// When it was declared.
    pub created: Timestamp,
    /// When something last happened to it.
    pub updated: Timestamp,
    /// What it is, in a line.
    pub title: String,
    /// What people should know.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// How far people have come with it.
    pub status: IncidentStatus,
    /// The automation that declared it.
    pub automation_id: AutomationId,
    /// Its name then.
    pub automation_name: String,
    /// The id of the resource that it is about; empty if there is none.
    pub subject: String,
    /// How often the automation has declared it.
    pub occurrences: i64,
    /// When somebody took it.
    pub acknowledged: Option<Timestamp>,
    /// Who took it, if they said so.
    pub acknowledged_by: Option<String>,
    /// When somebody resolved it.
    pub resolved: Option<Timestamp>,
    /// Who resolved it, if they said so.
    pub resolved_by: Option<String>,
}

/// How far people have come with an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IncidentStatus {
    /// Nobody has taken it.
    Open,
    /// Somebody has.
    Acknowledged,
    /// It is over.
    Resolved,
}

impl IncidentStatus {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// The status of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Acknowledged, Self::Resolved].into_iter().find(|status| status.as_str() == name)
    }
}

/// The body of `POST /incidents/filter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct IncidentsQuery {
    /// Only those of one of these statuses; none for all.
    pub status: Option<Vec<IncidentStatus>>,
    /// How many at most.
    pub limit: Option<i64>,
    /// How many are left out first.
    pub offset: i64,
}

/// The body of `POST /incidents/{id}/acknowledge` and `…/resolve`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct IncidentStep {
    /// Who does it.
    pub by: Option<String>,
}

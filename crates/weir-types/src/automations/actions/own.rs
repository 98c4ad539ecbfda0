//! Actions that Prefect's server does not have.

use serde::{Deserialize, Serialize};

use super::Source;
use crate::{
    ids::{BlockDocumentId, WorkPoolId},
    json::{Json, JsonObject},
    time::TimeDelta,
};

/// Runs the flow run of the event again, if it has ended without success and has a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetryFlowRun {
    /// How often at most, for each flow run.
    #[serde(default = "three")]
    pub max_retries: i64,
    /// How long after the firing the first retry starts.
    #[serde(default, alias = "retry_delay_seconds")]
    pub retry_delay: TimeDelta,
    /// How many times as long each further delay is as the one before.
    #[serde(default = "one")]
    pub backoff_factor: f64,
    /// The longest delay, before jitter.
    #[serde(default)]
    pub max_retry_delay: Option<TimeDelta>,
    /// The most that is added to a delay, as a share of it.
    #[serde(default)]
    pub jitter_factor: f64,
}

const fn three() -> i64 {
    3
}

const fn one() -> f64 {
    1.0
}

impl RetryFlowRun {
    /// The delay before a retry, the first being number 1; `chance` from 0 to 1 says how much of the jitter is added.
    pub fn delay(&self, number: i64, chance: f64) -> TimeDelta {
        let doublings = i32::try_from(number.saturating_sub(1)).unwrap_or(i32::MAX);
        let longest = self.max_retry_delay.map_or(LONGEST_DELAY, TimeDelta::as_secs_f64);
        let grown = self.retry_delay.as_secs_f64() * self.backoff_factor.powi(doublings);
        TimeDelta::from_secs_f64(grown.min(longest.min(LONGEST_DELAY)) * (1.0 + self.jitter_factor * chance))
    }
}

/// The longest delay before a retry, in seconds: 30 days.
const LONGEST_DELAY: f64 = 30.0 * 86_400.0;

/// Changes the concurrency limit of a work pool; when the trigger no longer holds, it is put back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScaleWorkPool {
    /// Where the work pool comes from.
    #[serde(default)]
    pub source: Source,
    /// The work pool.
    #[serde(default)]
    pub work_pool_id: Option<WorkPoolId>,
    /// The name of the work pool.
    #[serde(default)]
    pub work_pool: Option<String>,
    /// The limit to set.
    #[serde(default)]
    pub target_concurrency: Option<i64>,
    /// What to add to the limit.
    #[serde(default)]
    pub step: Option<i64>,
    /// The least that a step leads to.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// The most that a step leads to.
    #[serde(default)]
    pub maximum: Option<i64>,
    /// Whether the limit is put back when the trigger no longer holds.
    #[serde(default = "yes")]
    pub restore: bool,
}

const fn yes() -> bool {
    true
}

/// Puts an event into the log. Texts are templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmitEvent {
    /// The event's name.
    pub event: String,
    /// What the event is about; by default what the triggering event is about, or else the automation.
    #[serde(default)]
    pub resource: Option<JsonObject>,
    /// Related resources.
    #[serde(default)]
    pub related: Vec<JsonObject>,
    /// What the event tells.
    #[serde(default)]
    pub payload: JsonObject,
}

/// Opens an incident. Texts are templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeclareIncident {
    /// The incident's title; by default the automation and what the event is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What people should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How bad it is; by default an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
}

/// Sends a message to Slack. Texts are templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendSlackMessage {
    /// The text; with `blocks` what notifications show.
    #[serde(default)]
    pub message: Option<String>,
    /// Block Kit's blocks.
    #[serde(default)]
    pub blocks: Option<Vec<Json>>,
    /// The name of the saved block with the webhook; none for the only one of its type.
    #[serde(default)]
    pub webhook: Option<String>,
    /// The id of that block.
    #[serde(default)]
    pub block_document_id: Option<BlockDocumentId>,
}

/// Opens an alert in PagerDuty; when what it tells of is over, the alert is resolved. Texts are templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendPagerDutyAlert {
    /// How bad it is.
    #[serde(default)]
    pub severity: Severity,
    /// What happened; by default the automation and what the event is about.
    #[serde(default)]
    pub summary: Option<String>,
    /// Names the alert: further alerts of the same name add to it. By default there is one for each automation and
    /// deployment (or flow, or resource).
    #[serde(default)]
    pub dedup_key: Option<String>,
    /// What it happened to; by default what the event is about.
    #[serde(default)]
    pub source: Option<String>,
    /// The part of the source.
    #[serde(default)]
    pub component: Option<String>,
    /// What the source belongs to.
    #[serde(default)]
    pub group: Option<String>,
    /// The kind of event.
    #[serde(default)]
    pub class: Option<String>,
    /// What else is shown.
    #[serde(default)]
    pub custom_details: Option<JsonObject>,
    /// Whether the alert is resolved when the run, or another of its deployment or flow, completes, and when the
    /// trigger no longer holds.
    #[serde(default = "yes")]
    pub auto_resolve: bool,
    /// The name of the saved block with the integration key; none for the only one of its type.
    #[serde(default)]
    pub integration: Option<String>,
    /// The id of that block.
    #[serde(default)]
    pub block_document_id: Option<BlockDocumentId>,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot wait.
    #[serde(alias = "high")]
    Critical,
    /// Something failed.
    #[default]
    Error,
    /// Something may fail.
    #[serde(alias = "medium")]
    Warning,
    /// Something to know.
    #[serde(alias = "low")]
    Info,
}

impl Severity {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(text: &str, chance: f64) -> Vec<f64> {
        let action: RetryFlowRun = serde_json::from_str(text).unwrap();
        (1..=4).map(|number| action.delay(number, chance).as_secs_f64()).collect()
    }

    #[test]
    fn delays_grow_up_to_a_limit_and_jitter_comes_on_top() {
        assert_eq!(delays(r#"{"retry_delay":300}"#, 0.7), [300.0; 4]);
        assert_eq!(delays(r#"{"retry_delay_seconds":10,"backoff_factor":2}"#, 0.0), [10.0, 20.0, 40.0, 80.0]);
        let limited =
            r#"{"retry_delay":"PT10S","backoff_factor":3,"max_retry_delay":60,"jitter_factor":0.5}"#;
        assert_eq!(delays(limited, 0.0), [10.0, 30.0, 60.0, 60.0]);
        assert_eq!(delays(limited, 1.0), [15.0, 45.0, 90.0, 90.0]);
        let endless = r#"{"retry_delay":1e9,"backoff_factor":1e300}"#;
        assert_eq!(delays(endless, 0.0), [LONGEST_DELAY; 4]);
    }

    #[test]
    fn severities_have_looser_names() {
        for (name, severity) in [
            ("critical", Severity::Critical),
            ("high", Severity::Critical),
            ("error", Severity::Error),
            ("medium", Severity::Warning),
            ("low", Severity::Info),
        ] {
            assert_eq!(serde_json::from_value::<Severity>(name.into()).unwrap(), severity);
        }
        assert_eq!(serde_json::to_value(Severity::Critical).unwrap(), "critical");
    }
}

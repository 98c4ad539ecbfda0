//! Service level objectives: what is promised of runs and of custom metrics, and how it stands with the promise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeploymentId, FlowId, FlowRunId, SloId},
    metrics::MetricLabels,
    time::{TimeDelta, Timestamp},
};

/// How long the time is over which an objective is counted, unless it says so: thirty days.
pub const DEFAULT_WINDOW: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// A declared objective, and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slo {
    /// Its id.
    pub id: SloId,
    /// When it was declared.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// How it was declared.
    pub source: SloSource,
    /// The deployment whose own it is: that of the tag, or of the SDK's agreement.
    pub deployment_id: Option<DeploymentId>,
    /// What is promised.
    pub spec: SloSpec,
    /// How it stands.
    pub status: SloStatus,
}

/// What is promised: the body of `POST /slos/` and of `PUT /slos/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloSpec {
    /// Its name; no other of the same source and deployment has it.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether it is watched.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// How bad it is to break it.
    #[serde(default)]
    pub severity: SloSeverity,
    /// What is looked at.
    pub kind: SloKind,
    /// How long a run may take, be late, or how old the last success may be.
    #[serde(default)]
    pub limit_seconds: Option<TimeDelta>,
    /// The custom metric, of the kind that looks at one.
    #[serde(default)]
    pub metric: Option<SloMetric>,
    /// What share of the runs, the points or the time must be good, from 0 to 1. Without it the newest alone decides.
    #[serde(default)]
    pub target: Option<f64>,
    /// The time over which is counted, back from now.
    #[serde(default = "default_window")]
    pub window_seconds: TimeDelta,
    /// Whose runs or points.
    #[serde(default)]
    pub select: SloSelect,
}

const fn yes() -> bool {
    true
}

const fn default_window() -> TimeDelta {
    DEFAULT_WINDOW
}

/// What an objective looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SloKind {
    /// Runs take no longer than the limit.
    MaxDuration,
    /// Runs succeed.
    SuccessRate,
    /// There is a success at least every so often.
    Freshness,
    /// Runs start no later than the limit after they should.
    Lateness,
    /// A custom metric is within bounds.
    Metric,
}

impl SloKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::MaxDuration, Self::SuccessRate, Self::Freshness, Self::Lateness, Self::Metric];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MaxDuration => "max-duration",
            Self::SuccessRate => "success-rate",
            Self::Freshness => "freshness",
            Self::Lateness => "lateness",
            Self::Metric => "metric",
        }
    }

    /// What is counted of it.
    pub const fn unit(self) -> SloUnit {
        match self {
            Self::MaxDuration | Self::SuccessRate | Self::Lateness => SloUnit::Runs,
            Self::Freshness => SloUnit::Seconds,
            Self::Metric => SloUnit::Points,
        }
    }
}

/// A custom metric with its bounds, of which there is one at least. A value on a bound is good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloMetric {
    /// The metric's name.
    pub name: String,
    /// Only series with this unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Only series with these labels, and possibly others.
    #[serde(default)]
    pub labels: MetricLabels,
    /// The lowest good value.
    #[serde(default)]
    pub min: Option<f64>,
    /// The highest good value.
    #[serde(default)]
    pub max: Option<f64>,
}

/// Whose runs or points are looked at: those that meet each list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SloSelect {
    /// Of one of these flows: names or ids.
    pub flows: Vec<String>,
    /// Of one of these deployments: names, `flow/deployment`, or ids.
    pub deployments: Vec<String>,
    /// With all of these tags.
    pub tags: Vec<String>,
    /// Of one of these work pools: names.
    pub work_pools: Vec<String>,
}

/// How bad it is to break a promise, in the words of the SDK's agreements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SloSeverity {
    /// Hardly.
    Minor,
    /// A little.
    Low,
    /// Somewhat.
    #[default]
    Moderate,
    /// Very.
    High,
    /// Extremely.
    Critical,
}

impl SloSeverity {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Minor, Self::Low, Self::Moderate, Self::High, Self::Critical];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How an objective was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SloSource {
    /// By the API, or a file.
    Api,
    /// By a tag of its deployment.
    Tag,
    /// By an agreement of the SDK's for its deployment.
    Sla,
}

impl SloSource {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Api, Self::Tag, Self::Sla];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Tag => "tag",
            Self::Sla => "sla",
        }
    }
}

/// Whether a promise is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SloState {
    /// There is nothing yet that could tell, or it is not watched.
    #[default]
    Unknown,
    /// It is.
    Met,
    /// It is not.
    Breached,
}

impl SloState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Met, Self::Breached];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }
}

/// How fast the error budget is being spent, if it is too fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SloAlert {
    /// A tenth of it in a tenth of the time: it will not last.
    Slow,
    /// A twentieth of it in a hundred-and-twentieth of the time.
    Medium,
    /// A fiftieth of it in a seven-hundred-and-twentieth of the time.
    Fast,
}

impl SloAlert {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Medium, Self::Slow];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Medium => "medium",
            Self::Fast => "fast",
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SloUnit {
    /// Flow runs.
    #[default]
    Runs,
    /// Points of a custom metric.
    Points,
    /// Seconds.
    Seconds,
}

impl SloUnit {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Points => "points",
            Self::Seconds => "seconds",
        }
    }
}

/// How an objective stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloStatus {
    /// Whether it is kept.
    pub state: SloState,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When that was found out.
    pub evaluated: Option<Timestamp>,
    /// What is counted.
    pub unit: SloUnit,
    /// How much was good in the window.
    pub good: f64,
    /// How much was bad.
    pub bad: f64,
    /// The good share, from 0 to 1; null of nothing.
    pub good_share: Option<f64>,
    /// What may be bad and what is left of that; null without a target.
    pub budget: Option<SloBudget>,
    /// How fast the budget is spent, over several times back from now; none without a target.
    pub burn_rates: Vec<SloBurnRate>,
    /// The most urgent alert about that.
    pub alert: Option<SloAlert>,
    /// What broke it last; null if nothing did.
    pub last_bad: Option<SloOffence>,
}

/// The error budget of a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloBudget {
    /// How much may be bad.
    pub total: f64,
    /// How much was.
    pub spent: f64,
    /// What is left of it, as a share: 1 is all, 0 nothing, and less than that is overspent.
    pub left_share: f64,
}

/// How fast an error budget is spent: at 1 it lasts exactly for the window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloBurnRate {
    /// How far back is looked.
    pub window_seconds: TimeDelta,
    /// The rate; null when there was nothing in that time.
    pub rate: Option<f64>,
}

/// What broke an objective.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloOffence {
    /// When.
    pub at: Timestamp,
    /// The run; null where there is none.
    pub flow_run_id: Option<FlowRunId>,
    /// Its flow, or that of the metric.
    pub flow_id: Option<FlowId>,
    /// Its deployment, or that of the metric.
    pub deployment_id: Option<DeploymentId>,
    /// The value, of a metric.
    pub value: Option<f64>,
}

/// The body of `POST /slos/filter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SlosQuery {
    /// Only those in one of these states; none for all.
    pub state: Option<Vec<SloState>>,
    /// Only those of one of these kinds; none for all.
    pub kind: Option<Vec<SloKind>>,
    /// Only those of one of these sources; none for all.
    pub source: Option<Vec<SloSource>>,
    /// Only the one of this name.
    pub name: Option<String>,
    /// Only those of this deployment's own.
    pub deployment_id: Option<DeploymentId>,
    /// How many at most.
    pub limit: Option<i64>,
    /// How many are left out first.
    pub offset: i64,
}

/// The body of `POST /slos/{id}/history`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SloHistoryQuery {
    /// Where the time begins; by default as long before its end as the objective's window.
    pub start: Option<Timestamp>,
    /// Where it ends; now by default.
    pub end: Option<Timestamp>,
    /// How long its intervals are; a day by default.
    pub interval_seconds: Option<TimeDelta>,
}

/// What was good and bad in an interval: an element of the answer of `POST /slos/{id}/history`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SloInterval {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// How much was good.
    pub good: f64,
    /// How much was bad.
    pub bad: f64,
    /// The good share, from 0 to 1; null of nothing.
    pub good_share: Option<f64>,
    /// What was left of the error budget at its end, of the window that ended then; null without a target.
    pub budget_left_share: Option<f64>,
}

/// A tag that looks like an objective and is none: an element of the answer of `POST /slos/refused/filter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SloRefusal {
    /// The deployment that bears it.
    pub deployment_id: DeploymentId,
    /// Its name.
    pub deployment_name: String,
    /// Its flow's name.
    pub flow_name: String,
    /// The tag.
    pub tag: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The body of `POST /slos/refused/filter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SloRefusalsQuery {
    /// How many at most.
    pub limit: Option<i64>,
    /// How many are left out first.
    pub offset: i64,
}

/// An agreement of the SDK's: an element of the body of `POST /slas/apply-resource-slas/{resource_id}`. One of the last
/// three is given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SlaCreate {
    /// Its name.
    pub name: String,
    /// How bad it is to break it.
    #[serde(default)]
    pub severity: SloSeverity,
    /// Whether it is watched.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// How long a run may take.
    #[serde(default)]
    pub duration: Option<TimeDelta>,
    /// How old the last success may be.
    #[serde(default)]
    pub stale_after: Option<TimeDelta>,
    /// How late a run may start.
    #[serde(default)]
    pub within: Option<TimeDelta>,
}

/// What became of a deployment's agreements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SlasApplied {
    /// Those that are new.
    pub created: Vec<SlaApplied>,
    /// Those that were there.
    pub updated: Vec<SlaApplied>,
    /// Those that are gone.
    pub deleted: Vec<SlaApplied>,
}

/// An agreement of a deployment's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SlaApplied {
    /// The objective that it is.
    pub id: SloId,
    /// Its name.
    pub name: String,
}

impl SlaApplied {
    /// What is told of an objective.
    pub fn of(slo: Slo) -> Self {
        Self { id: slo.id, name: slo.spec.name }
    }
}

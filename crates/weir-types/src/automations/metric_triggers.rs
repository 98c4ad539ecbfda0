//! Triggers that watch a number.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::MatchRelated;
use crate::{events::ResourceSpecification, ids::TriggerId, metrics::Aggregation, time::TimeDelta};

/// Fires when a metric has gone beyond its threshold for some time, and is resolved when it has been back
/// for as long.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricTrigger {
    /// Its id.
    pub id: TriggerId,
    /// Labels of the flow runs that count. What a custom metric is told of has the labels of its run, and its own.
    #[serde(rename = "match")]
    pub match_resource: ResourceSpecification,
    /// Labels of related resources that such a run must have.
    pub match_related: MatchRelated,
    /// Labels whose values are watched each on their own.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub for_each: BTreeSet<String>,
    /// What the wire has in the place of an event trigger's.
    pub posture: MetricPosture,
    /// What is watched.
    pub metric: MetricQuery,
}

/// The posture of metric triggers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MetricPosture {
    /// The only one.
    #[default]
    Metric,
}

/// A metric and when it is beyond its threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "QueryMembers")]
pub struct MetricQuery {
    /// Which metric.
    pub name: Metric,
    /// What it is compared with: seconds, or a ratio from 0 to 1, or what a custom metric counts.
    pub threshold: f64,
    /// How it is compared.
    pub operator: Operator,
    /// How far back runs or values count.
    pub range: TimeDelta,
    /// How long it must be beyond the threshold, or back, without a break.
    pub firing_for: TimeDelta,
    /// What the values of a custom metric are made one by; none for their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation: Option<Aggregation>,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Metric {
    /// How many seconds after their time flow runs start, on average.
    Lateness,
    /// How many seconds flow runs take, on average.
    Duration,
    /// The ratio of flow runs that complete.
    Successes,
    /// A custom metric, by its name.
    Custom(String),
}

impl From<String> for Metric {
    fn from(name: String) -> Self {
        match name.as_str() {
            "lateness" => Self::Lateness,
            "duration" => Self::Duration,
            "successes" => Self::Successes,
            _ => Self::Custom(name),
        }
    }
}

impl From<Metric> for String {
    fn from(metric: Metric) -> Self {
        match metric {
            Metric::Lateness => "lateness".to_owned(),
            Metric::Duration => "duration".to_owned(),
            Metric::Successes => "successes".to_owned(),
            Metric::Custom(name) => name,
        }
    }
}

/// How a metric is compared with its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Beyond is below.
    #[serde(rename = "<")]
    Less,
    /// Beyond is below or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Beyond is above.
    #[serde(rename = ">")]
    Greater,
    /// Beyond is above or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
}

const fn five_minutes() -> TimeDelta {
    TimeDelta::from_secs(300)
}

/// The shortest range of a custom metric: it is looked at this often.
const TEN_SECONDS: TimeDelta = TimeDelta::from_secs(10);

/// What the wire has.
#[derive(Deserialize)]
struct QueryMembers {
    name: Metric,
    threshold: f64,
    operator: Operator,
    #[serde(default)]
    range: Option<TimeDelta>,
    #[serde(default)]
    firing_for: Option<TimeDelta>,
    #[serde(default)]
    aggregation: Option<Aggregation>,
}

impl From<QueryMembers> for MetricQuery {
    fn from(members: QueryMembers) -> Self {
        let QueryMembers { name, threshold, operator, range, firing_for, aggregation } = members;
        // A flow that tells a number once a night is not to be waited for: its one value would be out of range by then.
        let patience = if matches!(name, Metric::Custom(_)) { TimeDelta::ZERO } else { five_minutes() };
        Self {
            name,
            threshold,
            operator,
            range: range.unwrap_or(five_minutes()),
            firing_for: firing_for.unwrap_or(patience),
            aggregation,
        }
    }
}

/// What the wire has; the posture may be left out.
#[derive(Deserialize)]
pub(super) struct MetricMembers {
    #[serde(default = "TriggerId::generate")]
    id: TriggerId,
    #[serde(default, rename = "match")]
    match_resource: ResourceSpecification,
    #[serde(default)]
    match_related: MatchRelated,
    #[serde(default)]
    for_each: BTreeSet<String>,
    #[serde(default)]
    posture: MetricPosture,
    metric: MetricQuery,
}

impl MetricMembers {
    pub(super) fn into_trigger(self) -> Result<MetricTrigger, &'static str> {
        let MetricQuery { name, range, firing_for, aggregation, .. } = &self.metric;
        match name {
            Metric::Custom(_) if *range < TEN_SECONDS => {
                return Err("The minimum range of a custom metric is 10 seconds");
            }
            Metric::Custom(_) if *firing_for < TimeDelta::ZERO => {
                return Err("firing_for must not be negative");
            }
            Metric::Custom(_) => {}
            _ if *range < five_minutes() || *firing_for < five_minutes() => {
                return Err("The minimum range is 300 seconds (5 minutes)");
            }
            _ if aggregation.is_some() => return Err("Only custom metrics have an aggregation"),
            _ => {}
        }
        Ok(MetricTrigger {
            id: self.id,
            match_resource: self.match_resource,
            match_related: self.match_related,
            for_each: self.for_each,
            posture: self.posture,
            metric: self.metric,
        })
    }
}

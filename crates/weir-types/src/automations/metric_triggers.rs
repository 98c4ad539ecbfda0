//! Triggers that watch a number.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::MatchRelated;
use crate::{events::ResourceSpecification, ids::TriggerId, time::TimeDelta};

/// Fires when a metric of flow runs has gone beyond its threshold for some time, and is resolved when it has been back
/// for as long.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricTrigger {
    /// Its id.
    pub id: TriggerId,
    /// Labels of the flow runs that count.
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricQuery {
    /// Which metric.
    pub name: Metric,
    /// What it is compared with: seconds, or a ratio from 0 to 1.
    pub threshold: f64,
    /// How it is compared.
    pub operator: Operator,
    /// How far back runs count.
    #[serde(default = "five_minutes")]
    pub range: TimeDelta,
    /// How long it must be beyond the threshold, or back, without a break.
    #[serde(default = "five_minutes")]
    pub firing_for: TimeDelta,
}

/// What is measured of flow runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// How many seconds after their time they start, on average.
    Lateness,
    /// How many seconds they take, on average.
    Duration,
    /// The ratio of those that complete.
    Successes,
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
        let MetricQuery { range, firing_for, .. } = self.metric;
        if range < five_minutes() || firing_for < five_minutes() {
            return Err("The minimum range is 300 seconds (5 minutes)");
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

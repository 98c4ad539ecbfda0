//! Custom metrics: numbers that flows tell of themselves, in lines of log or directly.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeploymentId, FlowId, FlowRunId, TaskRunId},
    insights::TimeQuery,
    sorting::LogSort,
    time::{TimeDelta, Timestamp},
};

/// Labels of a metric, by their names.
pub type MetricLabels = BTreeMap<String, String>;

/// One element of the body of `POST /metrics/`, which is a list of these.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct MetricPointCreate {
    /// The metric's name.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// What is counted or measured.
    #[serde(default)]
    pub unit: Option<String>,
    /// What tells it apart from others of the same name.
    #[serde(default)]
    pub labels: Option<MetricLabels>,
    /// When it had this value; the time of the request by default.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// The flow run that it tells of: its flow and deployment are then known.
    #[serde(default)]
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that it tells of.
    #[serde(default)]
    pub task_run_id: Option<TaskRunId>,
    /// The flow that it tells of, where no run says so.
    #[serde(default)]
    pub flow_id: Option<FlowId>,
    /// The deployment that it tells of, where no run says so.
    #[serde(default)]
    pub deployment_id: Option<DeploymentId>,
}

/// The answer of `POST /metrics/`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricPointsStored {
    /// How many points were stored.
    pub stored: usize,
    /// Those that were not.
    pub refused: Vec<RefusedPoint>,
}

/// A point that was not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedPoint {
    /// Its place in the request, from 0.
    pub index: usize,
    /// What is wrong.
    pub kind: RefusalKind,
    /// The same in words.
    pub reason: String,
}

/// Why a point is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// It is not written as a metric is.
    Malformed,
    /// Its name, its unit, or a label is too long.
    TooLong,
    /// It has too many labels.
    TooManyLabels,
    /// Its metric has too many series.
    TooManySeries,
    /// There are too many metrics.
    TooManyMetrics,
    /// It tells of a time that is too far ahead.
    TooFarAhead,
}

impl RefusalKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Malformed,
        Self::TooLong,
        Self::TooManyLabels,
        Self::TooManySeries,
        Self::TooManyMetrics,
        Self::TooFarAhead,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLong => "too_long",
            Self::TooManyLabels => "too_many_labels",
            Self::TooManySeries => "too_many_series",
            Self::TooManyMetrics => "too_many_metrics",
            Self::TooFarAhead => "too_far_ahead",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Points that were not stored, alike in what is wrong, in their metric and in what they belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MetricRefusal {
    /// What is wrong.
    pub kind: RefusalKind,
    /// The metric's name, where it can be told.
    pub name: Option<String>,
    /// How many there were.
    pub count: i64,
    /// When the first of them came.
    pub first_seen: Timestamp,
    /// When the last of them came.
    pub last_seen: Timestamp,
    /// What is wrong with the last, in words.
    pub reason: String,
    /// What was sent last, shortened.
    pub text: String,
    /// The flow that it was to tell of.
    pub flow_id: Option<FlowId>,
    /// Its name.
    pub flow_name: Option<String>,
    /// The deployment that it was to tell of.
    pub deployment_id: Option<DeploymentId>,
    /// Its name.
    pub deployment_name: Option<String>,
    /// The last flow run that sent such a point.
    pub flow_run_id: Option<FlowRunId>,
    /// The last task run that did.
    pub task_run_id: Option<TaskRunId>,
}

/// The body of `POST /metrics/refused/filter`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct MetricRefusalsQuery {
    /// Only those of one of these kinds; none for all.
    pub kind: Option<Vec<RefusalKind>>,
    /// Only those of this metric.
    pub name: Option<String>,
    /// How many at most.
    pub limit: Option<i64>,
    /// How many are left out first.
    pub offset: i64,
}

/// A series: a metric with a unit and labels, of a flow and a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricSeries {
    /// Its number.
    pub id: i64,
    /// The metric's name.
    pub name: String,
    /// What is counted or measured.
    pub unit: Option<String>,
    /// Its labels.
    pub labels: MetricLabels,
    /// The flow that it tells of.
    pub flow_id: Option<FlowId>,
    /// The flow's name.
    pub flow_name: Option<String>,
    /// The deployment that it tells of.
    pub deployment_id: Option<DeploymentId>,
    /// The deployment's name.
    pub deployment_name: Option<String>,
    /// When its first point was stored.
    pub created: Timestamp,
    /// How many points were stored in all, those included that were deleted by now.
    pub count: i64,
    /// The time of its last point.
    pub last_timestamp: Timestamp,
    /// The value of its last point.
    pub last_value: f64,
}

/// Which series are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesSelection {
    /// Those of this metric.
    pub name: Option<String>,
    /// Those of metrics with this in their names.
    pub name_like: Option<String>,
    /// Those with this unit.
    pub unit: Option<String>,
    /// Those with these labels, and possibly others.
    pub labels: MetricLabels,
    /// Those of this flow.
    pub flow_id: Option<FlowId>,
    /// Those of the flow of this name.
    pub flow_name: Option<String>,
    /// Those of this deployment.
    pub deployment_id: Option<DeploymentId>,
    /// Those of deployments of this name.
    pub deployment_name: Option<String>,
    /// Those with points of this flow run.
    pub flow_run_id: Option<FlowRunId>,
}

macro_rules! selection_of {
    ($query:ident, $names:expr) => {
        impl $query {
            /// Which series it means.
            pub fn selection(&self) -> SeriesSelection {
                let (name, name_like) = $names(self);
                SeriesSelection {
                    name,
                    name_like,
                    unit: self.unit.clone(),
                    labels: self.labels.clone().unwrap_or_default(),
                    flow_id: self.flow_id,
                    flow_name: self.flow_name.clone(),
                    deployment_id: self.deployment_id,
                    deployment_name: self.deployment_name.clone(),
                    flow_run_id: self.flow_run_id,
                }
            }
        }
    };
}

/// The body of `POST /metrics/filter`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct MetricsQuery {
    /// Those of this metric.
    pub name: Option<String>,
    /// Those of metrics with this in their names.
    pub name_like: Option<String>,
    /// Those with this unit.
    pub unit: Option<String>,
    /// Those with these labels, and possibly others.
    pub labels: Option<MetricLabels>,
    /// Those of this flow.
    pub flow_id: Option<FlowId>,
    /// Those of the flow of this name.
    pub flow_name: Option<String>,
    /// Those of this deployment.
    pub deployment_id: Option<DeploymentId>,
    /// Those of deployments of this name.
    pub deployment_name: Option<String>,
    /// Those with points of this flow run.
    pub flow_run_id: Option<FlowRunId>,
    /// How many at most.
    pub limit: Option<i64>,
    /// How many are left out first.
    pub offset: i64,
}

selection_of!(MetricsQuery, |query: &Self| (query.name.clone(), query.name_like.clone()));

/// The body of `POST /metrics/points/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct MetricPointsQuery {
    /// The metric.
    pub name: String,
    /// Only series with this unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Only series with these labels, and possibly others.
    #[serde(default)]
    pub labels: Option<MetricLabels>,
    /// Only series of this flow.
    #[serde(default)]
    pub flow_id: Option<FlowId>,
    /// Only series of the flow of this name.
    #[serde(default)]
    pub flow_name: Option<String>,
    /// Only series of this deployment.
    #[serde(default)]
    pub deployment_id: Option<DeploymentId>,
    /// Only series of deployments of this name.
    #[serde(default)]
    pub deployment_name: Option<String>,
    /// Only points of this flow run.
    #[serde(default)]
    pub flow_run_id: Option<FlowRunId>,
    /// Only points from then on.
    #[serde(default)]
    pub start: Option<Timestamp>,
    /// Only points before then.
    #[serde(default)]
    pub end: Option<Timestamp>,
    /// Their order.
    #[serde(default)]
    pub sort: LogSort,
    /// How many at most.
    #[serde(default)]
    pub limit: Option<i64>,
    /// How many are left out first.
    #[serde(default)]
    pub offset: i64,
}

selection_of!(MetricPointsQuery, |query: &Self| (Some(query.name.clone()), None));

/// A point of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricPoint {
    /// The number of its series.
    pub series_id: i64,
    /// When the metric had this value.
    pub timestamp: Timestamp,
    /// The value.
    pub value: f64,
    /// The flow run that told it.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that told it.
    pub task_run_id: Option<TaskRunId>,
}

/// What many values are made one by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregation {
    /// Their mean.
    #[default]
    Avg,
    /// The lowest.
    Min,
    /// The highest.
    Max,
    /// Their sum.
    Sum,
    /// How many there are.
    Count,
    /// The last.
    Last,
    /// The median.
    P50,
    /// What 95 % of them do not exceed.
    P95,
}

impl Aggregation {
    /// All of them, in the order in which people are offered them.
    pub const ALL: [Self; 8] =
        [Self::Avg, Self::Min, Self::Max, Self::Sum, Self::Count, Self::Last, Self::P50, Self::P95];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Sum => "sum",
            Self::Count => "count",
            Self::Last => "last",
            Self::P50 => "p50",
            Self::P95 => "p95",
        }
    }
}

/// The body of `POST /metrics/query`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct MetricAggregatesQuery {
    /// The metric.
    pub name: String,
    /// Only series with this unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Only series with these labels, and possibly others.
    #[serde(default)]
    pub labels: Option<MetricLabels>,
    /// Only series of this flow.
    #[serde(default)]
    pub flow_id: Option<FlowId>,
    /// Only series of the flow of this name.
    #[serde(default)]
    pub flow_name: Option<String>,
    /// Only series of this deployment.
    #[serde(default)]
    pub deployment_id: Option<DeploymentId>,
    /// Only series of deployments of this name.
    #[serde(default)]
    pub deployment_name: Option<String>,
    /// Only points of this flow run.
    #[serde(default)]
    pub flow_run_id: Option<FlowRunId>,
    /// Where the time begins; by default seven days before its end.
    #[serde(default)]
    pub start: Option<Timestamp>,
    /// Where it ends; now by default.
    #[serde(default)]
    pub end: Option<Timestamp>,
    /// Also told of each interval of this length, from the start on.
    #[serde(default)]
    pub interval_seconds: Option<TimeDelta>,
    /// What values are made one by.
    #[serde(default)]
    pub aggregation: Aggregation,
    /// Told apart by `flow`, `deployment`, `unit`, or `label.…` with the name of a label.
    #[serde(default)]
    pub group_by: Vec<String>,
}

impl MetricAggregatesQuery {
    /// The time that is asked for.
    pub fn time(&self) -> TimeQuery {
        TimeQuery {
            start: self.start,
            end: self.end,
            interval_seconds: self.interval_seconds,
            ..TimeQuery::default()
        }
    }
}

selection_of!(MetricAggregatesQuery, |query: &Self| (Some(query.name.clone()), None));

/// The answer of `POST /metrics/query`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricAggregates {
    /// The metric.
    pub name: String,
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// What values were made one by.
    pub aggregation: Aggregation,
    /// One for all points, or one for each group, in the order of what they are told apart by.
    pub groups: Vec<MetricGroup>,
}

/// What is told of the points of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricGroup {
    /// What it is told apart by; null for points that have no such thing.
    pub group: BTreeMap<String, Option<String>>,
    /// How many points there are.
    pub count: i64,
    /// All of them as one value; null of no points.
    pub value: Option<f64>,
    /// The same of each interval.
    pub intervals: Vec<MetricInterval>,
}

/// What is told of the points of an interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricInterval {
    /// Where it starts.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// How many points there are.
    pub count: i64,
    /// All of them as one value; null of no points.
    pub value: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aggregations_are_named_as_on_the_wire() {
        for aggregation in Aggregation::ALL {
            assert_eq!(serde_json::to_value(aggregation).expect("JSON"), aggregation.as_str());
        }
    }
}

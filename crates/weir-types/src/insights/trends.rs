//! Whether runs get slower, and when they did.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{GroupBy, Named, TimeQuery, query_of_runs};
use crate::{ids::FlowRunId, time::Timestamp};

query_of_runs! {
    /// The body of `POST /insights/trends`.
    TrendsQuery {
        /// The IANA name of the time zone of the days; UTC by default.
        timezone: Option<String>,
        /// What the runs are told apart by; by default their flow.
        group_by: Option<Vec<GroupBy>>,
        /// How many groups at most.
        limit: Option<i64>,
    }
}

impl TrendsQuery {
    /// The time that it asks for.
    pub fn time(&self) -> TimeQuery {
        TimeQuery {
            start: self.start,
            end: self.end,
            timezone: self.timezone.clone(),
            ..TimeQuery::default()
        }
    }
}

/// The answer of `POST /insights/trends`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendsInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// One for each group, those with the most runs first.
    pub groups: Vec<TrendGroup>,
    /// How many groups are left out.
    pub left_out: usize,
}

/// How the durations of a group's completed runs went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendGroup {
    /// What it is told apart by.
    pub group: BTreeMap<String, Named>,
    /// How many runs completed.
    pub runs: i64,
    /// On how many days.
    pub days: i64,
    /// The median of their durations, in seconds.
    pub median: Option<f64>,
    /// How they grow; null of too few days.
    pub trend: Option<Trend>,
    /// Where they changed for good, the first first.
    pub changes: Vec<ChangePoint>,
    /// How days of the week differ; null of too few weeks.
    pub weekdays: Option<Weekdays>,
    /// How the ends of months differ; null of too few months.
    pub month_end: Option<MonthEnd>,
    /// Runs that took much longer or shorter than those before them, the strangest first.
    pub anomalies: Vec<Anomaly>,
}

/// Which way durations go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// They grow.
    Slower,
    /// They shrink.
    Faster,
    /// Neither can be told.
    Steady,
}

/// How durations grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// Which way.
    pub direction: Direction,
    /// How much a month, relatively: 0.1 is 10 % longer every month.
    pub growth_per_month: f64,
    /// The lower end of its 95 % confidence interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The same in words.
    pub words: String,
}

/// Where durations changed for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangePoint {
    /// When the first run ended that was different.
    pub at: Timestamp,
    /// The median before, since the change before, in seconds.
    pub before: f64,
    /// The median after, up to the next change, in seconds.
    pub after: f64,
    /// After ÷ before.
    pub factor: f64,
    /// How probable such a difference is if nothing has changed.
    pub p_value: f64,
}

/// How days of the week differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weekdays {
    /// Whether they do.
    pub seasonal: bool,
    /// The days that there were, from Monday on.
    pub days: Vec<WeekdayFactor>,
}

/// How a day of the week differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeekdayFactor {
    /// Its name, such as `monday`.
    pub weekday: String,
    /// How many there were.
    pub days: i64,
    /// Its median ÷ that of all days, without the trend.
    pub factor: f64,
}

/// How the last three days of months differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonthEnd {
    /// Whether they do.
    pub seasonal: bool,
    /// How many there were.
    pub days: i64,
    /// Their median ÷ that of the other days, without the trend.
    pub factor: f64,
}

/// A run that took much longer or shorter than those before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Anomaly {
    /// The run.
    pub flow_run_id: FlowRunId,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, in seconds.
    pub duration: f64,
    /// The median of those before it, in seconds.
    pub expected: f64,
    /// How far it is from them: a robust z-score of the logarithms, negative of shorter ones.
    pub score: f64,
}

//! Success, durations, lateness and concurrency of runs over a time.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::query_of_runs;
use crate::time::{TimeDelta, Timestamp};

/// A kind of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Flow runs.
    #[default]
    FlowRuns,
    /// Task runs.
    TaskRuns,
}

/// What runs are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Their flow.
    Flow,
    /// Their deployment.
    Deployment,
    /// Each of their tags: a run counts once for each.
    Tag,
    /// The work pool that they came through.
    WorkPool,
    /// The work queue that they came through.
    WorkQueue,
    /// The name of the state that they are in.
    State,
    /// The task, of task runs.
    Task,
}

impl GroupBy {
    /// All of them, in the order in which people are offered them.
    pub const ALL: [Self; 7] =
        [Self::Flow, Self::Deployment, Self::Tag, Self::WorkPool, Self::WorkQueue, Self::State, Self::Task];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Deployment => "deployment",
            Self::Tag => "tag",
            Self::WorkPool => "work_pool",
            Self::WorkQueue => "work_queue",
            Self::State => "state",
            Self::Task => "task",
        }
    }
}

/// Intervals of the calendar, in a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarInterval {
    /// From the beginning of an hour.
    Hour,
    /// From midnight.
    Day,
    /// From Monday.
    Week,
    /// From the first day of a month.
    Month,
}

/// The time that is asked for, as it is written in a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeQuery {
    /// Where it begins.
    pub start: Option<Timestamp>,
    /// Where it ends.
    pub end: Option<Timestamp>,
    /// Intervals of this length.
    pub interval_seconds: Option<TimeDelta>,
    /// Intervals of the calendar.
    pub interval: Option<CalendarInterval>,
    /// The time zone of the calendar.
    pub timezone: Option<String>,
}

query_of_runs! {
    /// The body of `POST /insights/flow_runs` and `POST /insights/task_runs`.
    RunsQuery {
        /// Also told of each interval of this length, from the start on.
        interval_seconds: Option<TimeDelta>,
        /// Also told of each interval of the calendar.
        interval: Option<CalendarInterval>,
        /// The IANA name of the calendar's time zone; UTC by default.
        timezone: Option<String>,
        /// What the runs are told apart by.
        group_by: Vec<GroupBy>,
        /// Whether the time of the same length directly before is told of as well; true by default.
        compare: Option<bool>,
        /// How many groups at most.
        limit: Option<i64>,
    }
}

query_of_runs! {
    /// The body of `POST /insights/concurrency`.
    ConcurrencyQuery {
        /// Which runs.
        of: RunKind,
        /// Also told of each interval of this length, from the start on.
        interval_seconds: Option<TimeDelta>,
        /// Also told of each interval of the calendar.
        interval: Option<CalendarInterval>,
        /// The IANA name of the calendar's time zone; UTC by default.
        timezone: Option<String>,
        /// What the runs are told apart by.
        group_by: Vec<GroupBy>,
        /// How many groups at most.
        limit: Option<i64>,
    }
}

macro_rules! time_of {
    ($query:ident) => {
        impl $query {
            /// The time that it asks for.
            pub fn time(&self) -> TimeQuery {
                TimeQuery {
                    start: self.start,
                    end: self.end,
                    interval_seconds: self.interval_seconds,
                    interval: self.interval,
                    timezone: self.timezone.clone(),
                }
            }
        }
    };
}

time_of!(RunsQuery);
time_of!(ConcurrencyQuery);

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends, exclusively.
    pub end: Timestamp,
}

impl Period {
    /// Whether an instant lies in it.
    pub fn has(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

/// A thing that runs are told apart by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Its id: of a task its key; null of tags and states, and where the runs have no such thing.
    pub id: Option<String>,
    /// Its name; null where the runs have no such thing, or it is gone.
    pub name: Option<String>,
}

/// The answer of `POST /insights/flow_runs` and `POST /insights/task_runs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunsInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// The time before, that it is compared with.
    pub previous: Option<Period>,
    /// How far a quantile may be from the exact one, relatively.
    pub quantile_error: f64,
    /// One for all runs, or one for each group, those with the most runs first.
    pub groups: Vec<RunsGroup>,
    /// How many groups are left out.
    pub left_out: usize,
}

/// What is told of the runs of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunsGroup {
    /// What it is told apart by.
    pub group: BTreeMap<String, Named>,
    /// Of all the time.
    pub figures: RunFigures,
    /// Of the time before.
    pub previous: Option<RunFigures>,
    /// How the figures differ from those of the time before.
    pub change: Option<Change>,
    /// Of each interval.
    pub intervals: Vec<RunInterval>,
}

/// What is told of the runs of an interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunInterval {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// The figures.
    pub figures: RunFigures,
}

/// Figures of runs: of those that ended in a time, but for the lateness.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunFigures {
    /// How many ended.
    pub runs: i64,
    /// In which state.
    pub states: EndedStates,
    /// How many of those that completed, failed or crashed have completed, from 0 to 1; null of none.
    pub success_rate: Option<f64>,
    /// How long they ran together, in seconds.
    pub run_time: f64,
    /// How long each of them ran that has run, over all its attempts, in seconds.
    pub duration: Distribution,
    /// How much later than expected runs started, or are by now, in seconds: of those that were expected in the time.
    pub lateness: Distribution,
}

/// How many runs ended in which type of state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndedStates {
    /// Completed.
    #[serde(rename = "COMPLETED")]
    pub completed: i64,
    /// Failed.
    #[serde(rename = "FAILED")]
    pub failed: i64,
    /// Crashed.
    #[serde(rename = "CRASHED")]
    pub crashed: i64,
    /// Cancelled.
    #[serde(rename = "CANCELLED")]
    pub cancelled: i64,
}

impl EndedStates {
    /// All of them.
    pub const fn total(&self) -> i64 {
        self.completed + self.failed + self.crashed + self.cancelled
    }
}

/// How values are distributed; all but the count is null of no values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// How many there are.
    pub count: i64,
    /// Their mean.
    pub mean: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// What 90 % of them do not exceed.
    pub p90: Option<f64>,
    /// What 95 % of them do not exceed.
    pub p95: Option<f64>,
    /// What 99 % of them do not exceed.
    pub p99: Option<f64>,
    /// The highest.
    pub max: Option<f64>,
}

/// How figures differ from those of the time before: 0.5 is half as much again. Null where there was nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Of the number of runs, relatively.
    pub runs: Option<f64>,
    /// Of the success rate: the difference, so that -0.05 is five percentage points less.
    pub success_rate: Option<f64>,
    /// Of the time that they ran together, relatively.
    pub run_time: Option<f64>,
    /// Of the mean duration, relatively.
    pub duration_mean: Option<f64>,
    /// Of the median duration, relatively.
    pub duration_p50: Option<f64>,
    /// Of the 95th percentile of the durations, relatively.
    pub duration_p95: Option<f64>,
    /// Of the 95th percentile of the lateness, relatively.
    pub lateness_p95: Option<f64>,
}

/// The answer of `POST /insights/concurrency`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcurrencyInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// One for all runs, or one for each group, the busiest first.
    pub groups: Vec<ConcurrencyGroup>,
    /// How many groups are left out.
    pub left_out: usize,
}

/// How many runs of a group ran at the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcurrencyGroup {
    /// What it is told apart by.
    pub group: BTreeMap<String, Named>,
    /// Over all the time.
    pub figures: Concurrency,
    /// In each interval.
    pub intervals: Vec<ConcurrencyInterval>,
}

/// How many runs ran at the same time in an interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcurrencyInterval {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// The figures.
    pub figures: Concurrency,
}

/// How many runs ran at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concurrency {
    /// On average over the time.
    pub mean: f64,
    /// At most.
    pub max: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_as_on_the_wire() {
        for by in GroupBy::ALL {
            assert_eq!(serde_json::to_value(by).expect("JSON"), by.as_str());
        }
    }
}

//! What runs have done, in figures: what is asked for, and the answers. Durations are seconds on the wire.

mod bottlenecks;
mod failures;
mod runs;
mod trends;

pub use bottlenecks::{
    BottlenecksInsight, BottlenecksQuery, FlowBottlenecks, Parallelism, PathLink, PathStep, RunBottlenecks,
    TaskDominance, TaskShare,
};
pub use failures::{
    FailureExample, FailureGroup, FailuresInsight, FailuresQuery, NewInVersion, Retries, RetriesInsight,
    RetriesQuery, RetryError,
};
pub use runs::{
    CalendarInterval, Change, Concurrency, ConcurrencyGroup, ConcurrencyInsight, ConcurrencyInterval,
    ConcurrencyQuery, Distribution, EndedStates, GroupBy, Named, Period, RunFigures, RunInterval, RunKind,
    RunsGroup, RunsInsight, RunsQuery, TimeQuery,
};
pub use trends::{
    Anomaly, ChangePoint, Direction, MonthEnd, Trend, TrendGroup, TrendsInsight, TrendsQuery, WeekdayFactor,
    Weekdays,
};

/// A body with filters of runs and a time beside members of its own.
macro_rules! query_of_runs {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            /// On flows.
            pub flows: Option<crate::filters::FlowFilter>,
            /// On flow runs.
            pub flow_runs: Option<crate::filters::FlowRunFilter>,
            /// On task runs.
            pub task_runs: Option<crate::filters::TaskRunFilter>,
            /// On deployments.
            pub deployments: Option<crate::filters::DeploymentFilter>,
            /// On work pools.
            pub work_pools: Option<crate::filters::WorkPoolFilter>,
            /// On work queues.
            pub work_queues: Option<crate::filters::WorkQueueFilter>,
            /// Where the time begins; by default seven days before its end.
            pub start: Option<crate::time::Timestamp>,
            /// Where it ends, exclusively; now by default.
            pub end: Option<crate::time::Timestamp>,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// Takes the filters out of the body.
            pub fn take_filters(&mut self) -> crate::filters::queries::RunFilters {
                crate::filters::queries::RunFilters {
                    flows: self.flows.take(),
                    flow_runs: self.flow_runs.take(),
                    task_runs: self.task_runs.take(),
                    deployments: self.deployments.take(),
                    work_pools: self.work_pools.take(),
                    work_queues: self.work_queues.take(),
                }
            }
        }
    };
}
use query_of_runs;

macro_rules! time_of {
    ($($query:ident),+) => {$(
        impl $query {
            /// The time that it asks for, which has no intervals.
            pub fn time(&self) -> TimeQuery {
                TimeQuery { start: self.start, end: self.end, ..TimeQuery::default() }
            }
        }
    )+};
}

time_of!(BottlenecksQuery, FailuresQuery, RetriesQuery);

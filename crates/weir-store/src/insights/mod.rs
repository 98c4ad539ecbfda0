//! What insights are told from: rows of runs, and the names of what they belong to.

mod changes;
mod failures;
mod findings;
mod names;
mod runs;
mod series;
mod task_times;

pub use changes::{CountedBy, changes};
pub use failures::{
    FailedRun, RetryCounts, failed_runs, had_other_version, lines_with, retried_runs, retry_counts, versions,
};
pub use findings::{Finding, FindingKind, forget, tell};
pub use names::{Queue, deployment_names, flow_names, queues};
pub use runs::{Belongings, InsightRun, Kind, Needs, Which, visit};
pub(crate) use runs::{OVER, is_unfinished};
pub use series::{Completed, completed, flows_completed_since};
pub use task_times::{
    FlowRunTimes, TaskRunTimes, ended_by_flow, ended_flow_runs, flow_run_ends, flow_run_times, task_run_times,
};

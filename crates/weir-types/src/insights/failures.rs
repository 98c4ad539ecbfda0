//! Failures by what they have in common, and retries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Named, query_of_runs};
use crate::{
    ids::{FlowRunId, TaskRunId},
    time::Timestamp,
};

query_of_runs! {
    /// The body of `POST /insights/failures`.
    FailuresQuery {
        /// How many days before the start are looked at too, to tell what is new; 30 by default.
        lookback_days: Option<i64>,
        /// Only failures that are known to be new; all by default.
        new: Option<bool>,
        /// How many groups at most.
        limit: Option<i64>,
    }
}

/// The answer of `POST /insights/failures`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FailuresInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// From when on failures were looked at: what was first seen before is not known.
    pub looked_back_to: Timestamp,
    /// Whether that is after the start, so that failures of the time are not counted.
    pub partial: bool,
    /// How many flow runs and task runs failed or crashed in the time.
    pub failures: i64,
    /// Those of each flow that are alike, the most frequent first.
    pub groups: Vec<FailureGroup>,
    /// How many groups are left out.
    pub left_out: usize,
}

/// Failures of a flow that are alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FailureGroup {
    /// What they have in common: the same error has the same one, in every flow and after every restart.
    pub fingerprint: String,
    /// The flow; null ids and names for task runs without a flow run.
    pub flow: Named,
    /// The type of the exception, where one is told.
    pub error_type: Option<String>,
    /// The message, with what varies replaced.
    pub error: String,
    /// Where in the user's code it was raised: file and function, where a traceback tells.
    pub raised_in: Option<String>,
    /// How many runs failed in the time.
    pub count: i64,
    /// How many of them are flow runs.
    pub flow_runs: i64,
    /// How many of them are task runs.
    pub task_runs: i64,
    /// How many crashed instead of failing.
    pub crashed: i64,
    /// The tasks that failed.
    pub tasks: Vec<Named>,
    /// When it was first seen, as far as was looked back.
    pub first_seen: Timestamp,
    /// When it was seen last.
    pub last_seen: Timestamp,
    /// Whether it was not seen before the time; null if nothing before the time was looked at.
    pub new: Option<bool>,
    /// The version of the deployment that brought it: the present one, if runs of others have been seen, but never with it.
    pub new_in_version: Option<NewInVersion>,
    /// The last run that failed so.
    pub example: FailureExample,
}

/// A version of a deployment with failures that those before it did not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewInVersion {
    /// The deployment.
    pub deployment: Named,
    /// Its present version.
    pub version: String,
}

/// A run that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailureExample {
    /// The flow run.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run, if it is one that failed.
    pub task_run_id: Option<TaskRunId>,
    /// Its name.
    pub name: String,
    /// The message of its state as it is.
    pub message: String,
}

query_of_runs! {
    /// The body of `POST /insights/retries`.
    RetriesQuery {
        /// How many tasks and flows at most.
        limit: Option<i64>,
    }
}

/// The answer of `POST /insights/retries`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetriesInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// Tasks whose runs were retried, those with the most retries first.
    pub tasks: Vec<Retries>,
    /// How many more tasks there are.
    pub tasks_left_out: usize,
    /// Flows whose runs were retried, those with the most retries first.
    pub flows: Vec<Retries>,
    /// How many more flows there are.
    pub flows_left_out: usize,
}

/// How the runs of a task, or of a flow, were retried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retries {
    /// The flow.
    pub flow: Named,
    /// The task; null of a flow.
    pub task: Option<Named>,
    /// How many runs ended in the time.
    pub runs: i64,
    /// How many of them were retried.
    pub retried: i64,
    /// How often, together.
    pub retries: i64,
    /// How many of those that were retried completed.
    pub succeeded: i64,
    /// The same as a part of those that were retried and completed, failed or crashed; null of none.
    pub success_after_retry: Option<f64>,
    /// The errors for which they were retried, as far as the log tells, the most frequent first; three at most.
    pub errors: Vec<RetryError>,
}

/// An error for which runs were retried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RetryError {
    /// The error, with what varies replaced.
    pub error: String,
    /// How often.
    pub count: i64,
}

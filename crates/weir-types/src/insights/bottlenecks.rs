//! Where the time of flow runs goes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Named, Period, query_of_runs};
use crate::{
    ids::{FlowRunId, TaskRunId},
    state::StateType,
    time::Timestamp,
};

/// The answer of `GET /insights/flow_runs/{id}/bottlenecks`. Times are seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunBottlenecks {
    /// The flow run.
    pub flow_run_id: FlowRunId,
    /// Its name.
    pub name: String,
    /// Its flow.
    pub flow: Named,
    /// The type of the state that it is in.
    pub state_type: Option<StateType>,
    /// When it started; null if it has not.
    pub start: Option<Timestamp>,
    /// When it ended, or the present instant when it has not.
    pub end: Option<Timestamp>,
    /// From its start to its end.
    pub wall_time: f64,
    /// How much of that at least one of its task runs ran.
    pub busy: f64,
    /// How much of that none did: the flow's own code, and waiting.
    pub idle: f64,
    /// How many of its task runs ran at the same time while any did.
    pub parallelism: Parallelism,
    /// Its tasks, that with the greatest share first.
    pub tasks: Vec<TaskShare>,
    /// What its end waited for, from its start on.
    pub critical_path: Vec<PathStep>,
    /// How long the task runs on that path ran.
    pub critical_time: f64,
}

/// How many task runs ran at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Parallelism {
    /// On average while any ran; null when none did.
    pub mean: Option<f64>,
    /// At most.
    pub max: i64,
}

/// What a task had of a flow run's time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskShare {
    /// The task.
    pub task: Named,
    /// How many task runs it had.
    pub runs: i64,
    /// How much of the flow run's time at least one of them ran, in seconds.
    pub busy: f64,
    /// The same as a part of the flow run's wall time, from 0 to 1.
    pub share: f64,
    /// How long they ran together, over all their attempts.
    pub work: f64,
    /// How long they waited: from when they could have started to their start, and between their attempts.
    pub wait: f64,
    /// How long those on the critical path ran.
    pub critical_time: f64,
    /// Whether its share is more than half.
    pub bottleneck: bool,
}

/// A task run on the critical path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PathStep {
    /// The task run.
    pub task_run_id: TaskRunId,
    /// Its name.
    pub name: String,
    /// Its task.
    pub task: Named,
    /// When it started.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
    /// How long it ran in wall time.
    pub seconds: f64,
    /// How long after the step before it ended, or the flow run started, it started.
    pub gap: f64,
    /// Why it came after the step before it; null of the first.
    pub link: Option<PathLink>,
}

/// Why a task run comes after another on the critical path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PathLink {
    /// It was given the other's result, or was told to wait for it.
    Input,
    /// It waited for no run that is known, and the other was the last to end before it started.
    Order,
}

query_of_runs! {
    /// The body of `POST /insights/bottlenecks`.
    BottlenecksQuery {
        /// How many flow runs of each flow at most, the newest.
        runs: Option<i64>,
        /// How many flows at most.
        limit: Option<i64>,
    }
}

/// The answer of `POST /insights/bottlenecks`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BottlenecksInsight {
    /// Where the time begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// The time before, that it is compared with.
    pub previous: Period,
    /// The flows that ran in the time, those with the most wall time first.
    pub flows: Vec<FlowBottlenecks>,
    /// How many flows are left out.
    pub left_out: usize,
}

/// Where the time of a flow's runs goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowBottlenecks {
    /// The flow.
    pub flow: Named,
    /// How many of its runs were looked at.
    pub runs: i64,
    /// How many more ended in the time.
    pub runs_left_out: i64,
    /// How much wall time they took together, in seconds.
    pub wall_time: f64,
    /// The task with the greatest share.
    pub dominant: Option<Named>,
    /// The task that had the greatest share in the time before.
    pub previous_dominant: Option<Named>,
    /// Its tasks, that with the greatest share first.
    pub tasks: Vec<TaskDominance>,
}

/// What a task had of the time of many runs of a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskDominance {
    /// The task.
    pub task: Named,
    /// In how many of the flow runs it ran.
    pub runs: i64,
    /// Its part of the wall time of all of them, from 0 to 1.
    pub share: f64,
    /// The same in the time before; null if it did not run then.
    pub previous_share: Option<f64>,
    /// The difference.
    pub share_change: Option<f64>,
    /// Its part of the wall time that was spent on critical paths.
    pub critical_share: f64,
    /// Of how many flow runs it had more than half.
    pub bottleneck_in: i64,
}

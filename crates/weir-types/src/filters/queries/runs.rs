//! Lists of flows, flow runs and task runs.

use serde::Deserialize;

use crate::{
    filters::{DeploymentFilter, FlowFilter, FlowRunFilter, TaskRunFilter, WorkPoolFilter, WorkQueueFilter},
    sorting::{FlowRunSort, FlowSort, TaskRunSort},
    time::{TimeDelta, Timestamp},
};

/// Filters of everything that belongs to a run: a row passes when all that are given let its relations through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFilters {
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    pub work_queues: Option<WorkQueueFilter>,
}

/// The body of `POST /flows/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowsQuery {
    /// The order.
    #[serde(default)]
    pub sort: FlowSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
}

impl FlowsQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /flows/paginate`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowsPageQuery {
    /// The order.
    #[serde(default)]
    pub sort: FlowSort,
    /// Which page, from 1.
    #[serde(default = "one")]
    pub page: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
}

impl FlowsPageQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /flows/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowsCount {
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
}

impl FlowsCount {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /flow_runs/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunsQuery {
    /// The order.
    #[serde(default)]
    pub sort: FlowRunSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    #[serde(rename = "work_pool_queues")]
    pub work_queues: Option<WorkQueueFilter>,
}

impl FlowRunsQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            work_queues: self.work_queues.take(),
        }
    }
}

/// The body of `POST /flow_runs/paginate`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunsPageQuery {
    /// The order.
    #[serde(default)]
    pub sort: FlowRunSort,
    /// Which page, from 1.
    #[serde(default = "one")]
    pub page: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    #[serde(rename = "work_pool_queues")]
    pub work_queues: Option<WorkQueueFilter>,
}

impl FlowRunsPageQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            work_queues: self.work_queues.take(),
        }
    }
}

/// The body of `POST /flow_runs/count` and of `POST /flow_runs/lateness`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunsCount {
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    #[serde(rename = "work_pool_queues")]
    pub work_queues: Option<WorkQueueFilter>,
}

impl FlowRunsCount {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            work_queues: self.work_queues.take(),
        }
    }
}

/// The body of `POST /flow_runs/history`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunHistoryQuery {
    /// Where the history starts.
    pub history_start: Timestamp,
    /// Where it ends.
    pub history_end: Timestamp,
    /// How long each interval is; on the wire a number of seconds.
    pub history_interval_seconds: TimeDelta,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    pub work_queues: Option<WorkQueueFilter>,
}

impl FlowRunHistoryQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            work_queues: self.work_queues.take(),
        }
    }
}

/// The body of `POST /ui/flow_runs/history`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunPointsQuery {
    /// The order.
    #[serde(default = "latest_expected")]
    pub sort: FlowRunSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most: up to 1000.
    #[serde(default = "thousand")]
    pub limit: i64,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
}

impl FlowRunPointsQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            ..RunFilters::default()
        }
    }
}

const fn latest_expected() -> FlowRunSort {
    FlowRunSort::ExpectedStartTimeDesc
}

const fn thousand() -> i64 {
    1000
}

/// The body of `POST /task_runs/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaskRunsQuery {
    /// The order.
    #[serde(default)]
    pub sort: TaskRunSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl TaskRunsQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /task_runs/paginate`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaskRunsPageQuery {
    /// The order.
    #[serde(default)]
    pub sort: TaskRunSort,
    /// Which page, from 1.
    #[serde(default = "one")]
    pub page: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl TaskRunsPageQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /task_runs/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaskRunsCount {
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl TaskRunsCount {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            ..RunFilters::default()
        }
    }
}

/// The body of `POST /ui/task_runs/dashboard/counts`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaskRunsDashboardQuery {
    /// On task runs; it must say after which time they started.
    pub task_runs: TaskRunFilter,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// On work queues.
    pub work_queues: Option<WorkQueueFilter>,
}

impl TaskRunsDashboardQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            task_runs: Some(std::mem::take(&mut self.task_runs)),
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            deployments: self.deployments.take(),
            work_pools: self.work_pools.take(),
            work_queues: self.work_queues.take(),
        }
    }
}

/// The body of `POST /task_runs/history`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaskRunHistoryQuery {
    /// Where the history starts.
    pub history_start: Timestamp,
    /// Where it ends.
    pub history_end: Timestamp,
    /// How long each interval is; on the wire a number of seconds.
    pub history_interval_seconds: TimeDelta,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl TaskRunHistoryQuery {
    /// Takes the filters out of the body.
    pub fn take_filters(&mut self) -> RunFilters {
        RunFilters {
            flows: self.flows.take(),
            flow_runs: self.flow_runs.take(),
            task_runs: self.task_runs.take(),
            deployments: self.deployments.take(),
            ..RunFilters::default()
        }
    }
}

const fn one() -> i64 {
    1
}

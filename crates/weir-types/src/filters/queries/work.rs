//! Lists of deployments, work pools, work queues and workers.

use serde::Deserialize;

use super::RunFilters;
use crate::{
    filters::{
        DeploymentFilter, FlowFilter, FlowRunFilter, TaskRunFilter, WorkPoolFilter, WorkQueueFilter,
        WorkerFilter,
    },
    ids::DeploymentId,
    sorting::DeploymentSort,
    time::Timestamp,
};

macro_rules! run_filters {
    ($name:ident) => {
        impl $name {
            /// Takes the filters out of the body.
            pub fn take_filters(&mut self) -> RunFilters {
                RunFilters {
                    flows: self.flows.take(),
                    flow_runs: self.flow_runs.take(),
                    task_runs: self.task_runs.take(),
                    deployments: self.deployments.take(),
                    work_pools: self.work_pools.take(),
                    work_queues: self.work_pool_queues.take(),
                }
            }
        }
    };
}

/// The body of `POST /deployments/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DeploymentsQuery {
    /// The order.
    #[serde(default)]
    pub sort: DeploymentSort,
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
    pub work_pool_queues: Option<WorkQueueFilter>,
}

run_filters!(DeploymentsQuery);

/// The body of `POST /deployments/paginate`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DeploymentsPageQuery {
    /// The order.
    #[serde(default)]
    pub sort: DeploymentSort,
    /// Which page, from 1.
    #[serde(default = "first")]
    pub page: i64,
    /// How many rows a page holds.
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
    pub work_pool_queues: Option<WorkQueueFilter>,
}

run_filters!(DeploymentsPageQuery);

/// The body of `POST /deployments/count`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct DeploymentsCount {
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
    pub work_pool_queues: Option<WorkQueueFilter>,
}

run_filters!(DeploymentsCount);

/// The body of `POST /deployments/bulk_delete`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DeploymentsBulkDelete {
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
    /// How many at most: 1 to 50.
    #[serde(default = "fifty")]
    pub limit: i64,
}

/// The body of `POST /deployments/get_scheduled_flow_runs`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DeploymentsPoll {
    /// The deployments.
    pub deployment_ids: Vec<DeploymentId>,
    /// Only runs that shall start by then.
    pub scheduled_before: Option<Timestamp>,
    /// How many runs at most.
    pub limit: Option<i64>,
}

/// The body of `POST /work_pools/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkPoolsQuery {
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /work_pools/count`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct WorkPoolsCount {
    /// On work pools.
    pub work_pools: Option<WorkPoolFilter>,
}

/// The body of `POST /work_pools/{name}/queues/filter` and of `POST /work_queues/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkQueuesQuery {
    /// On work queues.
    pub work_queues: Option<WorkQueueFilter>,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /work_pools/{name}/workers/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkersQuery {
    /// On workers.
    pub workers: Option<WorkerFilter>,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

const fn first() -> i64 {
    1
}

const fn fifty() -> i64 {
    50
}

//! Lists of what belongs to runs, and of what stands by itself.

use serde::Deserialize;

use super::RunFilters;
use crate::{
    filters::{
        ArtifactCollectionFilter, ArtifactFilter, AutomationFilter, BlockDocumentFilter, BlockSchemaFilter,
        BlockTypeFilter, DeploymentFilter, EventFilter, FlowFilter, FlowRunFilter, LogFilter, TaskRunFilter,
        VariableFilter,
    },
    sorting::{
        ArtifactCollectionSort, ArtifactSort, AutomationSort, BlockDocumentSort, LogSort, VariableSort,
    },
};

/// The body of `POST /artifacts/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ArtifactsQuery {
    /// On artifacts.
    pub artifacts: Option<ArtifactFilter>,
    /// The order.
    #[serde(default)]
    pub sort: ArtifactSort,
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

impl ArtifactsQuery {
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

/// The body of `POST /artifacts/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ArtifactsCount {
    /// On artifacts.
    pub artifacts: Option<ArtifactFilter>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl ArtifactsCount {
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

/// The body of `POST /artifacts/latest/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ArtifactCollectionsQuery {
    /// On collections of artifacts.
    pub artifacts: Option<ArtifactCollectionFilter>,
    /// The order.
    #[serde(default)]
    pub sort: ArtifactCollectionSort,
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

impl ArtifactCollectionsQuery {
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

/// The body of `POST /artifacts/latest/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ArtifactCollectionsCount {
    /// On collections of artifacts.
    pub artifacts: Option<ArtifactCollectionFilter>,
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// On task runs.
    pub task_runs: Option<TaskRunFilter>,
    /// On deployments.
    pub deployments: Option<DeploymentFilter>,
}

impl ArtifactCollectionsCount {
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

/// The body of `POST /logs/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LogsQuery {
    /// On log lines.
    pub logs: Option<LogFilter>,
    /// The order.
    #[serde(default)]
    pub sort: LogSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /variables/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct VariablesQuery {
    /// On variables.
    pub variables: Option<VariableFilter>,
    /// The order.
    #[serde(default)]
    pub sort: VariableSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /variables/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct VariablesCount {
    /// On variables.
    pub variables: Option<VariableFilter>,
}

/// The body of `POST /automations/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AutomationsQuery {
    /// On automations.
    pub automations: Option<AutomationFilter>,
    /// The order.
    #[serde(default)]
    pub sort: AutomationSort,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /automations/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AutomationsCount {
    /// On automations.
    pub automations: Option<AutomationFilter>,
}

/// The body of `POST /block_types/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BlockTypesQuery {
    /// On block types.
    pub block_types: Option<BlockTypeFilter>,
    /// On block schemas.
    pub block_schemas: Option<BlockSchemaFilter>,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /block_schemas/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BlockSchemasQuery {
    /// On block schemas.
    pub block_schemas: Option<BlockSchemaFilter>,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /block_documents/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BlockDocumentsQuery {
    /// The order; null stands for the default.
    pub sort: Option<BlockDocumentSort>,
    /// On block documents.
    pub block_documents: Option<BlockDocumentFilter>,
    /// On block types.
    pub block_types: Option<BlockTypeFilter>,
    /// On block schemas.
    pub block_schemas: Option<BlockSchemaFilter>,
    /// Answer secret values as they are instead of hidden.
    #[serde(default)]
    pub include_secrets: bool,
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /block_documents/count`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BlockDocumentsCount {
    /// On block documents.
    pub block_documents: Option<BlockDocumentFilter>,
    /// On block types.
    pub block_types: Option<BlockTypeFilter>,
    /// On block schemas.
    pub block_schemas: Option<BlockSchemaFilter>,
}

/// The body of `POST /saved_searches/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SavedSearchesQuery {
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /concurrency_limits/filter` and `POST /v2/concurrency_limits/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ConcurrencyLimitsQuery {
    /// How many rows to skip.
    #[serde(default)]
    pub offset: i64,
    /// How many rows to answer at most.
    pub limit: Option<i64>,
}

/// The body of `POST /events/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EventsQuery {
    /// On events.
    pub filter: Option<EventFilter>,
    /// How many at most: 0 to 50.
    #[serde(default = "fifty")]
    pub limit: i64,
}

const fn fifty() -> i64 {
    50
}

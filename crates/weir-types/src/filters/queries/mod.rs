//! The bodies of the operations that list, count, page through, delete or change many rows.
//!
//! Members that an operation does not know are ignored, as Prefect ignores them. Limits are checked by the routes, since
//! the highest one is a setting.

mod bulk;
mod lists;
mod runs;
mod work;

pub use bulk::{FlowIds, FlowRunIds, FlowRunsBulkDelete, FlowRunsBulkSetState, FlowsBulkDelete};
pub use lists::{
    ArtifactCollectionsCount, ArtifactCollectionsQuery, ArtifactsCount, ArtifactsQuery, AutomationsCount,
    AutomationsQuery, BlockDocumentsCount, BlockDocumentsQuery, BlockSchemasQuery, BlockTypesQuery,
    ConcurrencyLimitsQuery, EventsQuery, LogsQuery, SavedSearchesQuery, VariablesCount, VariablesQuery,
};
pub use runs::{
    FlowRunHistoryQuery, FlowRunPointsQuery, FlowRunsCount, FlowRunsPageQuery, FlowRunsQuery, FlowsCount,
    FlowsPageQuery, FlowsQuery, RunFilters, TaskRunHistoryQuery, TaskRunsCount, TaskRunsDashboardQuery,
    TaskRunsPageQuery, TaskRunsQuery,
};
pub use work::{
    DeploymentsBulkDelete, DeploymentsCount, DeploymentsPageQuery, DeploymentsPoll, DeploymentsQuery,
    WorkPoolsCount, WorkPoolsQuery, WorkQueuesQuery, WorkersQuery,
};

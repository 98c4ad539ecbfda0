//! Filters of lists: what the `filter`, `count`, `paginate` and bulk operations take, as plain data.
//!
//! A filter without members lets every row through. One file for each entity; [`parts`] has what they are made of,
//! [`queries`] the bodies of the operations. The store turns them into SQL.

mod artifacts;
mod automations;
mod blocks;
mod deployments;
mod events;
mod flow_runs;
mod flows;
mod logs;
pub mod parts;
pub mod queries;
mod task_runs;
mod text;
mod variables;
mod work_pools;

pub use artifacts::{ArtifactCollectionFilter, ArtifactFilter};
pub use automations::{AutomationFilter, CreatedBefore};
pub use blocks::{BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter, Capabilities, Like};
pub use deployments::{ConcurrencyLimitFilter, DeploymentFilter};
pub use events::{
    EventAnyResourceFilter, EventFilter, EventIdFilter, EventNameFilter, EventOccurredFilter, EventOrder,
    EventRelatedFilter, EventResourceFilter, OneOrMany,
};
pub use flow_runs::{FlowRunCreatedBy, FlowRunFilter, FlowRunState, ParentFlowRun};
pub use flows::{FlowDeployment, FlowFilter};
pub use logs::{LogFilter, LogLevel, LogTaskRun};
pub use task_runs::{SubflowRuns, TaskRunFilter, TaskRunFlowRun, TaskRunState};
pub use text::{TextQuery, TextTerms};
pub use variables::VariableFilter;
pub use work_pools::{QueueName, WorkPoolFilter, WorkQueueFilter, WorkerFilter, WorkerStatus};

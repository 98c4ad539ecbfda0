//! Operations on many rows at once.

use serde::Deserialize;

use crate::{
    filters::{FlowFilter, FlowRunFilter},
    ids::{FlowId, FlowRunId},
    state::StateCreate,
};

/// The body of `POST /flows/bulk_delete`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowsBulkDelete {
    /// On flows.
    pub flows: Option<FlowFilter>,
    /// How many at most: 1 to 50.
    #[serde(default = "fifty")]
    pub limit: i64,
}

/// The body of `POST /flow_runs/bulk_delete`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunsBulkDelete {
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// How many at most: 1 to 50.
    #[serde(default = "fifty")]
    pub limit: i64,
}

/// The body of `POST /flow_runs/bulk_set_state`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunsBulkSetState {
    /// On flow runs.
    pub flow_runs: Option<FlowRunFilter>,
    /// The proposed state.
    pub state: StateCreate,
    /// Enter it whatever the rules say.
    #[serde(default)]
    pub force: bool,
    /// How many at most: 1 to 50.
    #[serde(default = "fifty")]
    pub limit: i64,
}

/// The body of `POST /ui/flows/count-deployments` and of `POST /ui/flows/next-runs`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowIds {
    /// The flows, at most 200.
    pub flow_ids: Vec<FlowId>,
}

/// The body of `POST /ui/flow_runs/count-task-runs`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunIds {
    /// The flow runs, at most 200.
    pub flow_run_ids: Vec<FlowRunId>,
}

const fn fifty() -> i64 {
    50
}

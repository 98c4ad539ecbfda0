//! The graph of a flow run: its task runs and subflow runs, and what depends on what.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{ArtifactId, StateId, TaskRunId},
    json::Json,
    state::{State, StateType},
    task_inputs::RunInput,
    task_runs::TaskRun,
    time::{TimeDelta, Timestamp},
};

/// What `GET /flow_runs/{id}/graph-v2` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// When the flow run started.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// The nodes that wait for no other.
    pub root_node_ids: Vec<Uuid>,
    /// The nodes with their ids, by start time.
    pub nodes: Vec<(Uuid, Node)>,
    /// Artifacts of the flow run itself.
    pub artifacts: Vec<GraphArtifact>,
    /// The states of the flow run, oldest first.
    pub states: Vec<GraphState>,
}

/// A task run in what `GET /flow_runs/{id}/graph` answers, which is a list of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DependencyResult {
    /// The task run.
    pub id: TaskRunId,
    /// Its name.
    pub name: String,
    /// Where its arguments came from, each source once.
    pub upstream_dependencies: Vec<RunInput>,
    /// The state that it is in.
    pub state: Option<State>,
    /// When it was first meant to start.
    pub expected_start_time: Option<Timestamp>,
    /// When it first ran.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it ran, up to its last transition.
    pub total_run_time: TimeDelta,
    /// The same up to the moment of the answer.
    pub estimated_run_time: TimeDelta,
    /// Whether its result cannot be tracked by reference.
    pub untrackable_result: bool,
}

impl From<TaskRun> for DependencyResult {
    fn from(run: TaskRun) -> Self {
        let mut sources: Vec<RunInput> = Vec::new();
        for source in run.task_inputs.sources().into_iter().flat_map(|(_, sources)| sources) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        Self {
            id: run.id,
            name: run.name,
            upstream_dependencies: sources,
            untrackable_result: run
                .state
                .as_ref()
                .is_some_and(|state| state.state_details.untrackable_result),
            state: run.state,
            expected_start_time: run.expected_start_time,
            start_time: run.start_time,
            end_time: run.end_time,
            total_run_time: run.total_run_time,
            estimated_run_time: run.estimated_run_time,
        }
    }
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A subflow run.
    FlowRun,
    /// A task run.
    TaskRun,
}

/// A task run or a subflow run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// The run's id.
    pub id: Uuid,
    /// The run's name.
    pub label: String,
    /// The type of the state that the run is in.
    pub state_type: StateType,
    /// When it started, or was meant to.
    pub start_time: Timestamp,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// The nodes that it waits for.
    pub parents: Vec<Edge>,
    /// The nodes that wait for it.
    pub children: Vec<Edge>,
    /// The nodes that it runs inside of.
    pub encapsulating: Vec<Edge>,
    /// Its artifacts.
    pub artifacts: Vec<GraphArtifact>,
}

/// The other end of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The node's id.
    pub id: Uuid,
}

/// An artifact in a graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GraphArtifact {
    /// Its id.
    pub id: ArtifactId,
    /// When it was made.
    pub created: Timestamp,
    /// Its key.
    pub key: Option<String>,
    /// What kind of artifact it is.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it is the newest with its key.
    pub is_latest: bool,
    /// Its data when it shows progress, else null.
    pub data: Option<Json>,
}

/// A state in a graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GraphState {
    /// Its id.
    pub id: StateId,
    /// When the run entered it.
    pub timestamp: Timestamp,
    /// Its type.
    #[serde(rename = "type")]
    pub state_type: StateType,
    /// Its name.
    pub name: String,
}

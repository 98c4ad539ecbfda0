//! The graph of a flow run: its task runs and subflow runs, and what depends on what.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{ArtifactId, StateId},
    json::Json,
    state::StateType,
    time::Timestamp,
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

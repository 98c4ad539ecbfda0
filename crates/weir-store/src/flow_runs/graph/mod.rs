//! The graph of a flow run: its task runs and subflow runs, and which waits for which.

mod nodes;

use std::collections::HashMap;

use uuid::Uuid;
use weir_types::{
    Timestamp,
    graph::{Graph, GraphArtifact, GraphState, NodeKind},
    ids::{FlowRunId, TaskRunId},
    state::StateType,
    task_inputs::TaskInputs,
};

use self::nodes::{Run, nodes};
use crate::{conn::Conn, error::Result, params, row::Row};

/// The most nodes that a graph may have, unless told otherwise.
pub const MOST_NODES: usize = 10_000;

/// The most artifacts that are shown in a graph.
const MOST_ARTIFACTS: i64 = 10_000;

/// What came of the wish for a graph.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn<G = Box<Graph>> {
    /// Here it is.
    Graph(G),
    /// It would have more nodes than it may have.
    TooLarge,
    /// There is no such run.
    NotFound,
}

impl<G> Drawn<G> {
    /// The same with something else for the graph.
    ///
    /// # Errors
    /// As `map` says.
    pub fn try_map<H, E>(self, map: impl FnOnce(G) -> Result<H, E>) -> Result<Drawn<H>, E> {
        Ok(match self {
            Self::Graph(graph) => Drawn::Graph(map(graph)?),
            Self::TooLarge => Drawn::TooLarge,
            Self::NotFound => Drawn::NotFound,
        })
    }
}

/// The graph of a flow run of at most `most` nodes, of which only those are shown that did not end before `since`.
pub async fn graph(conn: &mut Conn, id: FlowRunId, since: Option<Timestamp>, most: usize) -> Result<Drawn> {
    let span = conn
        .first(
            "SELECT COALESCE(start_time, expected_start_time), end_time FROM flow_runs WHERE id = $1",
            &params![id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    let Some((start_time, end_time)) = span else { return Ok(Drawn::NotFound) };
    let mut artifacts = artifacts(conn, id).await?;
    let mut nodes = nodes(runs(conn, id).await?, since);
    if nodes.len() > most {
        return Ok(Drawn::TooLarge);
    }
    for (id, node) in &mut nodes {
        node.artifacts = artifacts.remove(&Some(*id)).unwrap_or_default();
    }
    Ok(Drawn::Graph(Box::new(Graph {
        start_time,
        end_time,
        root_node_ids: nodes.iter().filter(|(_, node)| node.parents.is_empty()).map(|(id, _)| *id).collect(),
        nodes,
        artifacts: artifacts.remove(&None).unwrap_or_default(),
        states: states(conn, id).await?,
    })))
}

/// The task runs; one that stands for a subflow run is shown as that.
async fn runs(conn: &mut Conn, id: FlowRunId) -> Result<Vec<Run>> {
    let found = conn
        .all(
            "SELECT t.id, t.name, t.state_type, t.start_time, t.expected_start_time, t.end_time, t.task_inputs,
                 s.id, s.name, f.name, s.state_type, s.start_time, s.expected_start_time, s.end_time
             FROM task_runs AS t
             LEFT JOIN flow_runs AS s ON s.parent_task_run_id = t.id
             LEFT JOIN flows AS f ON f.id = s.flow_id
             WHERE t.flow_run_id = $1",
            &params![id],
            run,
        )
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// None for a run that has no state, or is not expected at any time.
fn run(row: Row<'_>) -> Result<Option<Run>> {
    let mut columns = row.columns();
    let task =
        (columns.take::<TaskRunId>()?, columns.take::<String>()?, columns.take::<Option<StateType>>()?);
    let (task_start, task_expected): (Option<Timestamp>, Option<Timestamp>) =
        (columns.take()?, columns.take()?);
    let task_end: Option<Timestamp> = columns.take()?;
    let inputs = TaskInputs::from_stored(columns.take()?);
    let subflow: Option<FlowRunId> = columns.take()?;
    let (subflow_name, flow_name): (Option<String>, Option<String>) = (columns.take()?, columns.take()?);
    let subflow_state: Option<StateType> = columns.take()?;
    let (start, expected): (Option<Timestamp>, Option<Timestamp>) = (columns.take()?, columns.take()?);
    let end: Option<Timestamp> = columns.take()?;

    let (task_id, task_name, task_state) = task;
    let unstarted_end = task_expected.filter(|_| task_state == Some(StateType::Completed));
    let (Some(start_time), Some(state_type)) =
        (start.or(expected).or(task_start).or(task_expected), subflow_state.or(task_state))
    else {
        return Ok(None);
    };
    Ok(Some(Run {
        kind: if subflow.is_some() { NodeKind::FlowRun } else { NodeKind::TaskRun },
        id: subflow.map_or(task_id.0, |id| id.0),
        label: flow_name.zip(subflow_name).map_or(task_name, |(flow, name)| format!("{flow} / {name}")),
        state_type,
        start_time,
        end_time: end.or(task_end).or(unstarted_end),
        inputs,
    }))
}

/// The artifacts that were made on purpose, by the task run that made them.
async fn artifacts(conn: &mut Conn, id: FlowRunId) -> Result<HashMap<Option<Uuid>, Vec<GraphArtifact>>> {
    let found = conn
        .all(
            "SELECT a.task_run_id, a.id, a.created, a.key, a.type, CASE WHEN a.type = 'progress' THEN a.data END, c.id
             FROM artifacts AS a
             LEFT JOIN artifact_collections AS c ON c.key = a.key AND c.latest_id = a.id
             WHERE a.flow_run_id = $1 AND a.type <> 'result' ORDER BY a.created, a.id LIMIT $2",
            &params![id, MOST_ARTIFACTS],
            |row| {
                let mut columns = row.columns();
                let task_run: Option<Uuid> = columns.take()?;
                let mut artifact = GraphArtifact {
                    id: columns.take()?,
                    created: columns.take()?,
                    key: columns.take()?,
                    kind: columns.take()?,
                    data: columns.take()?,
                    is_latest: false,
                };
                let newest: Option<Uuid> = columns.take()?;
                artifact.is_latest = artifact.key.is_none() || newest.is_some();
                Ok((task_run, artifact))
            },
        )
        .await?;
    let mut by_task: HashMap<Option<Uuid>, Vec<GraphArtifact>> = HashMap::new();
    for (task_run, artifact) in found {
        by_task.entry(task_run).or_default().push(artifact);
    }
    Ok(by_task)
}

async fn states(conn: &mut Conn, id: FlowRunId) -> Result<Vec<GraphState>> {
    conn.all(
        "SELECT id, timestamp, type, name FROM flow_run_states WHERE flow_run_id = $1 ORDER BY timestamp",
        &params![id],
        |row| {
            Ok(GraphState {
                id: row.get(0)?,
                timestamp: row.get(1)?,
                state_type: row.get(2)?,
                name: row.get(3)?,
            })
        },
    )
    .await
}

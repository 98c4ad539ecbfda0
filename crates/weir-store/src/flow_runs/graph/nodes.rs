//! Which nodes wait for which: from where the arguments of task runs come, without a look at the database.

use std::collections::HashMap;

use uuid::Uuid;
use weir_types::{
    Timestamp,
    graph::{Edge, Node, NodeKind},
    state::StateType,
    task_inputs::{RunInput, TaskInputs},
};

/// The name under which the inputs of a task run list the tasks inside of which it was called.
const CALLERS: &str = "__parents__";

/// A task run or subflow run on its way to be a node.
pub(super) struct Run {
    pub(super) kind: NodeKind,
    pub(super) id: Uuid,
    pub(super) label: String,
    pub(super) state_type: StateType,
    pub(super) start_time: Timestamp,
    pub(super) end_time: Option<Timestamp>,
    pub(super) inputs: TaskInputs,
}

/// The nodes by start time, of those that did not end before `since`. Edges lead also to nodes that ended before.
pub(super) fn nodes(mut runs: Vec<Run>, since: Option<Timestamp>) -> Vec<(Uuid, Node)> {
    // What has not ended comes first among those that started together.
    runs.sort_by_key(|run| (run.start_time, run.end_time, run.id));
    let place: HashMap<Uuid, usize> = runs.iter().enumerate().map(|(at, run)| (run.id, at)).collect();
    let mut edges: Vec<Edges> = runs.iter().map(|_| Edges::default()).collect();
    for (child, run) in runs.iter().enumerate() {
        for (argument, sources) in run.inputs.sources() {
            for parent in sources.iter().filter_map(source).filter_map(|id| place.get(&id).copied()) {
                if argument == CALLERS {
                    edges[child].callers.push(parent);
                } else {
                    edges[child].parents.push(parent);
                    edges[parent].children.push(child);
                }
            }
        }
    }
    let ids: Vec<Uuid> = runs.iter().map(|run| run.id).collect();
    let targets = |mut places: Vec<usize>| {
        // The order of places is that of start times.
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| Edge { id: ids[place] }).collect()
    };
    runs.into_iter()
        .zip(edges)
        .filter(|(run, _)| since.is_none_or(|since| run.end_time.is_none_or(|end| end >= since)))
        .map(|(run, edges)| {
            let node = Node {
                kind: run.kind,
                id: run.id,
                label: run.label,
                state_type: run.state_type,
                start_time: run.start_time,
                end_time: run.end_time,
                parents: targets(edges.parents),
                children: targets(edges.children),
                encapsulating: targets(edges.callers),
                artifacts: Vec::new(),
            };
            (run.id, node)
        })
        .collect()
}

/// The places of the nodes at the other ends.
#[derive(Default)]
struct Edges {
    parents: Vec<usize>,
    children: Vec<usize>,
    callers: Vec<usize>,
}

fn source(input: &RunInput) -> Option<Uuid> {
    match input {
        RunInput::TaskRun { id } => Some(id.0),
        RunInput::FlowRun { id } => Some(id.0),
        RunInput::Parameter { .. } | RunInput::Constant { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(nth: u128, end: Option<i64>, inputs: serde_json::Value) -> Run {
        Run {
            kind: NodeKind::TaskRun,
            id: Uuid::from_u128(nth),
            label: nth.to_string(),
            state_type: StateType::Completed,
            start_time: Timestamp::from_micros(i64::try_from(nth).unwrap()),
            end_time: end.map(Timestamp::from_micros),
            inputs: serde_json::from_value(inputs).unwrap(),
        }
    }

    fn ids(edges: &[Edge]) -> Vec<u128> {
        edges.iter().map(|edge| edge.id.as_u128()).collect()
    }

    #[test]
    fn edges_follow_the_arguments_and_each_is_there_once() {
        let from = |nth: u128| json!({ "input_type": "task_run", "id": Uuid::from_u128(nth) });
        let runs = vec![
            run(
                3,
                Some(9),
                json!({ "x": [from(2), from(1)], "y": [from(1), from(77)], "__parents__": [from(2)] }),
            ),
            run(1, Some(5), json!({ "n": [{ "input_type": "constant", "type": "int" }] })),
            run(2, None, json!({ "z": [from(1)] })),
        ];
        let nodes = nodes(runs, Some(Timestamp::from_micros(6)));
        let seen: Vec<_> = nodes
            .iter()
            .map(|(id, node)| {
                (id.as_u128(), ids(&node.parents), ids(&node.children), ids(&node.encapsulating))
            })
            .collect();
        assert_eq!(seen, [(2, vec![1], vec![3], vec![]), (3, vec![1, 2], vec![], vec![2])]);
    }
}

//! The events by which a client tells the server of its task runs, as Prefect's SDK words them.

use serde_json::{Map, Value, json};
use weir_types::{
    Timestamp,
    ids::{EventId, FlowId, FlowRunId, TaskRunId},
};

use super::plan::{TaskEntered, TaskRun};

/// Where an event belongs.
pub(super) struct Origin<'a> {
    pub(super) id: EventId,
    pub(super) follows: Option<EventId>,
    pub(super) task_run_id: TaskRunId,
    pub(super) flow_run: (FlowRunId, &'a str),
    pub(super) flow: (FlowId, &'a str),
    pub(super) tags: &'a [&'a str],
    /// The task runs whose results it takes.
    pub(super) takes: Vec<TaskRunId>,
}

/// The event that a task run has entered a state, as JSON.
pub(super) fn event(at: Timestamp, task_run: &TaskRun, entered: &TaskEntered, origin: &Origin<'_>) -> Value {
    let (state, books) = (&entered.state, &entered.books);
    let message = state.message.as_deref().unwrap_or_default();
    let mut details = Map::new();
    if let Some(scheduled) = state.scheduled {
        details.insert("scheduled_time".to_owned(), json!(scheduled));
    }
    json!({
        "id": origin.id,
        "occurred": at,
        "event": format!("prefect.task-run.{}", state.name),
        "follows": origin.follows,
        "resource": {
            "prefect.resource.id": format!("prefect.task-run.{}", origin.task_run_id),
            "prefect.resource.name": task_run.name,
            "prefect.run-count": books.run_count.to_string(),
            "prefect.state-message": message,
            "prefect.state-name": state.name,
            "prefect.state-timestamp": at,
            "prefect.state-type": state.state_type,
            "prefect.orchestration": "client",
        },
        "related": related(origin),
        "payload": {
            "intended": { "from": entered.from.map(|(state_type, _)| state_type), "to": state.state_type },
            "initial_state": entered.from.map(|(state_type, name)| {
                json!({ "type": state_type, "name": name, "message": "", "state_details": {} })
            }),
            "validated_state": {
                "type": state.state_type,
                "name": state.name,
                "message": message,
                "state_details": details,
                "data": null,
            },
            "task_run": fields(task_run, entered, origin),
        },
    })
}

fn related(origin: &Origin<'_>) -> Vec<Value> {
    let resource = |id: String, role: &str, name: Option<&str>| {
        let mut resource = json!({ "prefect.resource.id": id, "prefect.resource.role": role });
        if let Some(name) = name {
            resource["prefect.resource.name"] = json!(name);
        }
        resource
    };
    let (flow_run, flow) = (origin.flow_run, origin.flow);
    let mut related = vec![
        resource(format!("prefect.flow-run.{}", flow_run.0), "flow-run", Some(flow_run.1)),
        resource(format!("prefect.flow.{}", flow.0), "flow", Some(flow.1)),
    ];
    related.extend(origin.tags.iter().map(|tag| resource(format!("prefect.tag.{tag}"), "tag", None)));
    related
}

/// Where the arguments of a task run came from.
pub(super) fn inputs(takes: &[TaskRunId]) -> Value {
    let takes: Vec<_> = takes.iter().map(|id| json!({ "input_type": "task_run", "id": id })).collect();
    if takes.is_empty() { json!({}) } else { json!({ "upstream": takes }) }
}

fn fields(task_run: &TaskRun, entered: &TaskEntered, origin: &Origin<'_>) -> Value {
    let (task, books) = (task_run.task, &entered.books);
    let mut fields = json!({
        "name": task_run.name,
        "task_key": task.name,
        "dynamic_key": task_run.dynamic_key,
        "empirical_policy": {
            "max_retries": 0, "retry_delay_seconds": 0.0,
            "retries": task.retries, "retry_delay": task.retry_delay,
        },
        "tags": [],
        "labels": {},
        "task_inputs": inputs(&origin.takes),
        "run_count": books.run_count,
        "flow_run_run_count": books.flow_run_count,
        "expected_start_time": books.expected,
        "total_run_time": books.total,
    });
    // The SDK sends no nulls here.
    for (name, at) in [("start_time", books.started), ("end_time", books.ended)] {
        if let Some(at) = at {
            fields[name] = json!(at);
        }
    }
    if let Some(scheduled) = entered.state.scheduled {
        fields["next_scheduled_start_time"] = json!(scheduled);
    }
    fields
}

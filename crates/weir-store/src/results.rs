//! Results of runs: each state's data that is worth keeping is also an artifact of the run.

use serde_json::Value;
use weir_types::{
    Json, Timestamp,
    ids::{FlowRunId, TaskRunId},
};

use crate::{
    artifacts::{self, NewArtifact},
    conn::Conn,
    error::Result,
    states,
};

/// Whose result it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// A flow run's.
    FlowRun(FlowRunId),
    /// A task run's, with the flow run that it is part of.
    TaskRun(TaskRunId, Option<FlowRunId>),
}

/// Keeps the data of a state that `owner` entered as an artifact, if it is worth keeping.
pub(crate) async fn keep(conn: &mut Conn, data: &Json, owner: Owner, now: Timestamp) -> Result<()> {
    let Some(data) = states::stored_data(data) else { return Ok(()) };
    let (flow_run, task_run): (Option<FlowRunId>, Option<TaskRunId>) = match owner {
        Owner::FlowRun(id) => (Some(id), None),
        Owner::TaskRun(id, flow_run) => (flow_run, Some(id)),
    };
    let described = Described::of(data);
    let new = NewArtifact {
        key: described.key.as_deref(),
        kind: described.kind.as_deref(),
        description: described.description.as_deref(),
        data: Some(described.data.as_ref().unwrap_or(data)),
        metadata: None,
        flow_run_id: flow_run,
        task_run_id: task_run,
    };
    artifacts::insert(conn, &new, now).await?;
    Ok(())
}

/// A result may say under which key, type and description it shall be shown.
#[derive(Default)]
struct Described {
    key: Option<String>,
    kind: Option<String>,
    description: Option<String>,
    /// The data without these members; none when it has none of them.
    data: Option<Json>,
}

impl Described {
    fn of(data: &Json) -> Self {
        // Most results say nothing of the sort, so the text is looked at before it is parsed.
        if !data.as_str().starts_with('{') || !data.as_str().contains("\"artifact_") {
            return Self::default();
        }
        let Value::Object(mut members) = data.to_value() else { return Self::default() };
        let mut text = |name: &str| match members.shift_remove(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        let (key, kind, description) =
            (text("artifact_key"), text("artifact_type"), text("artifact_description"));
        Self { key, kind, description, data: Some(Json::from(Value::Object(members))) }
    }
}

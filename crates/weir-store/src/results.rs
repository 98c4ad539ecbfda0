//! Results of runs: each state's data that is worth keeping is also an artifact of the run.

use serde_json::Value;
use weir_types::{
    Json, Timestamp,
    ids::{ArtifactId, FlowRunId, TaskRunId},
};

use crate::{conn::Conn, error::Result, params, states};

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
    let id = ArtifactId::generate();
    conn.execute(
        "INSERT INTO artifacts (id, created, updated, key, type, description, data, flow_run_id, task_run_id)
         VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            id,
            now,
            &described.key,
            &described.kind,
            &described.description,
            described.data.as_ref().unwrap_or(data),
            flow_run,
            task_run,
        ],
    )
    .await?;
    if let Some(key) = &described.key {
        conn.execute(
            "INSERT INTO artifact_collections (id, created, updated, key, latest_id, type, description, data,
                 flow_run_id, task_run_id)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (key) DO UPDATE SET updated = excluded.updated, latest_id = excluded.latest_id,
                 type = excluded.type, description = excluded.description, data = excluded.data,
                 flow_run_id = excluded.flow_run_id, task_run_id = excluded.task_run_id",
            &params![
                weir_types::ids::ArtifactCollectionId::generate(),
                now,
                key,
                id,
                &described.kind,
                &described.description,
                described.data.as_ref().unwrap_or(data),
                flow_run,
                task_run,
            ],
        )
        .await?;
    }
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

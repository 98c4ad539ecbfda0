//! The event that each new state of a flow run is announced by.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    flow_runs::CreatedBy,
    ids::{DeploymentId, EventId, FlowId, FlowRunId, TaskRunId, WorkPoolId, WorkQueueId},
    state::{State, StateType},
};

use crate::{
    conn::Conn,
    error::{Result, StoreError},
    events::{NewEvent, RelatedId},
    params,
};

/// States that follow upon each other faster than this are linked, so that their order is known even when their
/// events arrive in another one.
const TIGHT: TimeDelta = TimeDelta::from_secs(300);

/// Longer messages are cut in their middle.
const LONGEST_MESSAGE: usize = 100_000;

/// What the event tells of the run besides its states.
pub(super) struct Subject<'a> {
    pub(super) id: FlowRunId,
    pub(super) name: &'a str,
    pub(super) run_count: i64,
    pub(super) tags: &'a [String],
    pub(super) created_by: Option<&'a CreatedBy>,
    pub(super) related: &'a [Related],
}

/// A resource that the run belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Related {
    kind: &'static str,
    id: Uuid,
    name: String,
    tags: Vec<String>,
    pool_type: Option<String>,
}

impl Related {
    pub(crate) fn flow(id: FlowId, name: String, tags: Vec<String>) -> Self {
        Self { kind: "flow", id: id.0, name, tags, pool_type: None }
    }

    pub(crate) fn deployment(id: DeploymentId, name: String, tags: Vec<String>) -> Self {
        Self { kind: "deployment", id: id.0, name, tags, pool_type: None }
    }

    pub(crate) fn work_queue(id: WorkQueueId, name: String) -> Self {
        Self { kind: "work-queue", id: id.0, name, tags: Vec::new(), pool_type: None }
    }

    pub(crate) fn work_pool(id: WorkPoolId, name: String, kind: String) -> Self {
        Self { kind: "work-pool", id: id.0, name, tags: Vec::new(), pool_type: Some(kind) }
    }
}

/// Where the run came from and where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Origin {
    pub(crate) deployment: Option<DeploymentId>,
    pub(crate) work_queue: Option<WorkQueueId>,
    pub(crate) parent_task_run: Option<TaskRunId>,
}

/// The resources of a run of `flow`, in the order in which the event lists them. Most runs need no statement.
pub(super) async fn related(conn: &mut Conn, flow: Related, origin: Origin) -> Result<Vec<Related>> {
    let mut all = vec![flow];
    if let Some(id) = origin.deployment {
        all.extend(
            tagged(conn, "deployment", "SELECT name, tags FROM deployments WHERE id = $1", id.0).await?,
        );
    }
    if let Some(id) = origin.work_queue {
        let queue = conn
            .first(
                "SELECT q.name, p.id, p.name, p.type FROM work_queues AS q
                 JOIN work_pools AS p ON p.id = q.work_pool_id WHERE q.id = $1",
                &params![id],
                |row| {
                    let mut columns = row.columns();
                    let queue = Related::work_queue(id, columns.take()?);
                    Ok([queue, Related::work_pool(columns.take()?, columns.take()?, columns.take()?)])
                },
            )
            .await?;
        all.extend(queue.into_iter().flatten());
    }
    if let Some(id) = origin.parent_task_run {
        all.extend(parent(conn, id).await?);
    }
    Ok(all)
}

/// The task run that stands for the run in another one.
pub(crate) async fn parent(conn: &mut Conn, id: TaskRunId) -> Result<Option<Related>> {
    tagged(conn, "task-run", "SELECT name, tags FROM task_runs WHERE id = $1", id.0).await
}

async fn tagged(conn: &mut Conn, kind: &'static str, sql: &str, id: Uuid) -> Result<Option<Related>> {
    conn.first(sql, &params![id], |row| {
        Ok(Related { kind, id, name: row.get(0)?, tags: row.get(1)?, pool_type: None })
    })
    .await
}

/// The event that says that the run went from `initial` to `entered`. It has the id of the state.
pub(super) fn state_change(
    subject: &Subject<'_>,
    initial: Option<&State>,
    entered: &State,
) -> Result<NewEvent> {
    let resource_id = format!("prefect.flow-run.{}", subject.id);
    let resource = Resource {
        id: &resource_id,
        name: subject.name,
        run_count: subject.run_count.to_string(),
        state_message: entered.message.as_deref().map(shortened).unwrap_or_default(),
        state_name: &entered.name,
        state_timestamp: iso_format(entered.timestamp),
        state_type: entered.state_type,
    };
    let payload = Payload {
        intended: Intended { from: initial.map(|state| state.state_type), to: entered.state_type },
        initial_state: initial.map(StatePayload::of),
        validated_state: StatePayload::of(entered),
    };
    let (related_ids, related) = related_resources(subject)?;
    Ok(NewEvent {
        id: EventId(entered.id.0),
        occurred: entered.timestamp,
        event: format!("prefect.flow-run.{}", entered.name),
        resource: object(&resource)?,
        resource_id,
        related_ids,
        related,
        payload: object(&payload)?,
        follows: initial
            .filter(|state| is_tight(entered.timestamp, state.timestamp))
            .map(|state| EventId(state.id.0)),
    })
}

fn object(value: &impl Serialize) -> Result<JsonObject> {
    JsonObject::new(Json::of(value)?).ok_or(StoreError::Column { column: 0, expected: "a JSON object" })
}

fn is_tight(occurred: Timestamp, before: Timestamp) -> bool {
    let between = occurred.since(before).as_micros();
    between.abs() < TIGHT.as_micros()
}

/// As Python's `isoformat` writes an instant in UTC.
fn iso_format(at: Timestamp) -> String {
    let mut text = at.to_string();
    text.pop();
    text.push_str("+00:00");
    text
}

/// Cuts the middle out of a text that is too long, and says how much.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_MESSAGE {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let Some(omitted) = chars.len().checked_sub(LONGEST_MESSAGE).filter(|omitted| *omitted > 0) else {
        return text.to_owned();
    };
    let half = LONGEST_MESSAGE / 2;
    let note = format!("...{omitted} additional characters...");
    if note.len() >= omitted {
        return text.to_owned();
    }
    let (beginning, end) = (&chars[..half], &chars[chars.len() - half..]);
    beginning.iter().chain(&note.chars().collect::<Vec<_>>()).chain(end).collect()
}

#[derive(Serialize)]
struct Resource<'a> {
    #[serde(rename = "prefect.resource.id")]
    id: &'a str,
    #[serde(rename = "prefect.resource.name")]
    name: &'a str,
    #[serde(rename = "prefect.run-count")]
    run_count: String,
    #[serde(rename = "prefect.state-message")]
    state_message: String,
    #[serde(rename = "prefect.state-name")]
    state_name: &'a str,
    #[serde(rename = "prefect.state-timestamp")]
    state_timestamp: String,
    #[serde(rename = "prefect.state-type")]
    state_type: StateType,
}

#[derive(Serialize)]
struct Payload<'a> {
    intended: Intended,
    initial_state: Option<StatePayload<'a>>,
    validated_state: StatePayload<'a>,
}

#[derive(Serialize)]
struct Intended {
    from: Option<StateType>,
    to: StateType,
}

#[derive(Serialize)]
struct StatePayload<'a> {
    #[serde(rename = "type")]
    state_type: StateType,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pause_reschedule: Option<&'static str>,
}

impl<'a> StatePayload<'a> {
    fn of(state: &'a State) -> Self {
        let reschedule = if state.state_details.pause_reschedule { "true" } else { "false" };
        Self {
            state_type: state.state_type,
            name: &state.name,
            message: state.message.as_deref().filter(|text| !text.is_empty()).map(shortened),
            pause_reschedule: (state.state_type == StateType::Paused).then_some(reschedule),
        }
    }
}

#[derive(Serialize)]
struct RelatedResource<'a> {
    #[serde(rename = "prefect.resource.id")]
    id: &'a str,
    #[serde(rename = "prefect.resource.role")]
    role: &'a str,
    #[serde(rename = "prefect.resource.name", skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(rename = "prefect.work-pool.type", skip_serializing_if = "Option::is_none")]
    pool_type: Option<&'a str>,
}

/// The run's resources, then all their tags and its own, then whoever made it.
fn related_resources(subject: &Subject<'_>) -> Result<(Vec<RelatedId>, Json)> {
    let tags: BTreeSet<&str> = subject
        .related
        .iter()
        .flat_map(|related| &related.tags)
        .chain(subject.tags)
        .map(String::as_str)
        .collect();
    let id = |resource_id: String, role: &str| RelatedId { resource_id, role: role.to_owned() };
    let mut ids: Vec<RelatedId> = Vec::with_capacity(subject.related.len() + tags.len() + 1);
    ids.extend(
        subject
            .related
            .iter()
            .map(|related| id(format!("prefect.{}.{}", related.kind, related.id), related.kind)),
    );
    ids.extend(tags.iter().map(|tag| id(format!("prefect.tag.{tag}"), "tag")));
    ids.extend(creator(subject.created_by).map(|resource_id| id(resource_id, "creator")));

    let described =
        subject.related.iter().map(|related| (Some(related.name.as_str()), related.pool_type.as_deref()));
    let creator_name =
        subject.created_by.and_then(|by| by.display_value.as_deref()).filter(|name| !name.is_empty());
    let described = described.chain(tags.iter().map(|_| (None, None))).chain([(creator_name, None)]);
    let resources: Vec<RelatedResource<'_>> = ids
        .iter()
        .zip(described)
        .map(|(id, (name, pool_type))| RelatedResource {
            id: &id.resource_id,
            role: &id.role,
            name,
            pool_type,
        })
        .collect();
    let json = Json::of(&resources)?;
    Ok((ids, json))
}

fn creator(created_by: Option<&CreatedBy>) -> Option<String> {
    let by = created_by?;
    let kind = match by.kind.as_deref() {
        Some("DEPLOYMENT") => "deployment",
        Some("AUTOMATION") => "automation",
        _ => return None,
    };
    let id = by.id.map_or_else(|| "None".to_owned(), |id| id.to_string());
    Some(format!("prefect.{kind}.{id}"))
}

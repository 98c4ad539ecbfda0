//! Events about things that are made, changed and deleted: `prefect.<kind>.<action>`.

use serde::Serialize;
use serde_json::{Map, Value};
use weir_types::{Json, JsonObject, Timestamp, ids::EventId};

use crate::{
    conn::Conn,
    error::Result,
    events::{self, NewEvent, RelatedId},
};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Created,
    Updated,
    Deleted,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// A thing that something was done to.
pub(crate) struct Subject<'s, P> {
    /// What kind of thing, as it stands in event names: `variable`.
    pub kind: &'static str,
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: Option<&'s str>,
    /// What is told about it; must serialise as an object.
    pub payload: P,
    /// Things that it hangs together with.
    pub related: Vec<Related<'s>>,
}

/// A thing that an event's subject hangs together with.
pub(crate) struct Related<'s> {
    /// The id of the resource: `prefect.flow-run.…`.
    pub resource_id: String,
    /// How it hangs together.
    pub role: &'static str,
    /// Its name, where it is told.
    pub name: Option<&'s str>,
}

/// Appends the event that tells of `action`.
pub(crate) async fn record<P: Serialize>(
    conn: &mut Conn,
    action: Action,
    subject: Subject<'_, P>,
    now: Timestamp,
) -> Result<()> {
    let event = event(action, subject, now)?;
    events::append(conn, &[event], now).await?;
    Ok(())
}

fn event<P: Serialize>(action: Action, subject: Subject<'_, P>, now: Timestamp) -> Result<NewEvent> {
    let resource_id = format!("prefect.{}.{}", subject.kind, subject.id);
    let related: Vec<_> =
        subject.related.iter().map(|one| labels(&one.resource_id, Some(one.role), one.name)).collect();
    Ok(NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: format!("prefect.{}.{}", subject.kind, action.as_str()),
        resource: JsonObject::from(labels(&resource_id, None, subject.name)),
        resource_id,
        related: Json::of(&related)?,
        related_ids: subject
            .related
            .into_iter()
            .map(|one| RelatedId { resource_id: one.resource_id, role: one.role.to_owned() })
            .collect(),
        payload: JsonObject::new(Json::of(&subject.payload)?).unwrap_or_default(),
        follows: None,
    })
}

fn labels(id: &str, role: Option<&str>, name: Option<&str>) -> Map<String, Value> {
    [("prefect.resource.id", Some(id)), ("prefect.resource.role", role), ("prefect.resource.name", name)]
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), Value::String(value?.to_owned()))))
        .collect()
}

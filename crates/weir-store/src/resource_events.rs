//! Events about work pools, work queues and deployments.

use serde::Serialize;
use serde_json::{Map, Value};
use weir_types::{Json, JsonObject, Timestamp, ids::EventId};

use crate::{
    error::{Result, StoreError},
    events::{NewEvent, RelatedId},
};

/// A thing that an event names, with the labels that are told about it.
#[derive(Serialize)]
pub(crate) struct Resource<'a> {
    /// `prefect.work-pool.…`
    #[serde(rename = "prefect.resource.id")]
    pub id: String,
    /// Its name, where it is told.
    #[serde(rename = "prefect.resource.name", skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// The type of a work pool.
    #[serde(rename = "prefect.work-pool.type", skip_serializing_if = "Option::is_none")]
    pub pool_type: Option<&'a str>,
    /// What it is to the event.
    #[serde(rename = "prefect.resource.role", skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
}

/// What happened to a thing.
pub(crate) struct Happening<'a> {
    /// The event's id.
    pub id: EventId,
    /// The event's name.
    pub name: String,
    /// The thing.
    pub resource: Resource<'a>,
    /// What hangs together with it.
    pub related: Vec<Resource<'a>>,
    /// What is told besides.
    pub payload: JsonObject,
    /// The event before it, when that is known.
    pub follows: Option<EventId>,
}

impl<'a> Happening<'a> {
    /// That something happened, and nothing more to tell.
    pub(crate) fn new(name: String, resource: Resource<'a>, related: Vec<Resource<'a>>) -> Self {
        Self {
            id: EventId::generate(),
            name,
            resource,
            related,
            payload: JsonObject::default(),
            follows: None,
        }
    }

    /// The event, which happened at `now`.
    pub(crate) fn event(self, now: Timestamp) -> Result<NewEvent> {
        let no_object = StoreError::Column { column: 0, expected: "a JSON object" };
        Ok(NewEvent {
            id: self.id,
            occurred: now,
            event: self.name,
            resource: JsonObject::new(Json::of(&self.resource)?).ok_or(no_object)?,
            resource_id: self.resource.id,
            related: Json::of(&self.related)?,
            related_ids: self
                .related
                .into_iter()
                .map(|one| RelatedId { resource_id: one.id, role: one.role.unwrap_or_default().to_owned() })
                .collect(),
            payload: self.payload,
            follows: self.follows,
        })
    }
}

/// The members of a thing before and after a change.
#[derive(Default)]
pub(crate) struct Changes(Map<String, Value>);

impl Changes {
    /// Notes a member, if it has changed.
    pub(crate) fn note<T: Serialize + PartialEq>(&mut self, name: &str, from: &T, to: &T) -> Result<()> {
        if from != to {
            let change = [("from", serde_json::to_value(from)?), ("to", serde_json::to_value(to)?)];
            self.0.insert(
                name.to_owned(),
                change.map(|(key, value)| (key.to_owned(), value)).into_iter().collect(),
            );
        }
        Ok(())
    }

    /// What the event tells: nothing has happened when nothing has changed.
    pub(crate) fn payload(self) -> Option<JsonObject> {
        if self.0.is_empty() {
            return None;
        }
        let fields = self.0.keys().cloned().map(Value::String).collect();
        let payload = [
            ("updated_fields".to_owned(), Value::Array(fields)),
            ("updates".to_owned(), Value::Object(self.0)),
        ];
        Some(JsonObject::from(Map::from_iter(payload)))
    }
}

//! The events that tell how an action went: `prefect.automation.action.triggered`, and then `.executed` or `.failed`.

use serde_json::{Map, Value, json};
use weir_store::{
    automation_actions::QueuedAction,
    events::{NewEvent, RelatedId},
};
use weir_types::{Json, JsonObject, TimeDelta, Timestamp, ids::EventId};

use super::{Done, firing::Firing};

/// How old the triggering event may be for the action's event to name it as what it follows.
const CLOSE: TimeDelta = TimeDelta::from_secs(300);

/// Both events of an action that came to its end.
pub(super) fn of(queued: &QueuedAction, firing: &Firing, done: &Done, now: Timestamp) -> [NewEvent; 2] {
    let mut related = done.related.clone();
    if let Some(id) = firing.member("automation_triggered_event_id").as_str() {
        related.push(json!({
            "prefect.resource.id": format!("prefect.event.{id}"),
            "prefect.resource.role": "automation-triggered-event",
        }));
    }
    if let Some(id) = firing.event_id() {
        related.push(json!({
            "prefect.resource.id": format!("prefect.event.{id}"), "prefect.resource.role": "triggering-event",
        }));
    }
    let triggered = firing.triggered().unwrap_or(now);
    let follows = firing.event_id().filter(|_| {
        let occurred = firing.event()["occurred"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        occurred.is_some_and(|occurred| triggered < occurred + CLOSE && occurred < triggered + CLOSE)
    });
    let details = details(queued);
    let first = event(queued, firing, "triggered", triggered, &related, details.clone(), follows);
    let mut payload = details;
    payload.extend(done.details.clone());
    let name = if done.reason.is_some() { "failed" } else { "executed" };
    if let Some(reason) = &done.reason {
        payload.insert("reason".to_owned(), reason.as_str().into());
    }
    let follows = Some(first.id);
    let second = event(queued, firing, name, now, &related, payload, follows);
    [first, second]
}

fn details(queued: &QueuedAction) -> Map<String, Value> {
    Map::from_iter([
        ("action_index".to_owned(), queued.action_index.into()),
        ("action_type".to_owned(), queued.action.kind().into()),
        ("invocation".to_owned(), queued.id.to_string().into()),
    ])
}

fn event(
    queued: &QueuedAction,
    firing: &Firing,
    name: &str,
    occurred: Timestamp,
    related: &[Value],
    payload: Map<String, Value>,
    follows: Option<EventId>,
) -> NewEvent {
    let resource_id = format!("prefect.automation.{}", queued.automation_id);
    let mut resource = Map::new();
    resource.insert("prefect.resource.id".to_owned(), resource_id.clone().into());
    resource.insert("prefect.resource.name".to_owned(), queued.automation_name.clone().into());
    resource.insert("prefect.trigger-type".to_owned(), firing.member("trigger_type").clone());
    if !firing.member("posture").is_null() {
        resource.insert("prefect.posture".to_owned(), firing.member("posture").clone());
    }
    let text = |resource: &Value, label: &str| resource[label].as_str().unwrap_or_default().to_owned();
    NewEvent {
        id: EventId::generate(),
        occurred,
        event: format!("prefect.automation.action.{name}"),
        resource_id,
        resource: JsonObject::from(resource),
        related_ids: related
            .iter()
            .map(|resource| RelatedId {
                resource_id: text(resource, "prefect.resource.id"),
                role: text(resource, "prefect.resource.role"),
            })
            .collect(),
        related: Json::from(Value::from(related.to_vec())),
        payload: JsonObject::from(payload),
        follows,
    }
}

//! `emit-event`.

use serde_json::{Map, Value, json};
use weir_engine::templates;
use weir_store::{
    Conn,
    events::{self, NewEvent, RelatedId},
};
use weir_types::{Json, JsonObject, automations::EmitEvent, ids::EventId};

use super::{super::context::context, Circumstances, Done, Performed, failed};

/// The role in which an event has the automations that led to it.
const EMITTED_BY: &str = "emitted-by";

/// The longest name of an event.
const LONGEST_NAME: usize = 1024;

/// Puts an event into the log. An automation does not answer an event that it has led to itself, be it through others:
/// it would never end.
pub(super) async fn emit(conn: &mut Conn, given: &Circumstances<'_>, action: &EmitEvent) -> Performed {
    let own = format!("prefect.automation.{}", given.queued.automation_id);
    let mut related = led_to(given.firing.event());
    if related.iter().any(|emitter| emitter["prefect.resource.id"] == own) {
        return failed("The automation has led to this event itself, and would go on for ever");
    }
    related.push(json!({
        "prefect.resource.id": own,
        "prefect.resource.role": EMITTED_BY,
        "prefect.resource.name": given.queued.automation_name,
    }));
    let written = json!({
        "event": action.event,
        "resource": action.resource.as_ref().map(JsonObject::to_map),
        "related": action.related.iter().map(JsonObject::to_map).collect::<Vec<_>>(),
        "payload": action.payload.to_map(),
    });
    let context = context(conn, given.firing, &[written.to_string()], given.now).await?;
    let mut filled = match templates::render_all(&written, &context, given.ui_url) {
        Ok(filled) => filled,
        Err(error) => return failed(format!("Template rendering failed: {error}")),
    };
    let Some(resource) = labels(filled["resource"].take(), given, &own) else {
        return failed("The event's resource has an empty prefect.resource.id");
    };
    let name = filled["event"].as_str().unwrap_or_default().trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return failed("The event's name is empty or too long");
    }
    if let Value::Array(more) = filled["related"].take() {
        related.extend(more);
    }
    let text = |labels: &Value, label: &str| labels[label].as_str().unwrap_or_default().to_owned();
    let event = NewEvent {
        id: EventId::from(given.queued.id),
        occurred: given.now,
        event: name,
        resource_id: text(&Value::Object(resource.clone()), "prefect.resource.id"),
        resource: resource.into(),
        related_ids: related
            .iter()
            .map(|labels| RelatedId {
                resource_id: text(labels, "prefect.resource.id"),
                role: text(labels, "prefect.resource.role"),
            })
            .collect(),
        related: Json::from(Value::from(related)),
        payload: match filled["payload"].take() {
            Value::Object(payload) => payload.into(),
            _ => JsonObject::default(),
        },
        follows: given.firing.event_id(),
    };
    events::append(conn, std::slice::from_ref(&event), given.now).await?;
    let mut done = Done {
        related: vec![json!({
            "prefect.resource.id": format!("prefect.event.{}", event.id),
            "prefect.resource.role": "emitted-event",
        })],
        ..Done::default()
    };
    done.render(&json!({
        "event": event.event, "resource": event.resource.to_map(), "payload": event.payload.to_map(),
    }));
    Ok(done)
}

/// The automations that led to an event.
fn led_to(event: &Value) -> Vec<Value> {
    let related = event["related"].as_array().into_iter().flatten();
    related.filter(|labels| labels["prefect.resource.role"] == EMITTED_BY).cloned().collect()
}

/// What the event is about: what the action says, or what the triggering event is about, or the automation.
fn labels(said: Value, given: &Circumstances<'_>, own: &str) -> Option<Map<String, Value>> {
    let labels = match (said, &given.firing.event()["resource"]) {
        (Value::Object(labels), _) => labels,
        (_, Value::Object(labels)) => labels.clone(),
        _ => Map::from_iter([("prefect.resource.id".to_owned(), own.into())]),
    };
    let id = labels.get("prefect.resource.id").and_then(Value::as_str);
    id.is_some_and(|id| !id.is_empty()).then_some(labels)
}

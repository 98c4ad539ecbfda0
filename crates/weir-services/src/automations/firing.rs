//! Triggers that fire: up to the automation's own trigger, whose firing queues the actions.

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use weir_engine::triggers::{self, ChildFiring};
use weir_store::{
    Conn, Result,
    automation_actions::{self, QueuedAction},
    automation_child_firings::{self, ParentTrigger, StoredFiring},
    events::{self, NewEvent, RelatedId, StoredEvent},
};
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    automations::{Action, Automation, Posture, Trigger},
    ids::{EventId, FiringId, TriggerId, new_uuid},
};

/// A trigger that has fired.
#[derive(Clone, Debug)]
pub(super) struct Firing {
    /// The trigger, which is one of the automation's.
    pub(super) trigger: TriggerId,
    /// When, by the time of the event; of a proactive trigger by the clock.
    pub(super) fired: Timestamp,
    /// The values of the trigger's `for_each` labels.
    pub(super) labels: Map<String, Value>,
    /// The event that made it fire, or the last one that a proactive trigger has seen.
    pub(super) event: Option<Value>,
    /// The firings of the inner triggers that made it fire, as templates see them.
    pub(super) firings: Vec<Value>,
}

/// Lets a trigger of an automation fire: its parent counts it, or else the automation acts.
pub(super) fn fire<'c>(
    conn: &'c mut Conn,
    automation: &'c Automation,
    firing: Firing,
    now: Timestamp,
) -> BoxFuture<'c, Result<()>> {
    Box::pin(async move {
        let Some(parent) = parent_of(&automation.trigger, firing.trigger) else {
            return act(conn, automation, &firing, now).await;
        };
        let Some(firings) = completed(conn, automation, parent, &firing, now).await? else { return Ok(()) };
        let outer = Firing {
            trigger: parent.id(),
            fired: firing.fired,
            labels: Map::new(),
            event: firing.event,
            firings,
        };
        fire(conn, automation, outer, now).await
    })
}

/// The trigger in which this one stands, if it is not the outermost.
fn parent_of(root: &Trigger, id: TriggerId) -> Option<&Trigger> {
    root.all().into_iter().find(|trigger| trigger.children().iter().any(|child| child.id() == id))
}

fn find(automation: &Automation, id: TriggerId) -> Option<&Trigger> {
    automation.trigger.all().into_iter().find(|trigger| trigger.id() == id)
}

/// The firings of the parent's inner triggers, when with this one they are enough. They are spent then.
async fn completed(
    conn: &mut Conn,
    automation: &Automation,
    parent: &Trigger,
    firing: &Firing,
    now: Timestamp,
) -> Result<Option<Vec<Value>>> {
    let id = FiringId::generate();
    let shown = shown(automation, firing, id, now);
    if triggers::needed(parent) == Some(1) {
        return Ok(Some(vec![shown]));
    }
    let of = ParentTrigger { automation: automation.id, trigger: parent.id() };
    if let Some(within) = triggers::within(parent) {
        automation_child_firings::forget_before(conn, of, firing.fired - within).await?;
    }
    let stored = StoredFiring { trigger: firing.trigger, id, fired: firing.fired, firing: Json::from(shown) };
    automation_child_firings::put(conn, of, &stored).await?;
    let held = automation_child_firings::list(conn, of).await?;
    let fired: Vec<ChildFiring> =
        held.iter().map(|held| ChildFiring { trigger: held.trigger, fired: held.fired }).collect();
    if !triggers::is_complete(parent, &fired) {
        return Ok(None);
    }
    automation_child_firings::forget(conn, of).await?;
    Ok(Some(held.iter().map(|held| held.firing.to_value()).collect()))
}

/// A firing as templates and outer firings see it.
fn shown(automation: &Automation, firing: &Firing, id: FiringId, now: Timestamp) -> Value {
    json!({
        "id": id,
        "trigger": find(automation, firing.trigger),
        "trigger_states": ["Triggered"],
        "triggered": now,
        "triggering_labels": firing.labels,
        "triggering_firings": firing.firings,
        "triggering_event": firing.event,
        "triggering_value": null,
    })
}

/// Logs that the automation fired and queues its actions.
async fn act(conn: &mut Conn, automation: &Automation, firing: &Firing, now: Timestamp) -> Result<()> {
    let triggered = triggered_event(automation, firing, now);
    let triggered_json = event_json(&stored_form(&triggered, now));
    events::append(conn, std::slice::from_ref(&triggered), now).await?;
    let on_event = automation.actions.iter().map(|action| (action, firing.event.as_ref()));
    let on_trigger = automation.actions_on_trigger.iter().map(|action| (action, Some(&triggered_json)));
    let all: Vec<(&Action, Option<&Value>)> = on_event.chain(on_trigger).collect();
    for (index, (action, event)) in (0_i64..).zip(all) {
        let mut known = shown(automation, firing, FiringId::generate(), now);
        known["triggering_event"] = event.cloned().unwrap_or_default();
        known["automation"] = json!(automation);
        known["automation_triggered_event_id"] = json!(triggered.id);
        known["trigger_type"] = known["trigger"]["type"].clone();
        known["posture"] = known["trigger"]["posture"].clone();
        let queued = QueuedAction {
            id: new_uuid(),
            automation_id: automation.id,
            automation_name: automation.name.clone(),
            firing: Json::from(known),
            action: action.clone(),
            action_index: index,
            attempts: 0,
            created: now,
        };
        automation_actions::enqueue(conn, &queued).await?;
    }
    Ok(())
}

/// The event as the wire shows it.
pub(super) fn event_json(event: &StoredEvent) -> Value {
    json!({
        "occurred": event.occurred,
        "event": event.event,
        "resource": event.resource.to_map(),
        "related": Value::from(serde_json::from_str::<Vec<Value>>(event.related.as_str()).unwrap_or_default()),
        "payload": event.payload.to_map(),
        "id": event.id,
        "follows": event.follows,
        "received": event.received,
    })
}

fn stored_form(event: &NewEvent, received: Timestamp) -> StoredEvent {
    StoredEvent {
        position: events::Position::default(),
        id: event.id,
        occurred: event.occurred,
        event: event.event.clone(),
        resource: event.resource.clone(),
        related: event.related.clone(),
        payload: event.payload.clone(),
        received,
        follows: event.follows,
    }
}

/// `prefect.automation.triggered`.
fn triggered_event(automation: &Automation, firing: &Firing, now: Timestamp) -> NewEvent {
    let resource_id = format!("prefect.automation.{}", automation.id);
    let mut resource = Map::new();
    resource.insert("prefect.resource.id".to_owned(), resource_id.clone().into());
    resource.insert("prefect.resource.name".to_owned(), automation.name.clone().into());
    if let Trigger::Event(trigger) = &automation.trigger {
        let posture = match trigger.posture {
            Posture::Reactive => "Reactive",
            Posture::Proactive => "Proactive",
        };
        resource.insert("prefect.posture".to_owned(), posture.into());
    }
    let event = firing.event.as_ref();
    let id: Option<EventId> = event.and_then(|event| event["id"].as_str()?.parse().ok());
    let occurred: Option<Timestamp> = event.and_then(|event| event["occurred"].as_str()?.parse().ok());
    let related: Vec<RelatedId> = id
        .iter()
        .map(|id| RelatedId {
            resource_id: format!("prefect.event.{id}"),
            role: "triggering-event".to_owned(),
        })
        .collect();
    let labels: Vec<Value> = related
        .iter()
        .map(|one| json!({ "prefect.resource.id": one.resource_id, "prefect.resource.role": one.role }))
        .collect();
    let mut payload = Map::new();
    payload.insert("triggering_labels".to_owned(), Value::Object(firing.labels.clone()));
    payload.insert("triggering_event".to_owned(), event.cloned().unwrap_or_default());
    let is_recent = occurred.is_some_and(|occurred| now.since(occurred) < TimeDelta::from_secs(300));
    NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: "prefect.automation.triggered".to_owned(),
        resource_id,
        resource: JsonObject::from(resource),
        related: Json::from(Value::from(labels)),
        related_ids: related,
        payload: JsonObject::from(payload),
        follows: id.filter(|_| is_recent),
    }
}

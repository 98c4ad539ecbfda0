//! What an automation does when its own trigger fires, and when what it told of is over: an event that says so, and the
//! actions for it.

use serde_json::{Map, Value, json};
use weir_store::{
    Conn, Result,
    automation_actions::{self, QueuedAction},
    automation_alarms::{self, AlarmKey},
    events::{self, NewEvent, RelatedId, StoredEvent},
};
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    automations::{Action, Automation, Posture, Trigger},
    ids::{EventId, FiringId, new_uuid},
};

use super::{
    firing::{Firing, shown},
    recoveries,
};

/// How long after the event that made it fire an automation's event still follows upon that one.
const CLOSE: TimeDelta = TimeDelta::from_secs(300);

/// Which of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// The trigger has fired.
    Triggered,
    /// What it told of is over.
    Resolved,
}

impl Edge {
    /// As firings call it.
    pub(super) fn state(self) -> &'static str {
        match self {
            Self::Triggered => "Triggered",
            Self::Resolved => "Resolved",
        }
    }

    fn event(self) -> &'static str {
        match self {
            Self::Triggered => "prefect.automation.triggered",
            Self::Resolved => "prefect.automation.resolved",
        }
    }
}

/// Logs that the automation fired and queues its actions.
pub(super) async fn trigger(
    conn: &mut Conn,
    automation: &Automation,
    firing: &Firing,
    now: Timestamp,
) -> Result<()> {
    let told = state_event(automation, firing, Edge::Triggered, now);
    let episode = if automation.trigger.can_resolve() {
        let key = firing.bucketing_key();
        let key = AlarmKey { automation: automation.id, bucketing_key: &key };
        automation_alarms::raise(conn, key, told.id, now).await?
    } else {
        told.id
    };
    let told_json = log(conn, &told, now).await?;
    // A metric knows no event but the one that tells of it.
    let event = firing.event.as_ref().or_else(|| firing.value.is_some().then_some(&told_json));
    let on_event = automation.actions.iter().map(|action| (action, event));
    let on_trigger = automation.actions_on_trigger.iter().map(|action| (action, Some(&told_json)));
    let asked = Asked { automation, firing, edge: Edge::Triggered, told: told.id, episode, now };
    for (index, (action, event)) in (0_i64..).zip(on_event.chain(on_trigger)) {
        asked.queue(conn, action, index, event).await?;
    }
    Ok(())
}

/// Logs that what the automation told of by the event `episode` is over, and queues the actions for that: those on
/// resolve, and of the others those that have something to undo.
pub(super) async fn resolve(
    conn: &mut Conn,
    automation: &Automation,
    firing: &Firing,
    episode: EventId,
    now: Timestamp,
) -> Result<()> {
    let told = state_event(automation, firing, Edge::Resolved, now);
    let told_json = log(conn, &told, now).await?;
    let asked = Asked { automation, firing, edge: Edge::Resolved, told: told.id, episode, now };
    for (index, action) in (0_i64..).zip(&automation.actions_on_resolve) {
        asked.queue(conn, action, index, Some(&told_json)).await?;
    }
    // They keep their place among the actions, so that what is undone can be told from its like.
    let done = automation.actions.iter().chain(&automation.actions_on_trigger);
    for (index, action) in (0_i64..).zip(done).filter(|(_, action)| action.is_undone_on_resolve()) {
        asked.queue(conn, action, index, firing.event.as_ref().or(Some(&told_json))).await?;
    }
    Ok(())
}

async fn log(conn: &mut Conn, event: &NewEvent, now: Timestamp) -> Result<Value> {
    events::append(conn, std::slice::from_ref(event), now).await?;
    Ok(event_json(&stored_form(event, now)))
}

/// What asks for actions.
struct Asked<'a> {
    automation: &'a Automation,
    firing: &'a Firing,
    edge: Edge,
    /// The event that tells of this.
    told: EventId,
    /// The event that told that the automation was triggered first: it is the same until it is resolved.
    episode: EventId,
    now: Timestamp,
}

impl Asked<'_> {
    async fn queue(&self, conn: &mut Conn, action: &Action, index: i64, event: Option<&Value>) -> Result<()> {
        let mut known = shown(self.automation, self.firing, FiringId::generate(), self.edge, self.now);
        known["triggering_event"] = event.cloned().unwrap_or_default();
        known["automation"] = json!(self.automation);
        known["automation_triggered_event_id"] = json!(self.told);
        known["episode"] = json!(self.episode);
        known["trigger_type"] = known["trigger"]["type"].clone();
        known["posture"] = known["trigger"]["posture"].clone();
        let queued = QueuedAction {
            id: new_uuid(),
            automation_id: self.automation.id,
            automation_name: self.automation.name.clone(),
            firing: Json::from(known),
            action: action.clone(),
            action_index: index,
            attempts: 0,
            reached: 0,
            created: self.now,
            begun: self.now,
        };
        automation_actions::enqueue(conn, &queued).await?;
        if self.edge == Edge::Triggered {
            recoveries::expect(conn, self.automation, &queued, event).await?;
        }
        Ok(())
    }
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

/// `prefect.automation.triggered` and `prefect.automation.resolved`.
fn state_event(automation: &Automation, firing: &Firing, edge: Edge, now: Timestamp) -> NewEvent {
    let resource_id = format!("prefect.automation.{}", automation.id);
    let mut resource = Map::new();
    resource.insert("prefect.resource.id".to_owned(), resource_id.clone().into());
    resource.insert("prefect.resource.name".to_owned(), automation.name.clone().into());
    if let Some(posture) = posture(&automation.trigger) {
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
    if let Some(value) = firing.value {
        payload.insert("triggering_value".to_owned(), value.into());
    }
    let is_recent = occurred.is_some_and(|occurred| now.since(occurred) < CLOSE);
    NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: edge.event().to_owned(),
        resource_id,
        resource: JsonObject::from(resource),
        related: Json::from(Value::from(labels)),
        related_ids: related,
        payload: JsonObject::from(payload),
        follows: id.filter(|_| is_recent),
    }
}

fn posture(trigger: &Trigger) -> Option<&'static str> {
    match trigger {
        Trigger::Event(trigger) => Some(match trigger.posture {
            Posture::Reactive => "Reactive",
            Posture::Proactive => "Proactive",
        }),
        Trigger::Metric(_) => Some("Metric"),
        Trigger::Compound(_) | Trigger::Sequence(_) => None,
    }
}

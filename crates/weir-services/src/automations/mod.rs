//! Evaluates automations against the event log. Counting, firing and moving the cursor are one unit, so an event counts
//! once in each trigger and a firing's actions are queued once, whatever crashes.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use weir_engine::triggers::{self, Bucket, Facts};
use weir_store::{
    Conn, Result,
    automation_actions::{self, QueuedAction},
    automation_buckets::{self, BucketKey},
    automations,
    events::{self, NewEvent, RelatedId, StoredEvent},
};
use weir_types::{
    Clock, Json, JsonObject, TimeDelta, Timestamp,
    automations::{Action, Automation, EventTrigger, Posture, Trigger},
    ids::{AutomationId, EventId, FiringId, new_uuid},
};

use crate::reader::Reader;

/// Watches the events for all enabled automations.
pub(crate) struct Automations {
    clock: Clock,
    loaded: Mutex<Loaded>,
}

/// The watched automations, and the version of the table that they were read at.
struct Loaded {
    version: (i64, i64),
    automations: Arc<[Automation]>,
}

impl Automations {
    pub(crate) fn new(clock: Clock) -> Self {
        let loaded = Loaded { version: (-1, -1), automations: Arc::from([]) };
        Self { clock, loaded: Mutex::new(loaded) }
    }

    async fn load(&self, conn: &mut Conn) -> Result<Arc<[Automation]>> {
        let version = automations::version(conn).await?;
        {
            let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            if loaded.version == version {
                return Ok(Arc::clone(&loaded.automations));
            }
        }
        let automations: Arc<[Automation]> = automations::enabled(conn).await?.into();
        warn_of_unwatched(&automations);
        *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) =
            Loaded { version, automations: Arc::clone(&automations) };
        Ok(automations)
    }
}

/// An event that concerns some automations.
pub(crate) struct Match {
    facts: Facts,
    event: StoredEvent,
    concerned: Vec<AutomationId>,
}

impl Reader for Automations {
    const NAME: &'static str = "automations";
    type Work = Vec<Match>;

    fn prepare<'c>(
        &'c self,
        conn: &'c mut Conn,
        events: &'c [StoredEvent],
    ) -> BoxFuture<'c, Result<Vec<Match>>> {
        Box::pin(async move {
            let automations = self.load(conn).await?;
            Ok(events.iter().filter_map(|event| matching(&automations, event)).collect())
        })
    }

    fn apply<'c>(&'c self, conn: &'c mut Conn, work: &'c Vec<Match>) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            for found in work {
                for &id in &found.concerned {
                    // It may have been changed since the work was prepared.
                    if let Some(automation) = automations::watched(conn, id).await? {
                        evaluate(conn, &automation, found, self.clock.now()).await?;
                    }
                }
            }
            Ok(())
        })
    }
}

/// The trigger of an automation if it is of the kind that is watched: a reactive one. Others are only kept.
fn event_trigger(automation: &Automation) -> Option<&EventTrigger> {
    match &automation.trigger {
        Trigger::Event(trigger) => Some(trigger).filter(|trigger| trigger.posture == Posture::Reactive),
        Trigger::Compound(_) | Trigger::Sequence(_) => None,
    }
}

/// Tells the operator of automations that wait in vain.
fn warn_of_unwatched(automations: &[Automation]) {
    let unwatched = automations.iter().filter(|automation| event_trigger(automation).is_none());
    let names: Vec<&str> = unwatched.map(|automation| automation.name.as_str()).collect();
    if !names.is_empty() {
        tracing::warn!(
            automations = ?names,
            "proactive, compound and sequence triggers are kept and not evaluated yet; these automations never fire"
        );
    }
}

fn matching(automations: &[Automation], event: &StoredEvent) -> Option<Match> {
    // By name first: most events concern nobody, and then their labels need not be read.
    let named = |automation: &&Automation| {
        event_trigger(automation).is_some_and(|trigger| triggers::concerns(trigger, &event.event))
    };
    if !automations.iter().any(|automation| named(&automation)) {
        return None;
    }
    let facts = facts_of(event);
    let covered = |automation: &&Automation| {
        event_trigger(automation).is_some_and(|trigger| triggers::covers(trigger, &facts))
    };
    let concerned: Vec<AutomationId> =
        automations.iter().filter(covered).map(|automation| automation.id).collect();
    (!concerned.is_empty()).then(|| Match { facts, event: event.clone(), concerned })
}

fn facts_of(event: &StoredEvent) -> Facts {
    let related: Vec<Map<String, Value>> = serde_json::from_str(event.related.as_str()).unwrap_or_default();
    Facts {
        id: event.id,
        event: event.event.clone(),
        occurred: event.occurred,
        resource: event.resource.to_map(),
        related,
    }
}

async fn evaluate(conn: &mut Conn, automation: &Automation, found: &Match, now: Timestamp) -> Result<()> {
    let trigger = event_trigger(automation).filter(|trigger| triggers::covers(trigger, &found.facts));
    let Some(trigger) = trigger else { return Ok(()) };
    let key = BucketKey {
        automation_id: automation.id,
        trigger_id: trigger.id,
        bucketing_key: triggers::bucketing_key(trigger, &found.facts),
    };
    let open = automation_buckets::read(conn, &key).await?;
    let open = open.map(|(count, start, end)| Bucket { count, start, end });
    let evaluated = triggers::on_event(trigger, open, &found.facts.event, found.facts.occurred);
    match evaluated.bucket {
        Some(bucket) if open != Some(bucket) => {
            let stored = (bucket.count, bucket.start, bucket.end);
            automation_buckets::write(conn, &key, stored, found.facts.id).await?;
        }
        None if open.is_some() => automation_buckets::remove(conn, &key).await?,
        _ => {}
    }
    if evaluated.fired {
        fire(conn, automation, trigger, &key, found, now).await?;
    }
    Ok(())
}

/// Logs that the automation fired and queues its actions.
async fn fire(
    conn: &mut Conn,
    automation: &Automation,
    trigger: &EventTrigger,
    key: &BucketKey,
    found: &Match,
    now: Timestamp,
) -> Result<()> {
    let labels: Map<String, Value> =
        trigger.for_each.iter().cloned().zip(key.bucketing_key.iter().cloned().map(Value::from)).collect();
    let triggering_event = event_json(&found.event);
    let triggered = triggered_event(automation, trigger, &labels, &found.event, &triggering_event, now);
    let triggered_json = event_json(&stored_form(&triggered, now));
    events::append(conn, std::slice::from_ref(&triggered), now).await?;
    let firing = |event: &Value| {
        Json::from(json!({
            "id": FiringId::generate(),
            "trigger_states": ["Triggered"],
            "triggered": now,
            "triggering_labels": labels,
            "triggering_event": event,
            "automation_triggered_event_id": triggered.id,
            "trigger_type": "event",
            "posture": trigger.posture,
            "automation": automation,
        }))
    };
    let on_event = automation.actions.iter().map(|action| (action, firing(&triggering_event)));
    let on_trigger = automation.actions_on_trigger.iter().map(|action| (action, firing(&triggered_json)));
    let all: Vec<(&Action, Json)> = on_event.chain(on_trigger).collect();
    for (index, (action, firing)) in (0_i64..).zip(all) {
        let queued = QueuedAction {
            id: new_uuid(),
            automation_id: automation.id,
            automation_name: automation.name.clone(),
            firing,
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
fn event_json(event: &StoredEvent) -> Value {
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
fn triggered_event(
    automation: &Automation,
    trigger: &EventTrigger,
    labels: &Map<String, Value>,
    event: &StoredEvent,
    triggering_event: &Value,
    now: Timestamp,
) -> NewEvent {
    let resource_id = format!("prefect.automation.{}", automation.id);
    let mut resource = Map::new();
    resource.insert("prefect.resource.id".to_owned(), resource_id.clone().into());
    resource.insert("prefect.resource.name".to_owned(), automation.name.clone().into());
    resource.insert(
        "prefect.posture".to_owned(),
        match trigger.posture {
            Posture::Reactive => "Reactive".into(),
            Posture::Proactive => "Proactive".into(),
        },
    );
    let related_id = format!("prefect.event.{}", event.id);
    let mut payload = Map::new();
    payload.insert("triggering_labels".to_owned(), Value::Object(labels.clone()));
    payload.insert("triggering_event".to_owned(), triggering_event.clone());
    NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: "prefect.automation.triggered".to_owned(),
        resource_id,
        resource: JsonObject::from(resource),
        related: Json::from(json!([{
            "prefect.resource.id": related_id, "prefect.resource.role": "triggering-event",
        }])),
        related_ids: vec![RelatedId { resource_id: related_id, role: "triggering-event".to_owned() }],
        payload: JsonObject::from(payload),
        follows: (now.since(event.occurred) < TimeDelta::from_secs(300)).then_some(event.id),
    }
}

//! What an automation would have done: the stored events of some time are put into a database of their own in memory,
//! one by one and with the clock set to when they came, and the same code watches them there. Nothing is performed.

use std::sync::Arc;

use serde_json::Value;
use weir_store::{
    Conn, DatabaseUrl, Result, Store,
    automation_actions::{self, QueuedAction},
    automation_buckets, automations,
    events::{self, NewEvent, Position, RelatedId, StoredEvent},
    seal::Seal,
};
use weir_types::{
    Clock, Json, TimeDelta, Timestamp,
    automations::{AutomationCreate, Replay, ReplayedFiring, Trigger},
    filters::EventFilter,
    ids::EventId,
};

use super::{Automations, catch_up_with, matching, watched::Watched};
use crate::actions;

/// How many events are read at a time.
const PAGE: i64 = 1000;

/// How many events an automation is shown at most; of time after that nothing is said.
const MOST_SHOWN: usize = 20_000;

/// Replays the events that came from `since` until `until` to an automation. None when it has a metric trigger: those
/// look at runs, not at events.
///
/// # Errors
/// As the store says.
pub async fn replay(
    store: &Store,
    seal: &Seal,
    create: &AutomationCreate,
    (since, until): (Timestamp, Timestamp),
) -> Result<Option<Replay>> {
    if create.trigger.all().iter().any(|trigger| matches!(trigger, Trigger::Metric(_))) {
        return Ok(None);
    }
    let scene = Scene::new(create, since).await?;
    let mut replay = Replay { since, until, is_whole: true, events: 0, concerned: 0, firings: Vec::new() };
    let end = store.read((), |conn, ()| Box::pin(events::end(conn))).await?;
    let (mut from, mut together) = (Position::default(), Vec::new());
    'log: loop {
        let page = page(store, (since, until), (from, end), until).await?;
        let Some(last) = page.last() else { break };
        from = last.position;
        for event in page {
            replay.events += 1;
            if matching(&scene.watched, &event).is_none() {
                continue;
            }
            if replay.concerned == MOST_SHOWN {
                (replay.until, replay.is_whole) = (event.received, event.received == until);
                break 'log;
            }
            replay.concerned += 1;
            // What came together is counted together, as it was then.
            if together.first().is_some_and(|first: &StoredEvent| first.received != event.received) {
                scene.show(std::mem::take(&mut together)).await?;
            }
            together.push(event);
        }
    }
    scene.show(together).await?;
    scene.reach(replay.until).await?;
    replay.firings = firings(store, seal, scene.queued().await?).await?;
    Ok(Some(replay))
}

/// The events that occurred in this time and lie in the log behind `from`, in its order.
async fn page(
    store: &Store,
    (since, until): (Timestamp, Timestamp),
    positions: (Position, Position),
    now: Timestamp,
) -> Result<Vec<StoredEvent>> {
    let mut filter = EventFilter::default();
    filter.occurred.since = Some(since);
    filter.occurred.until = Some(until);
    store
        .read(filter, move |conn, filter| Box::pin(events::arrived(conn, filter, positions, PAGE, now)))
        .await
}

/// A database with the automation alone, and its clock.
struct Scene {
    store: Store,
    clock: Clock,
    automations: Arc<Automations>,
    watched: Watched,
}

impl Scene {
    async fn new(create: &AutomationCreate, since: Timestamp) -> Result<Self> {
        let store = Store::open(&DatabaseUrl::SqliteMemory).await?;
        let clock = Clock::fixed(since);
        // A rule that is switched off is tested as if it were on.
        let create = AutomationCreate { enabled: true, ..create.clone() };
        let made = store
            .write(create, move |conn, create| Box::pin(automations::create(conn, create, since)))
            .await?;
        let automations =
            Arc::new(Automations { replays: true, ..Automations::new(clock.clone(), Arc::default()) });
        let scene = Self { store, clock, automations, watched: Watched::new(&[made]) };
        catch_up_with(&scene.store, &scene.automations).await?;
        Ok(scene)
    }

    /// Lets the time go on; what is due before is looked at when it is due.
    async fn reach(&self, at: Timestamp) -> Result<()> {
        loop {
            let due = self.store.read((), |conn, ()| Box::pin(automation_buckets::next_due(conn))).await?;
            let Some(due) = due.filter(|due| *due <= at && *due > self.clock.now()) else { break };
            self.clock.advance(due.since(self.clock.now()));
            catch_up_with(&self.store, &self.automations).await?;
        }
        if at > self.clock.now() {
            self.clock.advance(at.since(self.clock.now()));
        }
        Ok(())
    }

    /// Shows events that came at the same time.
    async fn show(&self, together: Vec<StoredEvent>) -> Result<()> {
        let Some(first) = together.first() else { return Ok(()) };
        self.reach(first.received).await?;
        let received = self.clock.now();
        let events: Vec<NewEvent> = together.into_iter().map(again).collect();
        self.store
            .write(events, move |conn, events| {
                Box::pin(async move {
                    let mut events = events.clone();
                    let known: Vec<EventId> = events.iter().map(|event| event.id).collect();
                    for event in &mut events {
                        // One that the automation is not shown would be waited for.
                        if let Some(leader) = event.follows
                            && !known.contains(&leader)
                            && events::read(conn, leader).await?.is_none()
                        {
                            event.follows = None;
                        }
                    }
                    events::append(conn, &events, received).await
                })
            })
            .await?;
        catch_up_with(&self.store, &self.automations).await
    }

    /// The actions that it queued, in their order.
    async fn queued(&self) -> Result<Vec<QueuedAction>> {
        let now = self.clock.now();
        let claim = self.store.write((), move |conn, ()| {
            Box::pin(automation_actions::claim(conn, now, TimeDelta::ZERO, u32::MAX))
        });
        let mut queued = claim.await?;
        queued.sort_by_key(|action| (action.created, action.id));
        Ok(queued)
    }
}

/// The event as it came.
fn again(event: StoredEvent) -> NewEvent {
    let text = |resource: &Value, label: &str| resource[label].as_str().unwrap_or_default().to_owned();
    let related = event.related.to_value();
    let resource_id = text(&Value::Object(event.resource.to_map()), "prefect.resource.id");
    let related_ids = related.as_array().into_iter().flatten().map(|resource| RelatedId {
        resource_id: text(resource, "prefect.resource.id"),
        role: text(resource, "prefect.resource.role"),
    });
    NewEvent {
        id: event.id,
        occurred: event.occurred,
        event: event.event,
        resource_id,
        resource: event.resource,
        related_ids: related_ids.collect(),
        related: Json::from(related),
        payload: event.payload,
        follows: event.follows,
    }
}

/// The firings that queued these actions, with what the actions would have done now.
async fn firings(store: &Store, seal: &Seal, queued: Vec<QueuedAction>) -> Result<Vec<ReplayedFiring>> {
    let now = queued.last().map_or(Timestamp::from_micros(0), |action| action.created);
    store
        .read((queued, seal.clone()), move |conn, (queued, seal)| Box::pin(shown(conn, queued, seal, now)))
        .await
}

async fn shown(
    conn: &mut Conn,
    queued: &[QueuedAction],
    seal: &Seal,
    now: Timestamp,
) -> Result<Vec<ReplayedFiring>> {
    let mut firings: Vec<(EventId, ReplayedFiring)> = Vec::new();
    for action in queued {
        let known = action.firing.to_value();
        let told = known["automation_triggered_event_id"].as_str().and_then(|id| id.parse().ok());
        let told = told.unwrap_or(EventId(action.id));
        let preview = actions::preview(conn, action, seal, now).await?;
        match firings.last_mut().filter(|(last, _)| *last == told) {
            Some((_, firing)) => firing.actions.push(preview),
            None => firings.push((
                told,
                ReplayedFiring {
                    at: action.created,
                    state: known["trigger_states"][0].as_str().unwrap_or("Triggered").to_owned(),
                    labels: known["triggering_labels"].clone(),
                    event: known["triggering_event"].clone(),
                    actions: vec![preview],
                },
            )),
        }
    }
    Ok(firings.into_iter().map(|(_, firing)| firing).collect())
}

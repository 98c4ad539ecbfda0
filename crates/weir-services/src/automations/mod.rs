//! Evaluates automations against the event log. Counting, firing and moving the cursor are one unit, so an event counts
//! once in each trigger and a firing's actions are queued once, whatever crashes.

mod changes;
mod counters;
mod edges;
mod firing;
mod in_state;
mod metrics;
mod ordering;
mod proactive;
mod recoveries;
mod replay;
mod watched;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};
use tokio::sync::Notify;
use weir_engine::triggers::{self, Facts, Things};
use weir_store::{
    Conn, Result, Store,
    automation_alarms::{self, AlarmKey},
    automation_buckets::{BucketKey, StoredBucket},
    automation_held_events::{self, HeldEvent},
    automations,
    events::{self, Position, StoredEvent},
};
use weir_types::{
    Clock, TimeDelta, Timestamp,
    automations::{Automation, EventTrigger, Posture},
    ids::{AutomationId, EventId, TriggerId},
};

pub use self::{
    changes::{delete, update},
    replay::replay,
};
use self::{
    counters::Counters,
    edges::event_json,
    firing::{Firing, fire},
    ordering::{Chains, Waiting},
    watched::{Place, Watched, event_trigger},
};
pub(crate) use self::{metrics::watch as watch_metrics, proactive::watch};
use crate::reader::{self, Reader};

/// How long a bucket of a reactive trigger is kept after its time, for events that come late.
const KEPT_AFTER_END: TimeDelta = TimeDelta::from_secs(60);

/// Watches the events for all enabled automations.
#[derive(Clone)]
pub(crate) struct Automations {
    clock: Clock,
    loaded: Arc<Mutex<Loaded>>,
    chains: Arc<Chains>,
    /// Told whenever actions may have been queued.
    queued: Arc<Notify>,
    /// Whether the events are those of the past: of the runs that they tell of nothing else is known.
    replays: bool,
}

/// The watched automations, and the version of the table that they were read at.
struct Loaded {
    version: (i64, i64),
    watched: Arc<Watched>,
    /// Whether each trigger that always has an open bucket was seen to have one.
    all_open: bool,
    /// The triggers that have seen the runs that were there before them.
    seen_present: HashSet<Place>,
}

impl Automations {
    pub(crate) fn new(clock: Clock, queued: Arc<Notify>) -> Self {
        let loaded = Loaded {
            version: (-1, -1),
            watched: Arc::default(),
            all_open: false,
            seen_present: HashSet::default(),
        };
        Self { clock, loaded: Arc::new(Mutex::new(loaded)), chains: Arc::default(), queued, replays: false }
    }

    async fn load(&self, conn: &mut Conn) -> Result<Arc<Watched>> {
        let version = automations::version(conn).await?;
        {
            let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            if loaded.version == version {
                return Ok(Arc::clone(&loaded.watched));
            }
        }
        let watched = Arc::new(Watched::new(&automations::enabled(conn).await?));
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        // What was not watched for a while has to look again.
        let still: HashSet<Place> = watched.in_state().collect();
        loaded.seen_present.retain(|place| still.contains(place));
        loaded.version = version;
        loaded.watched = Arc::clone(&watched);
        loaded.all_open = false;
        Ok(watched)
    }
}

impl Automations {
    /// Whether any of the automations that were read last watches a metric.
    fn has_metrics(&self) -> bool {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        !loaded.watched.metrics().is_empty()
    }
}

/// Evaluates what the log holds and what the time brings at the clock's present instant, until nothing is left to do.
/// [`crate::Services`] do the same for ever.
///
/// # Errors
/// As the store says; what was evaluated before stays so.
pub async fn catch_up(store: &Store, clock: &Clock) -> Result<()> {
    catch_up_with(store, &Arc::new(Automations::new(clock.clone(), Arc::default()))).await
}

async fn catch_up_with(store: &Store, automations: &Arc<Automations>) -> Result<()> {
    loop {
        while reader::step(store, automations).await? != reader::Step::AtEnd {}
        let looked = proactive::look_once(store, automations).await?;
        if !metrics::look_once(store, automations).await? && !looked {
            return Ok(());
        }
    }
}

/// An event that concerns some triggers.
pub(crate) struct Match {
    facts: Facts,
    event: StoredEvent,
    concerned: Vec<Place>,
}

/// What is done with an event.
pub(crate) enum Step {
    /// It is counted.
    Count(Match),
    /// It has to wait.
    Hold(HeldEvent),
    /// It has waited long enough, and is counted if it still concerns somebody.
    Release(EventId, Option<Match>),
    /// It tells of a recovery, and undoes what waited for that.
    Recover(StoredEvent),
}

impl Reader for Automations {
    const NAME: &'static str = "automations";
    const PAYLOADS: bool = true;
    type Work = Vec<Step>;

    fn prepare<'c>(
        &'c self,
        conn: &'c mut Conn,
        events: &'c [StoredEvent],
    ) -> BoxFuture<'c, Result<Vec<Step>>> {
        Box::pin(async move {
            self.chains.remember(events);
            let watched = self.load(conn).await?;
            let recoveries = recoveries::are_awaited(conn, &watched, events).await?;
            if watched.is_empty() && !recoveries {
                return Ok(Vec::new());
            }
            let mut waiting = Waiting::read(conn).await?;
            let mut steps = Vec::new();
            for event in events {
                if recoveries && recoveries::is_recovery(event) {
                    steps.push(Step::Recover(event.clone()));
                }
                if let Some(found) = matching(&watched, event) {
                    let step = self.place(conn, found, event.position, &mut waiting).await?;
                    steps.push(step.unwrap_or_else(Step::Count));
                }
                for held in waiting.take_followers(event.id) {
                    let followed = events::read(conn, held.id).await?;
                    let found = followed.and_then(|event| matching(&watched, &event));
                    let step = match found {
                        None => Step::Release(held.id, None),
                        Some(found) => self
                            .place(conn, found, event.position, &mut waiting)
                            .await?
                            .unwrap_or_else(|found| Step::Release(held.id, Some(found))),
                    };
                    steps.push(step);
                }
            }
            Ok(steps)
        })
    }

    fn apply<'c>(&'c self, conn: &'c mut Conn, work: &'c Vec<Step>) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let mut unit = Unit::new(self.clock.now(), self.replays);
            for step in work {
                match step {
                    Step::Count(found) => unit.count(conn, found).await?,
                    Step::Recover(event) => recoveries::tell(conn, event, unit.now).await?,
                    Step::Hold(held) => automation_held_events::hold(conn, held).await?,
                    Step::Release(id, found) => {
                        if automation_held_events::release(conn, *id).await?
                            && let Some(found) = found
                        {
                            unit.count(conn, found).await?;
                        }
                    }
                }
            }
            unit.counters.save(conn).await
        })
    }

    fn applied(&self, work: &Vec<Step>) {
        if !work.is_empty() {
            self.queued.notify_one();
        }
    }
}

impl Automations {
    /// Lets an event wait if it came before one that it follows, in a log that is read up to `end`; gives it back if not.
    async fn place(
        &self,
        conn: &mut Conn,
        found: Match,
        end: Position,
        waiting: &mut Waiting,
    ) -> Result<std::result::Result<Step, Match>> {
        let event = &found.event;
        let Some(leader) = self.chains.awaited(conn, event, end, self.clock.now()).await? else {
            return Ok(Err(found));
        };
        let held = HeldEvent { id: event.id, leader, occurred: event.occurred, received: event.received };
        waiting.hold(held);
        Ok(Ok(Step::Hold(held)))
    }
}

fn matching(watched: &Watched, event: &StoredEvent) -> Option<Match> {
    if !watched.concern(&event.event) {
        return None;
    }
    let facts = facts_of(event);
    let concerned = watched.covering(&facts);
    (!concerned.is_empty()).then(|| Match { facts, event: event.clone(), concerned })
}

fn facts_of(event: &StoredEvent) -> Facts {
    let related: Vec<Map<String, Value>> = serde_json::from_str(event.related.as_str()).unwrap_or_default();
    Facts {
        id: event.id,
        event: event.event.clone(),
        occurred: event.occurred,
        things: Things { resource: event.resource.to_map(), related },
    }
}

/// What a unit of work has read of automations and has counted.
struct Unit {
    now: Timestamp,
    replays: bool,
    automations: HashMap<AutomationId, Option<Arc<Automation>>>,
    counters: Counters,
}

impl Unit {
    fn new(now: Timestamp, replays: bool) -> Self {
        Self { now, replays, automations: HashMap::new(), counters: Counters::default() }
    }

    /// The automation if it is still watched: it may have been changed since the work was prepared. From now on it
    /// stays as it is until the unit ends.
    async fn automation(&mut self, conn: &mut Conn, id: AutomationId) -> Result<Option<Arc<Automation>>> {
        if let Some(known) = self.automations.get(&id) {
            return Ok(known.clone());
        }
        let watched = automations::watched(conn, id).await?.map(Arc::new);
        self.automations.insert(id, watched.clone());
        Ok(watched)
    }

    async fn count(&mut self, conn: &mut Conn, found: &Match) -> Result<()> {
        for &place in &found.concerned {
            self.evaluate(conn, place, found).await?;
        }
        Ok(())
    }

    async fn evaluate(&mut self, conn: &mut Conn, place: Place, found: &Match) -> Result<()> {
        let Some(automation) = self.automation(conn, place.automation).await? else { return Ok(()) };
        let trigger = event_trigger(&automation, place.trigger);
        let Some(trigger) = trigger.filter(|trigger| triggers::covers(trigger, &found.facts)) else {
            return Ok(());
        };
        let key = BucketKey {
            automation_id: place.automation,
            trigger_id: place.trigger,
            bucketing_key: triggers::bucketing_key(trigger, &found.facts),
        };
        if trigger.threshold_duration.is_some() {
            return self.evaluate_in_state(conn, &automation, trigger, key, found).await;
        }
        let open = self.counters.get(conn, &key).await?;
        let evaluated = triggers::on_event(
            trigger,
            open.map(|held| held.bucket),
            &found.facts.event,
            found.facts.occurred,
        );
        let held = evaluated.bucket.map(|bucket| StoredBucket {
            bucket,
            due: due(trigger, bucket.end, found.event.received),
            last_event: Some(found.facts.id),
        });
        self.counters.set(&key, held);
        let firing = || Firing {
            trigger: place.trigger,
            fired: found.facts.occurred,
            labels: labels(&trigger.for_each, &key),
            event: Some(event_json(&found.event)),
            value: None,
            firings: Vec::new(),
        };
        if evaluated.fired {
            fire(conn, &automation, firing(), self.now).await?;
        }
        if may_resolve(&automation, place.trigger) && triggers::expects(trigger, &found.facts.event) {
            let key = AlarmKey { automation: place.automation, bucketing_key: &key.bucketing_key };
            if let Some(episode) = automation_alarms::count(conn, key, trigger.threshold).await? {
                edges::resolve(conn, &automation, &firing(), episode, self.now).await?;
            }
        }
        Ok(())
    }
}

/// Whether the automation is resolved when what this trigger tells of is over: it is its own trigger, not one inside.
fn may_resolve(automation: &Automation, trigger: TriggerId) -> bool {
    automation.trigger.id() == trigger && automation.trigger.can_resolve()
}

/// The values that a trigger's `for_each` labels have in this bucket.
fn labels(for_each: &BTreeSet<String>, key: &BucketKey) -> Map<String, Value> {
    for_each.iter().cloned().zip(key.bucketing_key.iter().cloned().map(Value::from)).collect()
}

/// When a bucket that ends then has to be looked at: a proactive trigger may fire, a reactive one is done with it.
fn due(trigger: &EventTrigger, end: Timestamp, came: Timestamp) -> Timestamp {
    match trigger.posture {
        Posture::Proactive => end,
        // Events of long ago may all come now. It goes by when they came, whenever they are looked at.
        Posture::Reactive => end.max(came) + KEPT_AFTER_END,
    }
}

//! Buckets whose time is over: a proactive trigger fires for events that did not come.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use weir_engine::triggers;
use weir_store::{
    Conn, Result, Store,
    automation_buckets::{self, BucketKey, StoredBucket},
    automation_held_events, events,
};
use weir_types::{Timestamp, automations::Posture};

use super::{
    Automations, Unit, due,
    edges::event_json,
    firing::{Firing, fire},
    labels, matching,
    ordering::LONGEST_WAIT,
    watched::{Place, event_trigger, is_always_open},
};
use crate::reader::{Reader, patience, wait_until};

/// How long nobody looks at most while there are proactive triggers. They wait for ten seconds at least, so none whose
/// bucket was opened meanwhile is missed.
const POLL: Duration = Duration::from_secs(5);

/// How long to wait after the log has grown while there are no proactive triggers: one may have been made.
const GROWN: Duration = Duration::from_secs(1);

/// How long to wait for the reader of events to come to the end of the log, or after a failure.
const PAUSE: Duration = Duration::from_millis(200);

/// How many buckets are looked at in one unit, so that requests come in between.
const BATCH: i64 = 200;

/// Watches the time for all enabled automations, for ever.
pub(crate) async fn watch(store: Store, automations: Automations) {
    let mut growth = store.event_growth();
    loop {
        growth.mark_unchanged();
        let rest = match round(&store, &automations).await {
            Ok(Round::NothingDue { due, any_proactive }) => {
                let longest = if any_proactive { POLL } else { patience(&store) };
                let wait = wait_until(due, automations.clock.now(), longest);
                if any_proactive {
                    wait
                } else {
                    // A timeout only means that the log has not grown.
                    drop(tokio::time::timeout(wait, growth.changed()).await);
                    GROWN
                }
            }
            Ok(Round::Looked) => {
                automations.queued.notify_one();
                continue;
            }
            Ok(Round::Behind) => PAUSE,
            Err(error) => {
                tracing::error!(%error, "buckets of triggers could not be looked at; they are looked at again");
                PAUSE
            }
        };
        tokio::time::sleep(rest).await;
    }
}

/// Looks once; says whether there was something to look at.
pub(super) async fn look_once(store: &Store, automations: &Automations) -> Result<bool> {
    Ok(!matches!(round(store, automations).await?, Round::NothingDue { .. }))
}

/// How a round ended.
enum Round {
    /// No bucket's time is over before this instant, or at all; and whether any trigger is proactive.
    NothingDue { due: Option<Timestamp>, any_proactive: bool },
    /// Some were looked at; there may be more.
    Looked,
    /// There are events that have not been counted yet, and they may be what is waited for.
    Behind,
}

async fn round(store: &Store, automations: &Automations) -> Result<Round> {
    let (any_proactive, to_do, due) = store
        .read(automations.clone(), |conn, automations| {
            Box::pin(async move {
                let any_proactive = automations.load(conn).await?.any_proactive();
                let to_do = ToDo { missing: automations.missing(conn).await?, blind: automations.blind() };
                let held =
                    automation_held_events::oldest(conn).await?.map(|received| received + LONGEST_WAIT);
                let bucket = automation_buckets::next_due(conn).await?;
                Ok((any_proactive, to_do, held.into_iter().chain(bucket).min()))
            })
        })
        .await?;
    let now = automations.clock.now();
    if to_do.is_empty() && due.is_none_or(|due| due > now) {
        return Ok(Round::NothingDue { due, any_proactive });
    }
    let to_do = Arc::new(to_do);
    let round = store
        .write((automations.clone(), Arc::clone(&to_do)), move |conn, (automations, to_do)| {
            Box::pin(automations.look(conn, to_do, now))
        })
        .await?;
    if let Round::Looked = round {
        let mut loaded = automations.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.seen_present.extend(&to_do.blind);
    }
    Ok(round)
}

/// Triggers that are new.
struct ToDo {
    /// Those that should have an open bucket and have none.
    missing: Vec<Place>,
    /// Those that have not seen the runs that were there before them.
    blind: Vec<Place>,
}

impl ToDo {
    fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.blind.is_empty()
    }
}

fn key(place: Place) -> BucketKey {
    BucketKey { automation_id: place.automation, trigger_id: place.trigger, bucketing_key: Vec::new() }
}

impl Automations {
    /// The triggers that should have an open bucket and have none. Once all have one they keep it until the automations
    /// are changed.
    async fn missing(&self, conn: &mut Conn) -> Result<Vec<Place>> {
        let watched = {
            let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            if loaded.all_open {
                return Ok(Vec::new());
            }
            loaded.watched.clone()
        };
        let mut missing = Vec::new();
        for place in watched.always_open() {
            if automation_buckets::peek(conn, &key(place)).await?.is_none() {
                missing.push(place);
            }
        }
        if missing.is_empty() {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.all_open = Arc::ptr_eq(&loaded.watched, &watched);
        }
        Ok(missing)
    }

    /// The triggers that have not seen the runs that were there before them, as far as this process knows: what they
    /// see again changes nothing.
    fn blind(&self) -> Vec<Place> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.watched.in_state().filter(|place| !loaded.seen_present.contains(place)).collect()
    }

    async fn look(&self, conn: &mut Conn, to_do: &ToDo, now: Timestamp) -> Result<Round> {
        let from = events::cursor(conn, Self::NAME).await?;
        if !events::read_after(conn, from, 1).await?.is_empty() {
            return Ok(Round::Behind);
        }
        let mut unit = Unit::new(now, self.replays);
        self.give_up_waiting(conn, &mut unit).await?;
        for &place in &to_do.missing {
            open(conn, &mut unit, place).await?;
        }
        for &place in &to_do.blind {
            unit.see_present(conn, place).await?;
        }
        // What the unit has counted so far is not yet in the table.
        unit.counters.save(conn).await?;
        for (key, stored) in automation_buckets::claim_due(conn, now, BATCH).await? {
            close(conn, &mut unit, &key, stored).await?;
        }
        unit.counters.save(conn).await?;
        Ok(Round::Looked)
    }

    /// Counts the events that have waited too long for one that they follow.
    async fn give_up_waiting(&self, conn: &mut Conn, unit: &mut Unit) -> Result<()> {
        for id in automation_held_events::waiting_since(conn, unit.now - LONGEST_WAIT).await? {
            if !automation_held_events::release(conn, id).await? {
                continue;
            }
            let watched = self.load(conn).await?;
            let event = events::read(conn, id).await?;
            if let Some(found) = event.and_then(|event| matching(&watched, &event)) {
                unit.count(conn, &found).await?;
            }
        }
        Ok(())
    }
}

async fn open(conn: &mut Conn, unit: &mut Unit, place: Place) -> Result<()> {
    let Some(automation) = unit.automation(conn, place.automation).await? else { return Ok(()) };
    let trigger = event_trigger(&automation, place.trigger).filter(|trigger| is_always_open(trigger));
    let Some(trigger) = trigger else { return Ok(()) };
    let key = key(place);
    if unit.counters.get(conn, &key).await?.is_none() {
        let bucket = triggers::opened(trigger, unit.now);
        unit.counters.set(
            &key,
            Some(StoredBucket { bucket, due: due(trigger, bucket.end, unit.now), last_event: None }),
        );
    }
    Ok(())
}

async fn close(conn: &mut Conn, unit: &mut Unit, key: &BucketKey, held: StoredBucket) -> Result<()> {
    let automation = unit.automation(conn, key.automation_id).await?;
    let trigger = automation.as_deref().and_then(|automation| event_trigger(automation, key.trigger_id));
    let proactive = trigger.filter(|trigger| trigger.posture == Posture::Proactive);
    let (Some(automation), Some(trigger)) = (automation.as_deref(), proactive) else {
        // Of a reactive trigger, or of one that is not watched any more: its time is over.
        return automation_buckets::remove(conn, key).await;
    };
    if trigger.threshold_duration.is_some() {
        return unit.close_in_state(conn, automation, trigger, key, held).await;
    }
    let evaluated = triggers::on_time(trigger, held.bucket, unit.now);
    unit.counters.hold(key.clone(), held);
    let next = evaluated.bucket.map(|bucket| StoredBucket {
        bucket,
        due: due(trigger, bucket.end, unit.now),
        last_event: None,
    });
    unit.counters.set(key, next);
    if evaluated.fired {
        let event = match held.last_event {
            Some(id) => events::read(conn, id).await?.as_ref().map(event_json),
            None => None,
        };
        let firing = Firing {
            trigger: key.trigger_id,
            fired: unit.now,
            labels: labels(&trigger.for_each, key),
            event,
            value: None,
            firings: Vec::new(),
        };
        fire(conn, automation, firing, unit.now).await?;
    }
    Ok(())
}

//! Triggers with a `threshold_duration`: for how long things are in a state.

use serde_json::Value;
use weir_engine::triggers;
use weir_store::{
    Conn, Result,
    automation_alarms::{self, AlarmKey},
    automation_buckets::{self, BucketKey, StoredBucket},
    events::{self, StoredEvent},
    run_samples::{self, CurrentState, Kind},
};
use weir_types::{
    TimeDelta, Timestamp,
    automations::{Automation, EventTrigger},
};

use super::{
    Match, Unit,
    edges::{self, event_json},
    facts_of,
    firing::{Firing, fire},
    labels, may_resolve,
    watched::{Place, event_trigger},
};

/// For how long it is remembered that the trigger has fired for a thing, before it is looked at again.
const REMEMBERED: TimeDelta = TimeDelta::from_secs(30 * 24 * 3600);

/// The label that tells of which thing an event is.
const THING: &str = "prefect.resource.id";

impl Unit {
    /// Sees the runs that came to be in the state before the trigger was watched.
    pub(super) async fn see_present(&mut self, conn: &mut Conn, place: Place) -> Result<()> {
        let Some(automation) = self.automation(conn, place.automation).await? else { return Ok(()) };
        let Some(trigger) = event_trigger(&automation, place.trigger) else { return Ok(()) };
        for kind in Kind::ALL.into_iter().filter(|kind| triggers::expects_family(trigger, kind.family())) {
            for (state, told_by) in run_samples::unfinished(conn, kind, self.now).await? {
                if !triggers::expects(trigger, &format!("{}.{state}", kind.family())) {
                    continue;
                }
                let Some(event) = events::read(conn, told_by).await? else { continue };
                let facts = facts_of(&event);
                if triggers::covers(trigger, &facts) {
                    let key = BucketKey {
                        automation_id: place.automation,
                        trigger_id: place.trigger,
                        bucketing_key: triggers::bucketing_key(trigger, &facts),
                    };
                    let found = Match { facts, event, concerned: vec![place] };
                    self.evaluate_in_state(conn, &automation, trigger, key, &found).await?;
                }
            }
        }
        self.see_absent(conn, &automation, trigger).await
    }

    /// Sees which runs have left the state while nobody watched.
    async fn see_absent(
        &mut self,
        conn: &mut Conn,
        automation: &Automation,
        trigger: &EventTrigger,
    ) -> Result<()> {
        for (key, held) in automation_buckets::of_trigger(conn, automation.id, trigger.id).await? {
            if presence(conn, trigger, &key).await? != Presence::Left {
                continue;
            }
            self.counters.hold(key.clone(), held);
            self.counters.set(&key, None);
            if held.bucket.count > 0 {
                let told = entered(conn, &held).await?.as_ref().map(event_json);
                self.end_state(conn, automation, trigger, &key, (self.now, told)).await?;
            }
        }
        Ok(())
    }

    /// Sees an event that such a trigger covers.
    pub(super) async fn evaluate_in_state(
        &mut self,
        conn: &mut Conn,
        automation: &Automation,
        trigger: &EventTrigger,
        key: BucketKey,
        found: &Match,
    ) -> Result<()> {
        let held = self.counters.get(conn, &key).await?;
        let (bucket, occurred) = (held.map(|held| held.bucket), found.facts.occurred);
        let seen = triggers::on_event_in_state(trigger, bucket, &found.facts.event, occurred);
        let next = seen.bucket.map(|bucket| StoredBucket {
            bucket,
            due: bucket.end,
            last_event: Some(found.facts.id),
        });
        // What stays in the state stays as it was.
        self.counters.set(&key, if seen.bucket == bucket { held } else { next });
        if !seen.is_over {
            return Ok(());
        }
        let told = Some(event_json(&found.event));
        self.end_state(conn, automation, trigger, &key, (occurred, told)).await
    }

    /// Resolves the automation if it was triggered because of a thing that has left the state now.
    async fn end_state(
        &mut self,
        conn: &mut Conn,
        automation: &Automation,
        trigger: &EventTrigger,
        key: &BucketKey,
        (fired, event): (Timestamp, Option<Value>),
    ) -> Result<()> {
        if !may_resolve(automation, key.trigger_id) {
            return Ok(());
        }
        let alarm = AlarmKey { automation: automation.id, bucketing_key: &key.bucketing_key };
        let Some(episode) = automation_alarms::lower(conn, alarm).await? else { return Ok(()) };
        let firing = Firing {
            trigger: key.trigger_id,
            fired,
            labels: labels(&trigger.for_each, key),
            event,
            value: None,
            firings: Vec::new(),
        };
        edges::resolve(conn, automation, &firing, episode, self.now).await
    }

    /// Looks at a thing that was to be in the state for so long by now.
    pub(super) async fn close_in_state(
        &mut self,
        conn: &mut Conn,
        automation: &Automation,
        trigger: &EventTrigger,
        key: &BucketKey,
        held: StoredBucket,
    ) -> Result<()> {
        self.counters.hold(key.clone(), held);
        let evaluated = triggers::on_time_in_state(held.bucket, self.now);
        // In a replay events come in order, and one that the thing left the state would have closed the bucket.
        let presence = if self.replays { Presence::Told } else { presence(conn, trigger, key).await? };
        let stays = match presence {
            Presence::Known => true,
            // Nobody may ever tell that it has left the state.
            Presence::Told => evaluated.fired,
            Presence::Left => false,
        };
        if !stays {
            self.counters.set(key, None);
            return Ok(());
        }
        let next = evaluated.bucket.map(|bucket| StoredBucket { bucket, due: self.now + REMEMBERED, ..held });
        self.counters.set(key, next);
        if !evaluated.fired {
            return Ok(());
        }
        let firing = Firing {
            trigger: key.trigger_id,
            fired: self.now,
            labels: labels(&trigger.for_each, key),
            event: entered(conn, &held).await?.as_ref().map(event_json),
            value: None,
            firings: Vec::new(),
        };
        fire(conn, automation, firing, self.now).await
    }
}

/// The event that told that a thing entered the state, if the log has it still.
async fn entered(conn: &mut Conn, held: &StoredBucket) -> Result<Option<StoredEvent>> {
    match held.last_event {
        Some(id) => events::read(conn, id).await,
        None => Ok(None),
    }
}

/// Whether a thing is still in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    /// Its row says so.
    Known,
    /// The last event about it says so.
    Told,
    /// It is not.
    Left,
}

/// Whether the thing is still in the state. Of a run its row tells: the event that it left the state may have come
/// before the one that it entered it.
async fn presence(conn: &mut Conn, trigger: &EventTrigger, key: &BucketKey) -> Result<Presence> {
    let labels = labels(&trigger.for_each, key);
    let thing = labels.get(THING).and_then(Value::as_str).unwrap_or_default();
    Ok(match run_samples::state_name(conn, thing).await? {
        None => Presence::Left,
        Some(CurrentState::NotARun) => Presence::Told,
        Some(CurrentState::Named(state)) => {
            // Resources are named as the events about them begin.
            let family = thing.rsplit_once('.').map_or(thing, |(family, _)| family);
            let is_still = triggers::expects(trigger, &format!("{family}.{state}"));
            if is_still { Presence::Known } else { Presence::Left }
        }
    })
}

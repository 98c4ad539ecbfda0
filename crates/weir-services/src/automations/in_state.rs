//! Triggers with a `threshold_duration`: for how long things are in a state.

use weir_engine::triggers;
use weir_store::{
    Conn, Result,
    automation_alarms::{self, AlarmKey},
    automation_buckets::{BucketKey, StoredBucket},
    events,
    run_samples::{self, CurrentState},
};
use weir_types::{
    TimeDelta,
    automations::{Automation, EventTrigger},
};

use super::{
    Match, Unit,
    edges::{self, event_json},
    firing::{Firing, fire},
    labels, may_resolve,
};

/// How long it is remembered that the trigger has fired for a thing that never leaves the state.
const REMEMBERED: TimeDelta = TimeDelta::from_secs(30 * 24 * 3600);

/// The label that tells of which thing an event is.
const THING: &str = "prefect.resource.id";

impl Unit {
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
        if !seen.is_over || !may_resolve(automation, key.trigger_id) {
            return Ok(());
        }
        let alarm = AlarmKey { automation: automation.id, bucketing_key: &key.bucketing_key };
        let Some(episode) = automation_alarms::lower(conn, alarm).await? else { return Ok(()) };
        let firing = Firing {
            trigger: key.trigger_id,
            fired: occurred,
            labels: labels(&trigger.for_each, &key),
            event: Some(event_json(&found.event)),
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
        let entered = match held.last_event {
            Some(id) => events::read(conn, id).await?,
            None => None,
        };
        let name = entered.as_ref().map_or("", |event| event.event.as_str());
        // In a replay events come in order, and one that the thing left the state would have closed the bucket.
        let is_still = self.replays || is_still(conn, trigger, key, name).await?;
        if !evaluated.fired || !is_still {
            self.counters.set(key, None);
            return Ok(());
        }
        let next = evaluated.bucket.map(|bucket| StoredBucket { bucket, due: self.now + REMEMBERED, ..held });
        self.counters.set(key, next);
        let firing = Firing {
            trigger: key.trigger_id,
            fired: self.now,
            labels: labels(&trigger.for_each, key),
            event: entered.as_ref().map(event_json),
            value: None,
            firings: Vec::new(),
        };
        fire(conn, automation, firing, self.now).await
    }
}

/// Whether the thing is still in the state. Of a run its row tells: the event that it left the state may have come
/// before the one that it entered it.
async fn is_still(conn: &mut Conn, trigger: &EventTrigger, key: &BucketKey, entered: &str) -> Result<bool> {
    let labels = labels(&trigger.for_each, key);
    let thing = labels.get(THING).and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(match run_samples::state_name(conn, thing).await? {
        None => false,
        Some(CurrentState::NotARun) => true,
        Some(CurrentState::Named(state)) => {
            let family = entered.rsplit_once('.').map_or(entered, |(family, _)| family);
            triggers::expects(trigger, &format!("{family}.{state}"))
        }
    })
}

//! The arithmetic of an event trigger: it counts events in one bucket of time at a time, and fires when the count
//! says so.

use weir_types::{
    TimeDelta, Timestamp,
    automations::{EventTrigger, Posture},
};

use super::matching::{expects, starts_after};

/// How far back the first bucket of a reactive trigger reaches, so that events that arrive out of order still count.
const LOOKBACK: TimeDelta = TimeDelta::from_secs(900);

/// What is counted, and for which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// How many expected events were seen.
    pub count: i64,
    /// From when they count.
    pub start: Timestamp,
    /// Until when (exclusive).
    pub end: Timestamp,
}

/// What came of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The bucket to keep; none when it is to be removed.
    pub bucket: Option<Bucket>,
    /// Whether the trigger fired.
    pub fired: bool,
}

/// Counts an event that the trigger covers. `bucket` is the open one for the event's key.
pub fn on_event(
    trigger: &EventTrigger,
    bucket: Option<Bucket>,
    event: &str,
    occurred: Timestamp,
) -> Evaluated {
    let end = occurred + trigger.within;
    let bucket = if !trigger.after.is_empty() && starts_after(trigger, event) {
        // An event that both starts the waiting and is waited for is not counted as the one that starts it.
        let count = if expects(trigger, event) { -1 } else { 0 };
        bucket.or(Some(Bucket { count, start: occurred, end }))
    } else if trigger.after.is_empty() && expects(trigger, event) {
        bucket.or(Some(Bucket { count: 0, start: occurred - LOOKBACK, end }))
    } else {
        bucket
    };
    match bucket {
        Some(bucket) if expects(trigger, event) => count(trigger, bucket, event, occurred),
        bucket => Evaluated { bucket, fired: false },
    }
}

fn count(trigger: &EventTrigger, mut bucket: Bucket, event: &str, occurred: Timestamp) -> Evaluated {
    if occurred < bucket.start {
        // Older than what is counted now: its time is over.
        return Evaluated { bucket: Some(bucket), fired: false };
    }
    let immediate = trigger.posture == Posture::Reactive && trigger.within == TimeDelta::ZERO;
    let spent = immediate || occurred < bucket.end;
    if spent {
        bucket.count += 1;
    }
    let meets = meets_threshold(trigger, bucket.count);
    let ready = trigger.posture == Posture::Reactive || bucket.end <= occurred;
    let fired = ready && meets;
    if !fired && occurred < bucket.end {
        let restarts = trigger.posture == Posture::Proactive
            && !meets
            && starts_after(trigger, event)
            && expects(trigger, event);
        if restarts {
            bucket = Bucket { count: 0, start: occurred, end: occurred + trigger.within };
        }
        return Evaluated { bucket: Some(bucket), fired: false };
    }
    next(trigger, bucket, event, occurred, Spent { fired, count: spent })
}

/// Looks at a bucket of a proactive trigger whose time may be over: it fires when it has counted too few. The next
/// bucket begins when this is seen, so that a server that was away fires once for the time that it was away.
pub fn on_time(trigger: &EventTrigger, bucket: Bucket, now: Timestamp) -> Evaluated {
    if trigger.posture == Posture::Reactive || now < bucket.end {
        return Evaluated { bucket: Some(bucket), fired: false };
    }
    let fired = meets_threshold(trigger, bucket.count);
    let next = trigger.after.is_empty().then(|| opened(trigger, now));
    Evaluated { bucket: next, fired }
}

/// The bucket that begins now, of a proactive trigger that waits for nothing to begin.
pub fn opened(trigger: &EventTrigger, now: Timestamp) -> Bucket {
    Bucket { count: 0, start: now, end: now + trigger.within }
}

/// What has become of the event so far.
#[derive(Clone, Copy)]
struct Spent {
    fired: bool,
    count: bool,
}

/// The bucket after one that fired or whose time is over.
fn next(trigger: &EventTrigger, bucket: Bucket, event: &str, occurred: Timestamp, spent: Spent) -> Evaluated {
    if !trigger.after.is_empty() {
        // Only another starting event opens a new one.
        return Evaluated { bucket: None, fired: spent.fired };
    }
    if trigger.within == TimeDelta::ZERO {
        let kept = (!spent.fired).then_some(bucket);
        return Evaluated { bucket: kept, fired: spent.fired };
    }
    let start = bucket.end.max(occurred);
    let fresh = Bucket { count: 0, start, end: start + trigger.within };
    if spent.count {
        return Evaluated { bucket: Some(fresh), fired: spent.fired };
    }
    if trigger.posture == Posture::Reactive {
        // The event came after the old bucket's time: it counts in the new one, and may fire it.
        let again = count(trigger, fresh, event, occurred);
        return Evaluated { fired: spent.fired || again.fired, ..again };
    }
    Evaluated { bucket: Some(Bucket { count: 1, ..fresh }), fired: spent.fired }
}

fn meets_threshold(trigger: &EventTrigger, count: i64) -> bool {
    match trigger.posture {
        Posture::Reactive => count >= trigger.threshold,
        Posture::Proactive => count < trigger.threshold,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trigger(text: &str) -> EventTrigger {
        match serde_json::from_str(text) {
            Ok(weir_types::automations::Trigger::Event(trigger)) => trigger,
            other => panic!("not an event trigger: {other:?}"),
        }
    }

    /// Feeds events at these seconds and tells at which of them the trigger fired.
    fn firings(trigger: &EventTrigger, events: &[(i64, &str)]) -> Vec<i64> {
        let mut bucket = None;
        let mut fired = Vec::new();
        for (second, event) in events {
            let occurred = Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(*second);
            let evaluated = on_event(trigger, bucket, event, occurred);
            bucket = evaluated.bucket;
            if evaluated.fired {
                fired.push(*second);
            }
        }
        fired
    }

    #[test]
    fn without_a_time_it_fires_on_every_event() {
        let trigger = trigger(r#"{"type":"event","posture":"Reactive","expect":["a"]}"#);
        assert_eq!(firings(&trigger, &[(0, "a"), (1, "a"), (1, "b"), (9, "a")]), [0, 1, 9]);
    }

    #[test]
    fn without_a_time_it_counts_up_to_its_threshold() {
        let trigger = trigger(r#"{"type":"event","posture":"Reactive","expect":["a"],"threshold":2}"#);
        assert_eq!(firings(&trigger, &[(0, "a"), (1, "a"), (2, "a"), (9, "a")]), [1, 9]);
    }

    #[test]
    fn three_within_an_hour_fire_once_and_then_the_hour_must_pass() {
        let trigger =
            trigger(r#"{"type":"event","posture":"Reactive","expect":["a"],"threshold":3,"within":3600}"#);
        let events = [(0, "a"), (10, "a"), (20, "a"), (30, "a"), (40, "a"), (50, "a")];
        assert_eq!(firings(&trigger, &events), [20]);
        assert_eq!(
            firings(&trigger, &[(0, "a"), (3000, "a"), (4000, "a"), (4100, "a"), (4200, "a")]),
            [4200]
        );
    }

    #[test]
    fn an_event_beyond_the_time_opens_the_next_and_may_fire_it() {
        let trigger =
            trigger(r#"{"type":"event","posture":"Reactive","expect":["a"],"threshold":1,"within":60}"#);
        assert_eq!(firings(&trigger, &[(0, "a"), (30, "a"), (61, "a"), (300, "a")]), [0, 61, 300]);
    }

    #[test]
    fn a_proactive_trigger_fires_when_its_time_passes_without_enough_events() {
        let trigger =
            trigger(r#"{"type":"event","posture":"Proactive","expect":["a"],"threshold":2,"within":60}"#);
        let at = |second: i64| Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(second);
        let open = opened(&trigger, at(0));
        assert_eq!(on_time(&trigger, open, at(59)), Evaluated { bucket: Some(open), fired: false });
        for (count, fired) in [(0, true), (1, true), (2, false)] {
            let counted = Bucket { count, ..open };
            let evaluated = on_time(&trigger, counted, at(75));
            assert_eq!(evaluated, Evaluated { bucket: Some(opened(&trigger, at(75))), fired }, "{count}");
        }
        let counted = on_event(&trigger, Some(open), "a", at(30));
        assert_eq!(counted.bucket, Some(Bucket { count: 1, ..open }));
        assert!(!counted.fired, "it waits for its time to pass");
    }

    #[test]
    fn a_proactive_trigger_after_another_event_waits_for_that() {
        let trigger = trigger(
            r#"{"type":"event","posture":"Proactive","after":["start"],"expect":["done"],"within":60}"#,
        );
        let at = |second: i64| Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(second);
        let open = on_event(&trigger, None, "start", at(0)).bucket.unwrap();
        assert_eq!(on_time(&trigger, open, at(60)), Evaluated { bucket: None, fired: true });
        let done = on_event(&trigger, Some(open), "done", at(10)).bucket.unwrap();
        assert_eq!(on_time(&trigger, done, at(60)), Evaluated { bucket: None, fired: false });
        assert_eq!(on_event(&trigger, None, "done", at(1)), Evaluated { bucket: None, fired: false });
    }

    #[test]
    fn after_another_event_it_waits_only_then() {
        let trigger = trigger(
            r#"{"type":"event","posture":"Reactive","after":["start"],"expect":["a"],"threshold":1,"within":60}"#,
        );
        assert_eq!(
            firings(&trigger, &[(0, "a"), (1, "start"), (2, "a"), (3, "a"), (4, "start"), (5, "a")]),
            [2, 5]
        );
    }
}

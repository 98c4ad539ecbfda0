//! Event triggers with a `threshold_duration`: they fire when a thing has been for longer than that in the state that
//! the expected events tell of. Their bucket is the thing's time in the state; it counts one when they have fired.

use serde_json::Value;
use weir_types::{Timestamp, automations::EventTrigger};

use super::{
    bucket::{Bucket, Evaluated},
    glob,
    matching::{Things, expects},
};

/// What an event does to the time in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InState {
    /// The time to keep; none when the thing is not in the state.
    pub bucket: Option<Bucket>,
    /// Whether the thing left the state after the trigger had fired for it.
    pub is_over: bool,
}

/// Whether events of this name tell that a thing is in another state: they are of the family of the expected ones.
pub(super) fn leaves(trigger: &EventTrigger, event: &str) -> bool {
    if trigger.threshold_duration.is_none() {
        return false;
    }
    let Some((family, _)) = event.rsplit_once('.') else { return false };
    !expects(trigger, event) && expects_family(trigger, family)
}

/// Whether the trigger expects events of this family: those whose names are its own and one word more.
pub fn expects_family(trigger: &EventTrigger, family: &str) -> bool {
    let is_akin =
        |pattern: &String| pattern.rsplit_once('.').is_some_and(|(expected, _)| glob::fits(expected, family));
    trigger.expect.iter().any(is_akin)
}

/// Whether the event tells of a state at all: runs have other events too.
pub(super) fn tells_of_state(event: &str, things: &Things) -> bool {
    let is_of_run = event.starts_with("prefect.flow-run.") || event.starts_with("prefect.task-run.");
    !is_of_run || things.resource.get("prefect.state-type").is_some_and(Value::is_string)
}

/// Sees an event that the trigger covers. `bucket` is the thing's time in the state, if it is in it.
pub fn on_event_in_state(
    trigger: &EventTrigger,
    bucket: Option<Bucket>,
    event: &str,
    occurred: Timestamp,
) -> InState {
    if expects(trigger, event) {
        let end = occurred + trigger.threshold_duration.unwrap_or_default();
        let entered = Bucket { count: 0, start: occurred, end };
        return InState { bucket: bucket.or(Some(entered)), is_over: false };
    }
    match bucket {
        // It is older than the state.
        Some(bucket) if occurred < bucket.start => InState { bucket: Some(bucket), is_over: false },
        Some(bucket) => InState { bucket: None, is_over: bucket.count > 0 },
        None => InState { bucket: None, is_over: false },
    }
}

/// Looks at a thing's time in the state.
pub fn on_time_in_state(bucket: Bucket, now: Timestamp) -> Evaluated {
    let fired = bucket.count == 0 && bucket.end <= now;
    let count = if fired { 1 } else { bucket.count };
    Evaluated { bucket: Some(Bucket { count, ..bucket }), fired }
}

#[cfg(test)]
mod tests {
    use weir_types::{TimeDelta, automations::Trigger};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(second)
    }

    fn running_for_a_minute() -> EventTrigger {
        let text = r#"{"expect":["prefect.flow-run.Running"],"posture":"Proactive","threshold_duration":60}"#;
        match serde_json::from_str(text) {
            Ok(Trigger::Event(trigger)) => trigger,
            other => panic!("not an event trigger: {other:?}"),
        }
    }

    #[test]
    fn it_fires_once_when_the_time_is_over_and_is_over_when_the_state_is_left() {
        let trigger = running_for_a_minute();
        let entered = on_event_in_state(&trigger, None, "prefect.flow-run.Running", at(0)).bucket.unwrap();
        assert!(!on_time_in_state(entered, at(59)).fired);
        let again = on_event_in_state(&trigger, Some(entered), "prefect.flow-run.Running", at(30));
        assert_eq!(again.bucket, Some(entered), "it has been in it all the time");
        let looked = on_time_in_state(entered, at(60));
        assert!(looked.fired);
        assert!(!on_time_in_state(looked.bucket.unwrap(), at(61)).fired);
        let left = on_event_in_state(&trigger, looked.bucket, "prefect.flow-run.Completed", at(70));
        assert_eq!(left, InState { bucket: None, is_over: true });
        let left_in_time = on_event_in_state(&trigger, Some(entered), "prefect.flow-run.Failed", at(50));
        assert_eq!(left_in_time, InState { bucket: None, is_over: false });
        let older = on_event_in_state(&trigger, Some(entered), "prefect.flow-run.Pending", at(-1));
        assert_eq!(older.bucket, Some(entered));
    }

    #[test]
    fn events_of_the_same_family_tell_of_other_states() {
        let trigger = running_for_a_minute();
        for (event, left) in [
            ("prefect.flow-run.Completed", true),
            ("prefect.flow-run.Running", false),
            ("prefect.task-run.Completed", false),
            ("Completed", false),
        ] {
            assert_eq!(leaves(&trigger, event), left, "{event}");
        }
    }
}

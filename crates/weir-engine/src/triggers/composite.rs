//! Triggers that are made of triggers: which firings of the inner ones let the outer one fire.

use weir_types::{
    TimeDelta, Timestamp,
    automations::{Require, Trigger},
    ids::TriggerId,
};

/// A firing of one of the inner triggers. Of each the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildFiring {
    /// The inner trigger.
    pub trigger: TriggerId,
    /// When it fired, by the time of its event: what is caught up on after a break counts as if there had been none.
    pub fired: Timestamp,
}

/// How many of its inner triggers must have fired; none of a trigger that has no inner ones.
pub fn needed(trigger: &Trigger) -> Option<usize> {
    match trigger {
        Trigger::Event(_) | Trigger::Metric(_) => None,
        Trigger::Sequence(sequence) => Some(sequence.triggers.len()),
        Trigger::Compound(compound) => Some(match compound.require {
            Require::Any => 1,
            Require::All => compound.triggers.len(),
            // More than `usize` holds are more than there are, so it never fires.
            Require::Count(count) => usize::try_from(count).unwrap_or(usize::MAX),
        }),
    }
}

/// Within what time the inner triggers must fire; none for any.
pub fn within(trigger: &Trigger) -> Option<TimeDelta> {
    match trigger {
        Trigger::Event(_) | Trigger::Metric(_) => None,
        Trigger::Compound(compound) => compound.within,
        Trigger::Sequence(sequence) => sequence.within,
    }
}

/// Whether these firings, in the order in which they came, let the trigger fire.
pub fn is_complete(trigger: &Trigger, firings: &[ChildFiring]) -> bool {
    match trigger {
        Trigger::Event(_) | Trigger::Metric(_) => false,
        Trigger::Compound(_) => needed(trigger).is_some_and(|needed| firings.len() >= needed),
        Trigger::Sequence(sequence) => {
            let mut in_order = firings.to_vec();
            in_order.sort_by_key(|firing| firing.fired);
            let expected = sequence.triggers.iter().map(Trigger::id);
            in_order.iter().map(|firing| firing.trigger).eq(expected)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A trigger of this kind over three event triggers, and their ids.
    fn over_three(mut members: serde_json::Value) -> (Trigger, Vec<TriggerId>) {
        let event = json!({ "type": "event", "posture": "Reactive" });
        members["triggers"] = json!([event, event, event]);
        members["within"] = json!(60);
        let trigger: Trigger = serde_json::from_value(members).unwrap();
        let ids = trigger.children().iter().map(Trigger::id).collect();
        (trigger, ids)
    }

    /// Firings of the inner triggers with these numbers at these seconds.
    fn firings(ids: &[TriggerId], of: &[(usize, i64)]) -> Vec<ChildFiring> {
        let at = |second| Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(second);
        of.iter().map(|(number, second)| ChildFiring { trigger: ids[*number], fired: at(*second) }).collect()
    }

    #[test]
    fn a_compound_trigger_needs_as_many_as_it_says() {
        for (require, needs) in [(json!("any"), 1), (json!(2), 2), (json!("all"), 3)] {
            let (trigger, ids) = over_three(json!({ "type": "compound", "require": require }));
            let all = firings(&ids, &[(2, 0), (0, 1), (1, 2)]);
            for count in 0..=3 {
                assert_eq!(is_complete(&trigger, &all[..count]), count >= needs, "{require} of {count}");
            }
        }
    }

    #[test]
    fn a_sequence_needs_all_in_their_order() {
        let (trigger, ids) = over_three(json!({ "type": "sequence" }));
        for (fired, complete) in [
            (&[(0, 0), (1, 1), (2, 2)][..], true),
            (&[(2, 2), (0, 0), (1, 1)], true),
            (&[(0, 0), (1, 1)], false),
            (&[(1, 0), (0, 1), (2, 2)], false),
            (&[(0, 5), (1, 5), (2, 5)], true),
            (&[(1, 5), (0, 5), (2, 5)], false),
        ] {
            assert_eq!(is_complete(&trigger, &firings(&ids, fired)), complete, "{fired:?}");
        }
    }
}

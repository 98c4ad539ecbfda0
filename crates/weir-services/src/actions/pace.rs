//! How many messages an automation sends a minute. What is too many at once is sent later, each at a time of its own; a
//! storm of failures neither floods a channel nor is forgotten.
//!
//! The method is the generic cell rate algorithm (ITU-T I.371): all that an automation needs to have remembered is when
//! it would have sent its last message, had it sent them evenly.

use std::{collections::HashMap, num::NonZeroU32};

use uuid::Uuid;
use weir_types::{TimeDelta, Timestamp, ids::AutomationId};

const MINUTE: TimeDelta = TimeDelta::from_secs(60);

/// Who may send when.
#[derive(Debug)]
pub(super) struct Pace {
    /// The time between two messages that are sent evenly, in microseconds.
    interval: i64,
    /// How much earlier than evenly a message may be sent, in microseconds.
    ahead: i64,
    /// Of each automation that has sent lately: when its next message would come, if they came evenly.
    next: HashMap<AutomationId, i64>,
    /// The times that messages were told to wait for.
    told: HashMap<Uuid, Timestamp>,
}

impl Pace {
    /// Up to `per_minute` messages of an automation at once, and as many a minute.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let interval = MINUTE.as_micros().cast_unsigned().div_ceil(u64::from(per_minute.get())).cast_signed();
        let ahead = interval * i64::from(per_minute.get() - 1);
        Self { interval, ahead, next: HashMap::new(), told: HashMap::new() }
    }

    /// When this message may be sent, if not now. Whoever comes back at that time is not told to wait again.
    pub(super) fn wait(
        &mut self,
        automation: AutomationId,
        message: Uuid,
        now: Timestamp,
    ) -> Option<Timestamp> {
        if let Some(told) = self.told.get(&message) {
            if *told > now {
                return Some(*told);
            }
            self.told.remove(&message);
            return None;
        }
        self.next.retain(|_, next| *next > now.as_micros());
        let next = self.next.entry(automation).or_insert(now.as_micros());
        let may = Timestamp::from_micros(*next - self.ahead);
        *next += self.interval;
        if may <= now {
            return None;
        }
        self.told.insert(message, may);
        Some(may)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

    fn after(millis: i64) -> Timestamp {
        NOW + TimeDelta::from_micros(millis * 1000)
    }

    fn message(number: u64) -> Uuid {
        Uuid::from_u64_pair(0, number)
    }

    #[test]
    fn what_is_too_much_at_once_waits_its_turn() {
        let mut pace = Pace::new(NonZeroU32::new(3).unwrap());
        let [one, other] = [AutomationId::generate(), AutomationId::generate()];
        let waits: Vec<_> = (0..5).map(|number| pace.wait(one, message(number), NOW)).collect();
        assert_eq!(waits, [None, None, None, Some(after(20_000)), Some(after(40_000))]);
        assert_eq!(pace.wait(other, message(9), NOW), None, "others are not held up");
        assert_eq!(pace.wait(one, message(4), after(30_000)), Some(after(40_000)), "it came too early");
        assert_eq!(pace.wait(one, message(3), after(20_000)), None);
        assert_eq!(pace.wait(one, message(4), after(40_000)), None);
        assert_eq!(pace.wait(one, message(5), after(100_000)), None, "and then all is as at first");
        assert_eq!(pace.wait(one, message(6), after(100_000)), None);
        assert_eq!((pace.next.len(), pace.told.len()), (1, 0), "nothing is kept that is over");
    }

    proptest! {
        #[test]
        fn no_minute_sees_more_than_twice_the_limit_and_nothing_waits_longer_than_it_must(
            limit in 1_u32..20,
            gaps in prop::collection::vec(0_i64..20_000, 1..200),
        ) {
            let mut pace = Pace::new(NonZeroU32::new(limit).unwrap());
            let automation = AutomationId::generate();
            let mut now = 0;
            let mut sent = Vec::new();
            for (number, gap) in (0..).zip(gaps) {
                now += gap;
                sent.push(pace.wait(automation, message(number), after(now)).unwrap_or(after(now)));
            }
            prop_assert!(sent.is_sorted(), "they keep their order");
            for (index, first) in sent.iter().enumerate() {
                let within = sent[index..].iter().filter(|at| at.since(*first) < MINUTE).count();
                prop_assert!(within < 2 * limit as usize);
            }
        }
    }
}

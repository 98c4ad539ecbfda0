//! Good and bad runs counted by the minute, so that no window has to be counted run by run.

use std::collections::BTreeMap;

use weir_types::{TimeDelta, Timestamp};

use super::{Judged, Outcome};

/// How long one slot is.
pub const SLOT: TimeDelta = TimeDelta::from_secs(60);

/// The slot of an instant, by its beginning.
pub fn slot_of(at: Timestamp) -> Timestamp {
    let (micros, length) = (at.as_micros(), SLOT.as_micros());
    Timestamp::from_micros(micros - micros.rem_euclid(length))
}

/// How many are good and bad in a slot, or become so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Good.
    pub good: i64,
    /// Bad.
    pub bad: i64,
}

/// What is added to slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<Timestamp, Tally>);

impl Ledger {
    /// Counts a run as it is now, and no longer as it was before.
    pub fn replace(&mut self, before: Option<Judged>, now: Option<Judged>) {
        if before == now {
            return;
        }
        for (judged, sign) in [(before, -1), (now, 1)] {
            let Some(judged) = judged.filter(|judged| judged.outcome != Outcome::Open) else { continue };
            let tally = self.0.entry(slot_of(judged.at)).or_default();
            match judged.outcome {
                Outcome::Good => tally.good += sign,
                Outcome::Bad => tally.bad += sign,
                Outcome::Open => {}
            }
        }
    }

    /// What is added to each slot, where it is anything.
    pub fn changes(&self) -> impl Iterator<Item = (Timestamp, Tally)> {
        self.0.iter().map(|(slot, tally)| (*slot, *tally)).filter(|(_, tally)| *tally != Tally::default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slots_are_whole_minutes_before_and_after_the_epoch() {
        for (second, slot) in [(0, 0), (59, 0), (60, 60), (-1, -60), (-60, -60)] {
            let at = Timestamp::from_micros(second * 1_000_000);
            assert_eq!(slot_of(at), Timestamp::from_micros(slot * 1_000_000), "{second}");
        }
    }

    fn judged() -> impl Strategy<Value = Option<Judged>> {
        let outcome = prop_oneof![Just(Outcome::Good), Just(Outcome::Bad), Just(Outcome::Open)];
        proptest::option::of(
            (outcome, 0_i64..400).prop_map(|(outcome, second)| Judged {
                outcome,
                at: Timestamp::from_micros(second * 1_000_000),
            }),
        )
    }

    proptest! {
        /// Whatever runs go through, and in whatever batches, the slots are as if only the last of each had been.
        #[test]
        fn counting_changes_equals_counting_anew(steps in proptest::collection::vec((0_u8..6, judged()), 0..60), batch in 1_usize..8) {
            let mut slots: BTreeMap<Timestamp, Tally> = BTreeMap::new();
            let mut runs: HashMap<u8, Option<Judged>> = HashMap::new();
            for batch in steps.chunks(batch) {
                let mut ledger = Ledger::default();
                for (run, now) in batch {
                    let before = runs.insert(*run, *now).flatten();
                    ledger.replace(before, *now);
                }
                for (slot, change) in ledger.changes() {
                    let tally = slots.entry(slot).or_default();
                    tally.good += change.good;
                    tally.bad += change.bad;
                }
            }
            slots.retain(|_, tally| *tally != Tally::default());
            let mut anew = Ledger::default();
            for judged in runs.values() {
                anew.replace(None, *judged);
            }
            prop_assert_eq!(slots, anew.0);
        }
    }
}

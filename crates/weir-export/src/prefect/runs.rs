//! The flow runs that have not ended, and the state that each is in. Pure: what is known of a run is the latest of its
//! states, in whatever order they are told.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;
use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowId},
};

use crate::facts::{Owner, RunsNow, StateKind};

/// How many runs are followed at most. Each takes some 200 bytes.
const MOST: usize = 100_000;

/// What is known of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// When it entered its state.
    pub(super) at: Timestamp,
    /// The state's id, which decides between states of the same time.
    pub(super) state_id: Uuid,
    pub(super) state: StateKind,
    pub(super) flow: Option<FlowId>,
    pub(super) deployment: Option<DeploymentId>,
}

impl Standing {
    fn order(&self) -> (Timestamp, Uuid) {
        (self.at, self.state_id)
    }

    fn has_ended(&self) -> bool {
        self.state.state_type.is_terminal()
    }
}

/// The runs that are followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Runs {
    /// Runs that have ended stay for a while: an older state may still be told of.
    runs: HashMap<Uuid, Standing>,
    left_out: usize,
}

impl Runs {
    /// Takes note of a run's state, if it is newer than what is known.
    pub(super) fn take(&mut self, run: Uuid, standing: Standing) {
        match self.runs.get(&run) {
            Some(known) if known.order() >= standing.order() => {}
            None if self.runs.len() >= MOST => self.left_out += 1,
            _ => drop(self.runs.insert(run, standing)),
        }
    }

    /// Takes note of all runs that had not ended at some moment from `asked` on. Others that were in their state before
    /// then are gone.
    pub(super) fn replace(&mut self, listed: Vec<(Uuid, Standing)>, asked: Timestamp) {
        let ids: HashSet<Uuid> = listed.iter().map(|(id, _)| *id).collect();
        self.runs.retain(|id, known| known.has_ended() || known.at >= asked || ids.contains(id));
        self.left_out = 0;
        for (id, standing) in listed {
            self.take(id, standing);
        }
    }

    /// Forgets runs that ended before `floor`.
    pub(super) fn forget_before(&mut self, floor: Timestamp) {
        self.runs.retain(|_, known| !known.has_ended() || known.at >= floor);
    }

    /// How many runs were left out since they were last listed, since there were too many.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }

    /// How many have not ended, by owner and state.
    pub(super) fn now(&self, owner: impl Fn(Option<FlowId>, Option<DeploymentId>) -> Owner) -> Vec<RunsNow> {
        let mut counts: BTreeMap<_, u64> = BTreeMap::new();
        for known in self.runs.values().filter(|known| !known.has_ended()) {
            let StateKind { name, state_type } = &known.state;
            *counts.entry((known.flow, known.deployment, name, *state_type)).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|((flow, deployment, name, state_type), count)| RunsNow {
                owner: owner(flow, deployment),
                state: StateKind { name: name.clone(), state_type },
                count,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weir_types::state::StateType;

    use super::*;

    const ASKED: i64 = 50;

    fn standing(at: i64, state_type: StateType) -> Standing {
        Standing {
            at: Timestamp::from_micros(at),
            state_id: Uuid::from_u128(u128::try_from(at).unwrap()),
            state: StateKind { name: state_type.default_name().to_owned(), state_type },
            flow: None,
            deployment: None,
        }
    }

    /// Each run goes from state to state in its own history; the last one decides.
    fn histories() -> impl Strategy<Value = Vec<Vec<(i64, StateType)>>> {
        let states = prop::collection::btree_map(0..100_i64, prop::sample::select(&StateType::ALL[..]), 1..5);
        prop::collection::vec(states.prop_map(|states| states.into_iter().collect()), 1..8)
    }

    fn unfinished(states: impl Iterator<Item = StateType>) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for state in states.filter(|state| !state.is_terminal()) {
            *counts.entry(state.as_str()).or_default() += 1;
        }
        counts
    }

    fn told(runs: &Runs) -> BTreeMap<&'static str, u64> {
        let now = runs.now(|_, _| Owner::default());
        now.into_iter().map(|runs| (runs.state.state_type.as_str(), runs.count)).collect()
    }

    proptest! {
        /// In whatever order and how often states are told, and whenever the runs are listed in between, what is known
        /// in the end is the last state of each.
        #[test]
        fn the_last_state_of_each_run_counts(
            histories in histories(),
            shuffle in prop::collection::vec(any::<u64>(), 80),
            listed_after in 0..80_usize,
        ) {
            let mut told_states: Vec<(u64, Uuid, Standing)> = Vec::new();
            for (run, states) in histories.iter().enumerate() {
                let run = Uuid::from_u128(run as u128 + 1);
                for (at, state) in states {
                    // Each state is told of twice.
                    for _ in 0..2 {
                        let key = shuffle[told_states.len()];
                        told_states.push((key, run, standing(*at, *state)));
                    }
                }
            }
            told_states.sort_by_key(|(key, ..)| *key);
            let mut runs = Runs::default();
            for (turn, (_, run, standing)) in told_states.into_iter().enumerate() {
                if turn == listed_after {
                    runs.replace(listing(&histories), Timestamp::from_micros(ASKED));
                }
                runs.take(run, standing);
            }
            let last = histories.iter().map(|states| states.last().unwrap().1);
            prop_assert_eq!(told(&runs), unfinished(last));
        }
    }

    /// What the API lists at the moment [`ASKED`].
    fn listing(histories: &[Vec<(i64, StateType)>]) -> Vec<(Uuid, Standing)> {
        let at_that_time = |states: &Vec<(i64, StateType)>| {
            states
                .iter()
                .rev()
                .find(|(at, _)| *at <= ASKED)
                .copied()
                .filter(|(_, state)| !state.is_terminal())
        };
        let listed = histories.iter().enumerate().filter_map(|(run, states)| {
            at_that_time(states).map(|(at, state)| (Uuid::from_u128(run as u128 + 1), standing(at, state)))
        });
        listed.collect()
    }

    #[test]
    fn runs_that_are_listed_no_more_are_gone() {
        let (one, other, late) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let mut runs = Runs::default();
        for (run, at) in [(one, 10), (other, 20), (late, ASKED)] {
            runs.take(run, standing(at, StateType::Running));
        }
        runs.replace(vec![(other, standing(20, StateType::Running))], Timestamp::from_micros(ASKED));
        assert_eq!(told(&runs), BTreeMap::from([("RUNNING", 2)]));
    }

    #[test]
    fn runs_that_ended_are_forgotten() {
        let mut runs = Runs::default();
        runs.take(Uuid::from_u128(1), standing(10, StateType::Completed));
        runs.take(Uuid::from_u128(2), standing(10, StateType::Running));
        runs.forget_before(Timestamp::from_micros(11));
        assert_eq!(runs.runs.len(), 1);
    }
}

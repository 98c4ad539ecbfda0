//! What was counted so far. Pure: events come in any order, any number of times.
//!
//! An event counts when its id is new. Ids are remembered as long as their events may come again, which is from the
//! floor on; what happened before the floor is forgotten and counts no more. So the counts depend on which events came,
//! not on their order or how often they came.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

use super::event::{RunEvent, RunKind, StateChange};
use crate::facts::{Named, Owner, RUN_TIME_BOUNDS, RunCount, StateKind};
use crate::model::Histogram;

/// What runs are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) kind: RunKind,
    pub(super) flow: Option<FlowId>,
    /// Always none for task runs.
    pub(super) deployment: Option<DeploymentId>,
    pub(super) state: String,
    pub(super) state_type: StateType,
}

impl Key {
    fn of(change: &StateChange) -> Self {
        Self {
            kind: change.kind,
            flow: change.owner.flow.id,
            deployment: change.owner.deployment.id.filter(|_| change.kind == RunKind::Flow),
            state: change.state.name.clone(),
            state_type: change.state.state_type,
        }
    }
}

/// What was counted under one key. Times are whole microseconds, so that sums do not depend on their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Count {
    pub(super) transitions: u64,
    /// By [`RUN_TIME_BOUNDS`], and last those above all; empty when nothing ended.
    pub(super) buckets: Vec<u64>,
    pub(super) run_time_micros: i64,
}

impl Count {
    fn observe(&mut self, run_time: TimeDelta) {
        self.buckets.resize(RUN_TIME_BOUNDS.len() + 1, 0);
        let seconds = run_time.as_secs_f64();
        self.buckets[RUN_TIME_BOUNDS.partition_point(|bound| *bound < seconds)] += 1;
        self.run_time_micros = self.run_time_micros.saturating_add(run_time.as_micros());
    }

    fn histogram(&self) -> Histogram {
        let mut histogram = Histogram::new(&RUN_TIME_BOUNDS);
        histogram.counts.clone_from_slice(&{
            let mut buckets = self.buckets.clone();
            buckets.resize(RUN_TIME_BOUNDS.len() + 1, 0);
            buckets
        });
        histogram.sum = TimeDelta::from_micros(self.run_time_micros).as_secs_f64();
        histogram
    }
}

/// What was counted, and what must be remembered to count on.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// Events before this never count.
    since: Timestamp,
    /// Events before this count no more.
    floor: Timestamp,
    /// The events from the floor on that have come.
    seen: BTreeSet<(Timestamp, Uuid)>,
    counts: BTreeMap<Key, Count>,
}

impl Tally {
    /// Counts what happens from `since` on.
    pub fn new(since: Timestamp) -> Self {
        Self { since, floor: since, seen: BTreeSet::new(), counts: BTreeMap::new() }
    }

    /// Goes on from what was remembered.
    pub(super) fn remembered(
        since: Timestamp,
        floor: Timestamp,
        seen: impl IntoIterator<Item = (Timestamp, Uuid)>,
        counts: impl IntoIterator<Item = (Key, Count)>,
    ) -> Self {
        Self { since, floor, seen: seen.into_iter().collect(), counts: counts.into_iter().collect() }
    }

    /// From when on events counted.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// From when on events may come again, or late, and are told apart.
    pub fn floor(&self) -> Timestamp {
        self.floor
    }

    /// The events that are remembered.
    pub(super) fn seen(&self) -> &BTreeSet<(Timestamp, Uuid)> {
        &self.seen
    }

    pub(super) fn counts(&self) -> &BTreeMap<Key, Count> {
        &self.counts
    }

    /// How many events are remembered that happened until then.
    pub fn seen_until(&self, until: Timestamp) -> usize {
        self.seen.range(..=(until, Uuid::max())).count()
    }

    /// Whether an event would count, or be remembered as one that does not.
    pub fn is_new(&self, event: &RunEvent) -> bool {
        event.occurred >= self.floor && !self.seen.contains(&(event.occurred, event.id))
    }

    /// Takes an event, which counts if it is new and the state change `counted` is wanted.
    pub fn take(&mut self, event: &RunEvent, counted: Option<&StateChange>) {
        if !self.is_new(event) {
            return;
        }
        self.seen.insert((event.occurred, event.id));
        let Some(change) = counted else { return };
        let count = self.counts.entry(Key::of(change)).or_default();
        count.transitions += 1;
        if let Some(run_time) = change.run_time {
            count.observe(run_time);
        }
    }

    /// Forgets what happened before `floor`. The floor never goes back.
    pub fn forget_before(&mut self, floor: Timestamp) {
        if floor > self.floor {
            self.floor = floor;
            self.seen = self.seen.split_off(&(floor, Uuid::nil()));
        }
    }

    /// The counts of one kind of run; `owner` knows the names.
    pub(super) fn run_counts(
        &self,
        kind: RunKind,
        owner: impl Fn(Option<FlowId>, Option<DeploymentId>) -> Owner,
    ) -> Vec<RunCount> {
        let of_kind = self.counts.iter().filter(|(key, _)| key.kind == kind);
        of_kind
            .map(|(key, count)| RunCount {
                owner: owner(key.flow, key.deployment),
                state: StateKind { name: key.state.clone(), state_type: key.state_type },
                transitions: count.transitions,
                run_times: count.histogram(),
            })
            .collect()
    }
}

/// The names that flows and deployments have, and where the runs of deployments go. The newest word counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Names {
    flows: BTreeMap<FlowId, (Timestamp, String)>,
    deployments: BTreeMap<DeploymentId, (Timestamp, Deployment)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Deployment {
    name: String,
    work_pool: String,
    work_queue: String,
}

impl Names {
    /// Learns what an owner is called at some time.
    pub(super) fn learn(&mut self, at: Timestamp, owner: &Owner) {
        if let Named { id: Some(id), name } = &owner.flow {
            newest(&mut self.flows, *id, at, || name.clone());
        }
        if let Named { id: Some(id), name } = &owner.deployment {
            newest(&mut self.deployments, *id, at, || Deployment {
                name: name.clone(),
                work_pool: owner.work_pool.clone(),
                work_queue: owner.work_queue.clone(),
            });
        }
    }

    /// Whether the flow's name is known.
    pub(super) fn knows_flow(&self, id: FlowId) -> bool {
        self.flows.contains_key(&id)
    }

    /// Whether the deployment's name is known.
    pub(super) fn knows_deployment(&self, id: DeploymentId) -> bool {
        self.deployments.contains_key(&id)
    }

    /// The owner with the names that are known.
    pub(super) fn owner(&self, flow: Option<FlowId>, deployment: Option<DeploymentId>) -> Owner {
        let flow_name = flow.and_then(|id| self.flows.get(&id)).map(|(_, name)| name.clone());
        let known = deployment.and_then(|id| self.deployments.get(&id)).map(|(_, known)| known.clone());
        let Deployment { name, work_pool, work_queue } = known.unwrap_or_default();
        Owner {
            flow: Named { id: flow, name: flow_name.unwrap_or_default() },
            deployment: Named { id: deployment, name },
            work_pool,
            work_queue,
        }
    }
}

fn newest<K: Ord, V>(
    known: &mut BTreeMap<K, (Timestamp, V)>,
    id: K,
    at: Timestamp,
    value: impl FnOnce() -> V,
) {
    if known.get(&id).is_none_or(|(then, _)| *then < at) {
        known.insert(id, (at, value()));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An event of flow `flow`, by whose number its state and run time go.
    pub(in super::super) fn event(number: u64, occurred: i64) -> RunEvent {
        let types = [StateType::Pending, StateType::Running, StateType::Completed, StateType::Failed];
        let state_type = types[usize::try_from(number % 4).unwrap()];
        let flow = FlowId(Uuid::from_u128(u128::from(number % 3)));
        let change = StateChange {
            kind: if number.is_multiple_of(5) { RunKind::Task } else { RunKind::Flow },
            run_id: Uuid::from_u128(u128::from(number)),
            owner: Owner { flow: Named { id: Some(flow), name: String::new() }, ..Owner::default() },
            tags: BTreeSet::new(),
            state: StateKind { name: state_type.default_name().to_owned(), state_type },
            run_time: state_type
                .is_terminal()
                .then(|| TimeDelta::from_micros(i64::try_from(number).unwrap() * 333_333)),
        };
        RunEvent {
            id: Uuid::from_u128(u128::from(number) + 1),
            occurred: Timestamp::from_micros(occurred),
            // Some events are known, but are no state changes.
            change: (!number.is_multiple_of(7)).then_some(change),
        }
    }

    /// The counts of a history, each event of which is taken once.
    pub(in super::super) fn true_counts(history: &[RunEvent]) -> BTreeMap<Key, Count> {
        let mut counts: BTreeMap<Key, Count> = BTreeMap::new();
        for change in history.iter().filter_map(|event| event.change.as_ref()) {
            let count = counts.entry(Key::of(change)).or_default();
            count.transitions += 1;
            if let Some(run_time) = change.run_time {
                count.observe(run_time);
            }
        }
        counts
    }

    proptest! {
        /// The order of events and how often they come do not matter.
        #[test]
        fn each_event_counts_once(
            times in prop::collection::vec(0..50_i64, 1..60),
            deliveries in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
            rest in Just((0..60_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let history: Vec<RunEvent> = (0..).zip(&times).map(|(number, at)| event(number, *at)).collect();
            let mut tally = Tally::new(Timestamp::from_micros(0));
            let every = rest.into_iter().filter_map(|at| history.get(at));
            for event in deliveries.iter().map(|index| index.get(&history)).chain(every) {
                tally.take(event, event.change.as_ref());
            }
            prop_assert_eq!(tally.counts(), &true_counts(&history));
            prop_assert_eq!(tally.seen_until(Timestamp::from_micros(60)), history.len());
        }
    }

    #[test]
    fn what_happened_before_the_floor_is_forgotten_and_counts_no_more() {
        let at = Timestamp::from_micros;
        let mut tally = Tally::new(at(10));
        for (number, occurred) in [(1, 9), (2, 10), (3, 20), (4, 30)] {
            let event = event(number, occurred);
            tally.take(&event, event.change.as_ref());
        }
        let transitions = |tally: &Tally| tally.counts().values().map(|count| count.transitions).sum::<u64>();
        assert_eq!((transitions(&tally), tally.seen().len()), (3, 3));
        tally.forget_before(at(20));
        tally.forget_before(at(15));
        assert_eq!((tally.floor(), tally.seen().len(), tally.seen_until(at(29))), (at(20), 2, 1));
        for (number, occurred) in [(2, 10), (3, 20), (6, 19)] {
            let event = event(number, occurred);
            tally.take(&event, event.change.as_ref());
        }
        assert_eq!(transitions(&tally), 3);
    }

    #[test]
    fn the_newest_name_counts() {
        let id = FlowId(Uuid::from_u128(1));
        let mut names = Names::default();
        for (at, name) in [(5, "newer"), (3, "older")] {
            let flow = Named { id: Some(id), name: name.to_owned() };
            names.learn(Timestamp::from_micros(at), &Owner { flow, ..Owner::default() });
        }
        assert_eq!(names.owner(Some(id), None).flow.name, "newer");
        assert!(names.knows_flow(id));
    }
}

//! Weir's own names, by Prometheus's rules: base units, `_total` on counters alone.

use std::collections::{BTreeMap, BTreeSet};

use weir_types::state::StateType;

use crate::{
    facts::{Owner, RUN_TIME_BOUNDS, RunCount, RunFacts, StateKind},
    labels::LabelChoice,
    model::{Family, Histogram, Labels, Number, Sample, Samples, Unit},
};

/// The states that runs usually end in. Whatever has runs has these from the beginning on: a counter that is born at 1 has
/// not grown, so nobody would be told of a first failure.
const ENDS: [(&str, StateType); 5] = [
    ("Completed", StateType::Completed),
    ("Failed", StateType::Failed),
    ("TimedOut", StateType::Failed),
    ("Crashed", StateType::Crashed),
    ("Cancelled", StateType::Cancelled),
];

pub(super) fn families(facts: &RunFacts, labels: &LabelChoice) -> Vec<Family> {
    let of_flows = |owner: &Owner, state: &StateKind| labels.of_counted_flow_runs(owner, state);
    let of_tasks = |owner: &Owner, state: &StateKind| labels.of_task_runs(owner, state);
    vec![
        Family::new(
            "weir_flow_run_transitions",
            "Flow runs that entered a state",
            flow_run_transitions(facts, of_flows),
        ),
        Family::new(
            "weir_flow_run_duration_seconds",
            "Run time of ended flow runs",
            run_times(&facts.flow_runs, of_flows),
        )
        .in_unit(Unit::Seconds),
        Family::new(
            "weir_task_run_transitions",
            "Task runs that entered a state",
            Samples::Counter(summed(transitions(&facts.task_runs, of_tasks))),
        ),
        Family::new(
            "weir_task_run_duration_seconds",
            "Run time of ended task runs",
            run_times(&facts.task_runs, of_tasks),
        )
        .in_unit(Unit::Seconds),
        Family::new(
            "weir_flow_runs_unfinished",
            "Flow runs that are in a state now and have not ended",
            Samples::Gauge(summed(
                facts
                    .unfinished
                    .iter()
                    .map(|runs| (labels.of_flow_runs(&runs.owner, &runs.state), runs.count)),
            )),
        ),
        Family::new(
            "weir_events",
            "Events in the log, by name",
            Samples::Counter(summed(
                facts.events.iter().map(|(event, count)| (vec![("event".into(), event.clone())], *count)),
            )),
        ),
    ]
}

fn flow_run_transitions(facts: &RunFacts, labels: impl Fn(&Owner, &StateKind) -> Labels) -> Samples {
    let owners = facts.flow_runs.iter().map(|runs| &runs.owner);
    let owners: BTreeSet<&Owner> = owners.chain(facts.unfinished.iter().map(|runs| &runs.owner)).collect();
    let ends = ENDS.map(|(name, state_type)| StateKind { name: name.to_owned(), state_type });
    let labels = &labels;
    let zeros = owners.iter().flat_map(|owner| ends.iter().map(move |end| (labels(owner, end), 0)));
    Samples::Counter(summed(zeros.chain(transitions(&facts.flow_runs, labels))))
}

fn transitions(
    runs: &[RunCount],
    labels: impl Fn(&Owner, &StateKind) -> Labels,
) -> impl Iterator<Item = (Labels, u64)> {
    runs.iter().map(move |runs| (labels(&runs.owner, &runs.state), runs.transitions))
}

/// Only states that end a run have run times.
fn run_times(runs: &[RunCount], labels: impl Fn(&Owner, &StateKind) -> Labels) -> Samples {
    let mut series: BTreeMap<Labels, Histogram> = BTreeMap::new();
    for runs in runs.iter().filter(|runs| runs.run_times.count() > 0) {
        let labels = labels(&runs.owner, &runs.state);
        let histogram = series.entry(labels).or_insert_with(|| Histogram::new(&RUN_TIME_BOUNDS));
        histogram.merge(&runs.run_times);
    }
    Samples::Histogram(series.into_iter().map(|(labels, value)| Sample::new(labels, value)).collect())
}

/// One series for all counts with the same labels: their sum.
fn summed(counts: impl Iterator<Item = (Labels, u64)>) -> Vec<Sample<Number>> {
    let mut series: BTreeMap<Labels, u64> = BTreeMap::new();
    for (labels, count) in counts {
        *series.entry(labels).or_default() += count;
    }
    series.into_iter().map(|(labels, count)| Sample::new(labels, Number::whole(count))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weir_types::Timestamp;

    use super::*;
    use crate::{
        facts::{Named, RunsNow},
        labels::Label,
    };

    fn owner((flow, deployment): (u8, u8)) -> Owner {
        Owner {
            flow: Named { id: None, name: format!("flow-{flow}") },
            deployment: Named { id: None, name: format!("deployment-{deployment}") },
            work_pool: format!("pool-{}", deployment % 2),
            work_queue: "default".to_owned(),
        }
    }

    fn facts(counts: &[((u8, u8), u64, f64)]) -> RunFacts {
        let state = StateKind { name: "Completed".to_owned(), state_type: StateType::Completed };
        let count = |(of, transitions, seconds): &((u8, u8), u64, f64)| {
            let mut run_times = Histogram::new(&RUN_TIME_BOUNDS);
            run_times.observe(*seconds);
            RunCount { owner: owner(*of), state: state.clone(), transitions: *transitions, run_times }
        };
        let now = |(of, count, _): &((u8, u8), u64, f64)| RunsNow {
            owner: owner(*of),
            state: state.clone(),
            count: *count,
        };
        RunFacts {
            flow_runs: counts.iter().map(count).collect(),
            unfinished: counts.iter().map(now).collect(),
            ..RunFacts::none(Timestamp::from_micros(0), Timestamp::from_micros(0))
        }
    }

    fn choice() -> impl Strategy<Value = LabelChoice> {
        prop::sample::subsequence(Label::ALL.to_vec(), 0..=Label::ALL.len())
            .prop_map(|labels| LabelChoice::new(&labels))
    }

    fn whole(number: Number) -> u64 {
        match number {
            Number::Whole(count) => count.unsigned_abs(),
            Number::Real(_) => panic!("counts are whole"),
        }
    }

    /// The counters of flow runs with these labels.
    fn counted(facts: &RunFacts, labels: &[Label]) -> Vec<(Vec<String>, u64)> {
        let families = families(facts, &LabelChoice::new(labels));
        let Samples::Counter(samples) = &families[0].samples else { panic!("transitions are counted") };
        let values = |labels: &Labels| labels.iter().map(|(_, value)| value.clone()).collect();
        samples.iter().map(|sample| (values(&sample.labels), whole(sample.value))).collect()
    }

    #[test]
    fn a_flow_that_has_runs_has_its_ends_at_0() {
        let mut facts = facts(&[((1, 1), 3, 1.0)]);
        let of_flow = |flow: u8, state: &str, count| (vec![format!("flow-{flow}"), state.to_owned()], count);
        let wanted = [("Cancelled", 0), ("Completed", 3), ("Crashed", 0), ("Failed", 0), ("TimedOut", 0)];
        let wanted: Vec<_> = wanted.iter().map(|(state, count)| of_flow(1, state, *count)).collect();
        assert_eq!(counted(&facts, &[Label::Flow, Label::State]), wanted);
        // One that has only runs which wait has them too.
        facts.flow_runs.clear();
        assert!(counted(&facts, &[Label::Flow, Label::State]).contains(&of_flow(1, "Failed", 0)));
    }

    #[test]
    fn a_deployment_that_moves_to_another_pool_is_counted_on() {
        let mut facts = facts(&[((1, 1), 3, 1.0)]);
        let labels = [Label::Deployment, Label::WorkPool, Label::WorkQueue];
        let before = counted(&facts, &labels);
        facts.flow_runs[0].owner.work_pool = "another".to_owned();
        assert_eq!(counted(&facts, &labels), before);
    }

    proptest! {
        /// Whatever labels are left out, nothing is counted twice or lost, and no series comes twice.
        #[test]
        fn labels_only_divide(
            counts in prop::collection::vec(((0..4u8, 0..4u8), 0..100u64, 0.0..100_000.0f64), 0..30),
            labels in choice(),
        ) {
            let wanted: u64 = counts.iter().map(|(_, count, _)| count).sum();
            for family in families(&facts(&counts), &labels) {
                let (keys, total): (Vec<Labels>, u64) = match family.samples {
                    Samples::Counter(samples) | Samples::Gauge(samples) => {
                        let total = samples.iter().map(|sample| whole(sample.value)).sum();
                        (samples.into_iter().map(|sample| sample.labels).collect(), total)
                    }
                    Samples::Histogram(samples) => {
                        let total = samples.iter().map(|sample| sample.value.count()).sum();
                        (samples.into_iter().map(|sample| sample.labels).collect(), total)
                    }
                };
                let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
                prop_assert_eq!(distinct.len(), keys.len());
                match family.name.as_ref() {
                    "weir_flow_run_transitions" | "weir_flow_runs_unfinished" => prop_assert_eq!(total, wanted),
                    "weir_flow_run_duration_seconds" => prop_assert_eq!(total, counts.len() as u64),
                    _ => prop_assert_eq!(total, 0),
                }
            }
        }
    }
}

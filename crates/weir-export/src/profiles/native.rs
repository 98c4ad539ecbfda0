//! Weir's own names, by Prometheus's rules: base units, `_total` on counters alone.

use std::collections::BTreeMap;

use crate::{
    facts::{Owner, RUN_TIME_BOUNDS, RunCount, RunFacts, StateKind},
    labels::LabelChoice,
    model::{Family, Histogram, Labels, Number, Sample, Samples, Unit},
};

pub(super) fn families(facts: &RunFacts, labels: &LabelChoice) -> Vec<Family> {
    let of_flows = |owner: &Owner, state: &StateKind| labels.of_flow_runs(owner, state);
    let of_tasks = |owner: &Owner, state: &StateKind| labels.of_task_runs(owner, state);
    vec![
        Family::new(
            "weir_flow_run_transitions",
            "Flow runs that entered a state",
            transitions(&facts.flow_runs, of_flows),
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
            transitions(&facts.task_runs, of_tasks),
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
                facts.unfinished.iter().map(|runs| (of_flows(&runs.owner, &runs.state), runs.count)),
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

fn transitions(runs: &[RunCount], labels: impl Fn(&Owner, &StateKind) -> Labels) -> Samples {
    Samples::Counter(summed(runs.iter().map(|runs| (labels(&runs.owner, &runs.state), runs.transitions))))
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
    use weir_types::{Timestamp, state::StateType};

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

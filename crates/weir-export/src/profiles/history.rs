//! The names that exporters have which poll Prefect's run history: how many runs of the last hours are in which state, and
//! how long they took on average.

use std::collections::BTreeMap;

use crate::{
    facts::Window,
    labels::{Label, LabelChoice},
    model::{Family, Labels, Number, Sample, Samples, Unit},
};

/// The families of a window. `labels` are those that the operator chose; by default only the state.
pub(super) fn families(window: &Window, labels: Option<&LabelChoice>) -> Vec<Family> {
    let by_state = LabelChoice::new(&[Label::State]);
    let labels = labels.unwrap_or(&by_state);
    vec![
        Family::new(
            "prefect_flow_runs_total",
            "Flow runs that were expected to start within the window, by the state that they are in",
            Samples::Gauge(counts(window, labels)),
        ),
        Family::new(
            "prefect_flow_run_duration_seconds_avg",
            "Mean run time of the flow runs of the window that have ended",
            Samples::Gauge(means(window, &labels.without_states())),
        )
        .in_unit(Unit::Seconds),
    ]
}

fn counts(window: &Window, labels: &LabelChoice) -> Vec<Sample<Number>> {
    let mut series: BTreeMap<Labels, u64> = BTreeMap::new();
    for runs in &window.runs {
        *series.entry(labels.of_flow_runs(&runs.owner, &runs.state)).or_default() += runs.count;
    }
    series.into_iter().map(|(labels, count)| Sample::new(labels, Number::whole(count))).collect()
}

fn means(window: &Window, labels: &LabelChoice) -> Vec<Sample<Number>> {
    let mut series: BTreeMap<Labels, (u64, f64)> = BTreeMap::new();
    for runs in window.runs.iter().filter(|runs| runs.state.state_type.is_terminal()) {
        let (count, seconds) = series.entry(labels.of_flow_runs(&runs.owner, &runs.state)).or_default();
        *count += runs.count;
        *seconds += runs.run_time;
    }
    let mean = |(count, seconds): (u64, f64)| Number::Real(seconds / Number::whole(count).as_f64());
    let ended = series.into_iter().filter(|(_, (count, _))| *count > 0);
    ended.map(|(labels, sums)| Sample::new(labels, mean(sums))).collect()
}

#[cfg(test)]
mod tests {
    use weir_types::{TimeDelta, Timestamp, state::StateType};

    use super::*;
    use crate::{
        facts::{Named, Owner, StateKind, WindowCount},
        model::Snapshot,
        prometheus::Format,
    };

    fn window() -> Window {
        let owner =
            |flow: &str| Owner { flow: Named { id: None, name: flow.to_owned() }, ..Owner::default() };
        let runs = |flow: &str, name: &str, state_type, count, run_time| WindowCount {
            owner: owner(flow),
            state: StateKind { name: name.to_owned(), state_type },
            count,
            run_time,
        };
        Window {
            length: TimeDelta::from_secs(86_400),
            runs: vec![
                runs("a", "Completed", StateType::Completed, 3, 30.0),
                runs("b", "Completed", StateType::Completed, 1, 5.0),
                runs("b", "Failed", StateType::Failed, 1, 1.0),
                runs("b", "Running", StateType::Running, 2, 1000.0),
            ],
        }
    }

    fn text(labels: Option<&LabelChoice>) -> String {
        let then = Timestamp::from_micros(0);
        let families = families(&window(), labels);
        Format::Text.write(&[&Snapshot { taken: then, since: then, families }])
    }

    #[test]
    fn runs_are_told_by_state_alone() {
        insta::assert_snapshot!(text(None), @r#"
        # HELP prefect_flow_runs_total Flow runs that were expected to start within the window, by the state that they are in
        # TYPE prefect_flow_runs_total gauge
        prefect_flow_runs_total{state="Completed"} 4
        prefect_flow_runs_total{state="Failed"} 1
        prefect_flow_runs_total{state="Running"} 2
        # HELP prefect_flow_run_duration_seconds_avg Mean run time of the flow runs of the window that have ended
        # TYPE prefect_flow_run_duration_seconds_avg gauge
        prefect_flow_run_duration_seconds_avg 7.2
        "#);
    }

    #[test]
    fn or_by_the_labels_that_were_chosen() {
        insta::assert_snapshot!(text(Some(&LabelChoice::new(&[Label::Flow, Label::State]))), @r#"
        # HELP prefect_flow_runs_total Flow runs that were expected to start within the window, by the state that they are in
        # TYPE prefect_flow_runs_total gauge
        prefect_flow_runs_total{flow="a",state="Completed"} 3
        prefect_flow_runs_total{flow="b",state="Completed"} 1
        prefect_flow_runs_total{flow="b",state="Failed"} 1
        prefect_flow_runs_total{flow="b",state="Running"} 2
        # HELP prefect_flow_run_duration_seconds_avg Mean run time of the flow runs of the window that have ended
        # TYPE prefect_flow_run_duration_seconds_avg gauge
        prefect_flow_run_duration_seconds_avg{flow="a"} 10.0
        prefect_flow_run_duration_seconds_avg{flow="b"} 3.0
        "#);
    }
}

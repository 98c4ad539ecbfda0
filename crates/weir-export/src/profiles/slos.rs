//! Service level objectives: how they stand. Nothing of it is a counter, although runs are counted: what was bad becomes
//! good when a run is retried, and windows leave behind what is too old.

use weir_engine::slos::rungs;
use weir_types::slos::SloState;

use crate::{
    facts::{SloFacts, SloStanding},
    model::{Family, Labels, Number, Sample, Samples, Unit},
};

pub(super) fn families(facts: &SloFacts) -> Vec<Family> {
    let gauge = |name: &'static str, help, told: fn(&SloStanding) -> Option<f64>| {
        let sample = |slo| Some(Sample::new(labels(slo, []), Number::Real(told(slo)?)));
        Family::new(name, help, Samples::Gauge(facts.standings.iter().filter_map(sample).collect()))
    };
    let left_out =
        facts.total.saturating_sub(i64::try_from(facts.standings.len()).unwrap_or(i64::MAX)).max(0);
    vec![
        each("weir_slo_info", "What an objective is", facts, info),
        each("weir_slo_state", "Whether an objective is kept: 1 for the state that it is in", facts, states),
        gauge("weir_slo_target_ratio", "The share that must be good", |slo| slo.spec.target),
        gauge("weir_slo_window_seconds", "The time over which an objective is counted", |slo| {
            Some(slo.spec.window_seconds.as_secs_f64())
        })
        .in_unit(Unit::Seconds),
        gauge("weir_slo_good", "What was good in the window: runs, points or seconds", |slo| {
            Some(slo.status.good)
        }),
        gauge("weir_slo_bad", "What was bad in the window: runs, points or seconds", |slo| {
            Some(slo.status.bad)
        }),
        gauge(
            "weir_slo_error_budget_left_ratio",
            "What is left of the error budget: 1 is all of it, less than 0 is overspent",
            |slo| Some(slo.status.budget?.left_share),
        ),
        each(
            "weir_slo_burn_rate",
            "How fast the error budget is spent over the times of an alert: at 1 it lasts for the window",
            facts,
            burn_rates,
        ),
        Family::new(
            "weir_slos_left_out",
            "Objectives that are not exported, since there are too many",
            Samples::Gauge(vec![Sample::only(Number::Whole(left_out))]),
        ),
    ]
}

/// A family with several series for each objective.
fn each(
    name: &'static str,
    help: &'static str,
    facts: &SloFacts,
    samples: fn(&SloStanding) -> Vec<Sample<Number>>,
) -> Family {
    Family::new(name, help, Samples::Gauge(facts.standings.iter().flat_map(samples).collect()))
}

/// What tells an objective apart, and more.
fn labels<const N: usize>(slo: &SloStanding, more: [(&'static str, &'static str); N]) -> Labels {
    let own = [
        ("slo", slo.spec.name.as_str()),
        ("source", slo.source.as_str()),
        ("flow", slo.flow.as_str()),
        ("deployment", slo.deployment.as_str()),
    ];
    own.into_iter().chain(more).map(|(name, value)| (name.into(), value.to_owned())).collect()
}

fn info(slo: &SloStanding) -> Vec<Sample<Number>> {
    let spec = &slo.spec;
    let more = [
        ("kind", spec.kind.as_str()),
        ("severity", spec.severity.as_str()),
        ("unit", spec.kind.unit().as_str()),
    ];
    vec![Sample::new(labels(slo, more), Number::Whole(1))]
}

fn states(slo: &SloStanding) -> Vec<Sample<Number>> {
    let sample = |state: SloState| {
        let is = i64::from(slo.status.state == state);
        Sample::new(labels(slo, [("state", state.as_str())]), Number::Whole(is))
    };
    SloState::ALL.into_iter().map(sample).collect()
}

/// The rates over the times of each alert. There is none for a time in which nothing was.
fn burn_rates(slo: &SloStanding) -> Vec<Sample<Number>> {
    let rate = |length| {
        let found = slo.status.burn_rates.iter().find(|one| one.window_seconds == length);
        found.and_then(|one| one.rate)
    };
    let mut samples = Vec::new();
    for rung in rungs(slo.spec.window_seconds) {
        for (range, length) in [("long", rung.long), ("short", rung.short)] {
            if let Some(rate) = rate(length) {
                let more = [("alert", rung.alert.as_str()), ("range", range)];
                samples.push(Sample::new(labels(slo, more), Number::Real(rate)));
            }
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use weir_engine::slos::{Newest, Objective, Observed, Sums, look_backs, status};
    use weir_types::{
        Timestamp,
        slos::{SloSource, SloSpec},
    };

    use super::*;
    use crate::{model::Snapshot, prometheus};

    fn standing(source: SloSource, spec: serde_json::Value, observed: &Observed) -> SloStanding {
        let spec: SloSpec = serde_json::from_value(spec).unwrap();
        let status = status(&Objective::of(&spec).unwrap(), observed);
        let of_deployment = source != SloSource::Api;
        SloStanding {
            source,
            flow: if of_deployment { "etl" } else { "" }.to_owned(),
            deployment: if of_deployment { "nightly" } else { "" }.to_owned(),
            spec,
            status,
        }
    }

    #[test]
    fn objectives_with_a_target_and_without() {
        let succeeds = serde_json::json!({"name": "etl \"succeeds\"", "kind": "success-rate", "target": 0.99, "severity": "high"});
        let fresh = serde_json::json!({"name": "freshness", "kind": "freshness", "limit_seconds": 3600});
        let bad = [(20.0, 80.0), (20.0, 80.0), (20.0, 80.0), (9.0, 91.0), (0.0, 0.0)];
        let observed = Observed {
            window: Sums { good: 995.0, bad: 5.0 },
            look_backs: look_backs(weir_types::slos::DEFAULT_WINDOW)
                .into_iter()
                .zip(bad.map(|(bad, good)| Sums { good, bad }))
                .collect(),
            ..Observed::default()
        };
        let stale = Observed {
            window: Sums { good: 86_400.0, bad: 0.5 },
            newest: Newest::Bad,
            ..Observed::default()
        };
        let facts = SloFacts {
            standings: vec![
                standing(SloSource::Api, succeeds, &observed),
                standing(SloSource::Tag, fresh, &stale),
            ],
            total: 3,
        };
        let then = Timestamp::from_micros(0);
        let snapshot = Snapshot { taken: then, since: then, families: families(&facts) };
        insta::assert_snapshot!(prometheus::Format::OpenMetrics.write(&[&snapshot]));
    }
}

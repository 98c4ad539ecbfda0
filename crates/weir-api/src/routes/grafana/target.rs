//! What a query of a panel asks for. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use weir_types::{
    TimeDelta, Timestamp,
    grafana::{GrafanaFilter, GrafanaQuery, GrafanaRange},
    insights::{RunFigures, RunKind},
    slos::SloInterval,
};

/// How many intervals a series has at most.
const MOST_POINTS: i64 = 1000;

/// What a figure is of the runs of an interval.
pub(super) type OfRuns = fn(&RunFigures) -> Option<f64>;

/// The figures of runs, by their names.
pub(super) static FIGURES: [(&str, OfRuns); 17] = [
    ("count", |of| Some(count(of.runs))),
    ("completed", |of| Some(count(of.states.completed))),
    ("failed", |of| Some(count(of.states.failed))),
    ("crashed", |of| Some(count(of.states.crashed))),
    ("cancelled", |of| Some(count(of.states.cancelled))),
    ("success_rate", |of| of.success_rate),
    ("run_time", |of| Some(of.run_time)),
    ("duration_mean", |of| of.duration.mean),
    ("duration_p50", |of| of.duration.p50),
    ("duration_p90", |of| of.duration.p90),
    ("duration_p95", |of| of.duration.p95),
    ("duration_p99", |of| of.duration.p99),
    ("duration_max", |of| of.duration.max),
    ("lateness_mean", |of| of.lateness.mean),
    ("lateness_p50", |of| of.lateness.p50),
    ("lateness_p95", |of| of.lateness.p95),
    ("lateness_max", |of| of.lateness.max),
];

#[expect(clippy::cast_precision_loss, reason = "no number of runs is that large")]
fn count(runs: i64) -> f64 {
    runs as f64
}

/// What a figure is of an interval of an objective.
pub(super) type OfSlo = fn(&SloInterval) -> Option<f64>;

/// The figures of objectives, by the beginnings of their metrics' names.
pub(super) static SLO_FIGURES: [(&str, OfSlo); 4] = [
    ("slo_good", |of| Some(of.good)),
    ("slo_bad", |of| Some(of.bad)),
    ("slo_good_share", |of| of.good_share),
    ("slo_budget_left", |of| of.budget_left_share),
];

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'t> {
    /// A figure of runs.
    Runs(RunKind, OfRuns),
    /// A custom metric.
    Metric(&'t str),
    /// A figure of the objective of this name.
    Slo(OfSlo, &'t str),
    /// A table of all objectives.
    Slos,
}

impl<'t> Target<'t> {
    /// What a name asks for; none if there is nothing of the name.
    pub(super) fn read(name: &'t str) -> Option<Self> {
        if name == "slos" {
            return Some(Self::Slos);
        }
        let (kind, rest) = name.split_once('.')?;
        let figure = || FIGURES.iter().find(|(known, _)| *known == rest).map(|(_, figure)| *figure);
        match kind {
            "flow_runs" => Some(Self::Runs(RunKind::FlowRuns, figure()?)),
            // Task runs are expected at no time.
            "task_runs" if !rest.starts_with("lateness") => Some(Self::Runs(RunKind::TaskRuns, figure()?)),
            "metric" => Some(Self::Metric(rest)),
            _ => {
                let (_, figure) = SLO_FIGURES.iter().find(|(known, _)| *known == kind)?;
                Some(Self::Slo(*figure, rest))
            }
        }
    }
}

/// What can be filtered by.
pub(super) const KEYS: [&str; 5] = ["flow", "deployment", "tag", "work_pool", "work_queue"];

/// Why a filter is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadFilter {
    #[error("filters compare by =, not by {0:?}")]
    Operator(String),
    #[error("{0:?} is nothing to filter by: expected flow, deployment, tag, work_pool or work_queue")]
    Key(String),
}

/// What runs must have: one of the values of each key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters(BTreeMap<&'static str, Vec<String>>);

impl Filters {
    /// The filters of a dashboard.
    ///
    /// # Errors
    /// When one is none.
    pub(super) fn of(filters: &[GrafanaFilter]) -> Result<Self, BadFilter> {
        let mut found = Self::default();
        for GrafanaFilter { key, operator, value } in filters {
            if operator != "=" {
                return Err(BadFilter::Operator(operator.clone()));
            }
            let known = KEYS.into_iter().find(|known| known == key);
            let known = known.ok_or_else(|| BadFilter::Key(key.clone()))?;
            found.0.entry(known).or_default().push(value.clone());
        }
        Ok(found)
    }

    /// The same with those of a query's payload.
    pub(super) fn with(mut self, payload: &Value) -> Self {
        for key in KEYS {
            if let Some(value) = word(payload, key) {
                self.0.entry(key).or_default().push(value.to_owned());
            }
        }
        self
    }

    /// The one value of a key, if there is one.
    pub(super) fn only(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|values| values.first()).map(String::as_str)
    }

    /// The same as the members of a question about runs.
    pub(super) fn of_runs(&self) -> Map<String, Value> {
        let any = |key: &str| self.0.get(key).map(|values| json!({ "any_": values }));
        let members = [
            ("flows", "name", any("flow")),
            ("deployments", "name", any("deployment")),
            ("flow_runs", "tags", any("tag")),
            ("work_pools", "name", any("work_pool")),
            ("work_queues", "name", any("work_queue")),
        ];
        let member = |(key, field, filter): (&str, &str, Option<Value>)| {
            let mut object = Map::new();
            object.insert(field.to_owned(), filter?);
            Some((key.to_owned(), Value::Object(object)))
        };
        members.into_iter().filter_map(member).collect()
    }
}

/// A member of a payload that is a text and not empty.
pub(super) fn word<'p>(payload: &'p Value, name: &str) -> Option<&'p str> {
    payload.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The time of a query in intervals: as long as the panel wishes, whole seconds, and no more than fit. They begin at
/// multiples of their length, so that a dashboard that refreshes shows the same intervals again.
pub(super) fn intervals(query: &GrafanaQuery) -> (GrafanaRange, TimeDelta) {
    const SECOND: i64 = 1_000_000;
    let (from, to) = (query.range.from.as_micros(), query.range.to.as_micros());
    let points = query.max_data_points.unwrap_or(MOST_POINTS).clamp(1, MOST_POINTS - 1);
    let wished = query.interval_ms.unwrap_or(0).max(0).saturating_mul(1000);
    let least = to.saturating_sub(from).max(0) / points + 1;
    let width = (wished.max(least).max(1) - 1) / SECOND * SECOND + SECOND;
    let range =
        GrafanaRange { from: Timestamp::from_micros(from.div_euclid(width) * width), to: query.range.to };
    (range, TimeDelta::from_micros(width))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query(from: i64, to: i64, interval_ms: Option<i64>, most: Option<i64>) -> GrafanaQuery {
        GrafanaQuery {
            range: GrafanaRange { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) },
            interval_ms,
            max_data_points: most,
            targets: Vec::new(),
            adhoc_filters: None,
        }
    }

    #[test]
    fn names_are_read() {
        let kind = |name| match Target::read(name) {
            Some(Target::Runs(RunKind::FlowRuns, _)) => "flow runs".to_owned(),
            Some(Target::Runs(RunKind::TaskRuns, _)) => "task runs".to_owned(),
            Some(Target::Metric(metric)) => format!("metric {metric}"),
            Some(Target::Slo(_, slo)) => format!("slo {slo}"),
            Some(Target::Slos) => "slos".to_owned(),
            None => "none".to_owned(),
        };
        for (name, read) in [
            ("flow_runs.count", "flow runs"),
            ("task_runs.duration_p95", "task runs"),
            ("task_runs.lateness_p95", "none"),
            ("flow_runs.rows", "none"),
            ("metric.rows.by/table", "metric rows.by/table"),
            ("slo_budget_left.etl v1.2", "slo etl v1.2"),
            ("slos", "slos"),
            ("", "none"),
            ("rows", "none"),
        ] {
            assert_eq!(kind(name), read, "{name}");
        }
    }

    #[test]
    fn filters_of_the_dashboard_and_of_the_query() {
        let filter = |key: &str, operator: &str| GrafanaFilter {
            key: key.to_owned(),
            operator: operator.to_owned(),
            value: "a".to_owned(),
        };
        let filters = Filters::of(&[filter("flow", "="), filter("tag", "=")]).unwrap();
        let filters = filters.with(&json!({ "flow": "b", "work_queue": "", "other": "c" }));
        assert_eq!(
            Value::Object(filters.of_runs()),
            json!({ "flows": { "name": { "any_": ["a", "b"] } }, "flow_runs": { "tags": { "any_": ["a"] } } })
        );
        assert_eq!(Filters::of(&[filter("flow", "!=")]), Err(BadFilter::Operator("!=".to_owned())));
        assert_eq!(Filters::of(&[filter("state", "=")]), Err(BadFilter::Key("state".to_owned())));
    }

    proptest! {
        /// Whatever a panel asks for, its time is covered, in whole seconds and by no more intervals than fit.
        #[test]
        fn intervals_fit(
            from in 0..4_000_000_000_000_000_i64, length in 0..40_000_000_000_000_i64,
            interval in prop::option::of(-5..100_000_000_i64), most in prop::option::of(-5..100_000_i64),
        ) {
            let (range, width) = intervals(&query(from, from + length, interval, most));
            let width = width.as_micros();
            prop_assert!(width >= 1_000_000 && width % 1_000_000 == 0);
            prop_assert!(range.from.as_micros() <= from && from - range.from.as_micros() < width);
            prop_assert_eq!(range.from.as_micros() % width, 0);
            prop_assert!(interval.is_none_or(|wished| width >= wished * 1000));
            let most = most.unwrap_or(MOST_POINTS).clamp(1, MOST_POINTS - 1);
            prop_assert!((range.to.as_micros() - range.from.as_micros()) / width <= most);
        }
    }
}

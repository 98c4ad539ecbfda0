//! Custom metrics: the last value of each series, as a gauge.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use weir_types::metrics::MetricSeries;

use crate::{
    facts::CustomFacts,
    model::{Family, Labels, Number, Sample, Samples},
};

/// Stands before the names of custom metrics, so that none is like one of Weir's own.
const PREFIX: &str = "weir_custom_";

/// Labels that every series has.
const OWN_LABELS: [&str; 3] = ["flow", "deployment", "unit"];

pub(super) fn families(facts: &CustomFacts) -> Vec<Family> {
    let gauge = |(name, values): (String, BTreeMap<Labels, f64>)| {
        let samples = values.into_iter().map(|(labels, value)| Sample::new(labels, Number::Real(value)));
        Family::new(name, "The last value of a custom metric", Samples::Gauge(samples.collect()))
    };
    let mut families: Vec<Family> = last_values(&facts.series).into_iter().map(gauge).collect();
    let exported = i64::try_from(facts.series.len()).unwrap_or(i64::MAX);
    let only = |count| Samples::Gauge(vec![Sample::only(Number::Whole(count))]);
    let refused = facts.refused.iter().map(|(kind, count)| {
        Sample::new(vec![("kind".into(), kind.as_str().to_owned())], Number::Whole(*count))
    });
    families.extend([
        Family::new("weir_metrics_series", "Series of custom metrics", only(facts.total)),
        Family::new(
            "weir_metrics_series_left_out",
            "Series of custom metrics that are not exported, since there are too many",
            only(facts.total.saturating_sub(exported)),
        ),
        Family::new(
            "weir_metrics_points_refused",
            "Points of custom metrics that were not stored",
            Samples::Counter(refused.collect()),
        ),
    ]);
    families
}

/// The values of the gauges by their names and labels. Names may become alike: the newest value is that of the gauge.
fn last_values(series: &[MetricSeries]) -> BTreeMap<String, BTreeMap<Labels, f64>> {
    let mut gauges: BTreeMap<String, BTreeMap<Labels, f64>> = BTreeMap::new();
    for series in series {
        let values = gauges.entry(format!("{PREFIX}{}", valid(&series.name))).or_default();
        values.entry(labels(series)).or_insert(series.last_value);
    }
    gauges
}

/// The text with `_` for everything that no name in Prometheus may have.
fn valid(text: &str) -> String {
    text.chars().map(|next| if next.is_ascii_alphanumeric() { next } else { '_' }).collect()
}

fn labels(series: &MetricSeries) -> Labels {
    let owned = |text: &Option<String>| text.clone().unwrap_or_default();
    let own = [&series.flow_name, &series.deployment_name, &series.unit];
    let mut labels: Labels =
        OWN_LABELS.iter().zip(own).map(|(name, value)| (Cow::Borrowed(*name), owned(value))).collect();
    let mut taken: BTreeSet<String> = OWN_LABELS.iter().map(|name| (*name).to_owned()).collect();
    for (name, value) in &series.labels {
        let mut name = valid(name);
        // Prometheus keeps names with two of these at their beginning for itself, and names no digit begins.
        if name.starts_with("__")
            || name.starts_with(|first: char| first.is_ascii_digit())
            || taken.contains(&name)
        {
            name = format!("label_{name}");
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        labels.push((Cow::Owned(name), value.clone()));
    }
    labels
}

#[cfg(test)]
mod tests {
    use weir_types::{Timestamp, metrics::RefusalKind};

    use super::*;
    use crate::{model::Snapshot, prometheus};

    fn series(name: &str, flow: Option<&str>, labels: &[(&str, &str)], value: f64) -> MetricSeries {
        MetricSeries {
            id: 1,
            name: name.to_owned(),
            unit: (name == "rows").then(|| "rows".to_owned()),
            labels: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            flow_id: None,
            flow_name: flow.map(str::to_owned),
            deployment_id: None,
            deployment_name: None,
            created: Timestamp::from_micros(0),
            count: 1,
            last_timestamp: Timestamp::from_micros(0),
            last_value: value,
        }
    }

    #[test]
    fn names_and_labels_are_made_valid() {
        let custom = CustomFacts {
            series: vec![
                series("rows", Some("etl"), &[("table", "a\"b\\c\nd")], 1250.0),
                series(
                    "rows",
                    Some("etl"),
                    &[("flow", "x"), ("__name__", "y"), ("a.b", "1"), ("a_b", "2")],
                    0.5,
                ),
                series("disk.used-ratio", None, &[], 0.25),
                // As old as it is, it is not shown: it has the same name by now.
                series("disk_used_ratio", None, &[], 0.75),
                series("cpu", None, &[], -1e300),
            ],
            total: 7,
            refused: vec![(RefusalKind::Malformed, 3)],
        };
        let then = Timestamp::from_micros(0);
        let snapshot = Snapshot { taken: then, since: then, families: families(&custom) };
        insta::assert_snapshot!(prometheus::Format::OpenMetrics.write(&[&snapshot]));
    }
}

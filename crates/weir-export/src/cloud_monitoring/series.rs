//! Metrics as time series with one point each.
//!
//! Sources: Google's reference of `TimeSeries`, `MetricDescriptor` and `Distribution`, and "Quotas and limits".

use serde_json::{Map, Value, json};

use super::Settings;
use crate::{
    model::{Family, Histogram, Labels, Number, Sample, Samples, Snapshot},
    push::Batch,
};

/// The most series of a request.
pub(super) const MOST: usize = 200;

/// The most labels of a metric.
const LABELS: usize = 30;

/// The longest value of a label.
const VALUE_LENGTH: usize = 1024;

/// The series of a snapshot. What is no number is left out, and sums that have counted for no time yet.
pub(super) fn of(snapshot: &Snapshot, settings: &Settings) -> Vec<Value> {
    let (start, end) = (snapshot.since, snapshot.taken);
    let now = json!({ "endTime": end.to_string() });
    let counted = json!({ "startTime": start.to_string(), "endTime": end.to_string() });
    let mut series = Vec::new();
    for family in &snapshot.families {
        let mut add = |kind: &str, interval: &Value, labels: &Labels, (value_type, value): (&str, Value)| {
            series.push(json!({
                "metric": { "type": metric_type(&settings.prefix, family), "labels": label_map(labels) },
                "resource": { "type": "global", "labels": { "project_id": settings.project } },
                "metricKind": kind,
                "valueType": value_type,
                "points": [{ "interval": interval, "value": value }],
            }));
        };
        match &family.samples {
            Samples::Gauge(samples) => {
                for Sample { labels, value } in
                    samples.iter().filter(|sample| sample.value.as_f64().is_finite())
                {
                    add("GAUGE", &now, labels, number(*value));
                }
            }
            Samples::Counter(samples) if start < end => {
                for Sample { labels, value } in
                    samples.iter().filter(|sample| sample.value.as_f64().is_finite())
                {
                    add("CUMULATIVE", &counted, labels, number(*value));
                }
            }
            Samples::Histogram(samples) if start < end => {
                for Sample { labels, value } in samples {
                    add("CUMULATIVE", &counted, labels, ("DISTRIBUTION", distribution(value)));
                }
            }
            Samples::Counter(_) | Samples::Histogram(_) => {}
        }
    }
    series
}

/// The first word becomes a folder: `prefect_flow_runs_total` is `custom.googleapis.com/prefect/flow_runs_total`.
fn metric_type(prefix: &str, family: &Family) -> String {
    format!("{}/{}", prefix.trim_end_matches('/'), family.name.replacen('_', "/", 1))
}

fn label_map(labels: &Labels) -> Map<String, Value> {
    let short = |text: &str| text.chars().take(VALUE_LENGTH).collect::<String>();
    let told = labels.iter().filter(|(_, value)| !value.is_empty()).take(LABELS);
    told.map(|(name, value)| (name.clone().into_owned(), Value::String(short(value)))).collect()
}

/// The type of a value and the value. Whole numbers go as texts, as JSON of 64 bits always does there.
fn number(number: Number) -> (&'static str, Value) {
    match number {
        Number::Whole(number) => ("INT64", json!({ "int64Value": number.to_string() })),
        Number::Real(number) => ("DOUBLE", json!({ "doubleValue": number })),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn distribution(histogram: &Histogram) -> Value {
    let count = histogram.count();
    let mean = if count == 0 { 0.0 } else { histogram.sum / count as f64 };
    let counts: Vec<String> = histogram.counts.iter().map(u64::to_string).collect();
    json!({ "distributionValue": {
        "count": count.to_string(),
        "mean": mean,
        "bucketOptions": { "explicitBuckets": { "bounds": histogram.bounds } },
        "bucketCounts": counts,
    }})
}

/// Bodies with up to `most` series each.
pub(super) fn bodies(series: &[Value], most: usize) -> Vec<Batch> {
    let batch = |series: &[Value]| Batch {
        body: json!({ "timeSeries": series }).to_string().into_bytes(),
        items: series.len(),
    };
    series.chunks(most.max(1)).map(batch).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weir_types::Timestamp;

    use super::*;

    static BOUNDS: [f64; 2] = [1.0, 60.0];

    fn settings() -> Settings {
        Settings {
            project: "acme".to_owned(),
            url: String::new(),
            prefix: "custom.googleapis.com".to_owned(),
        }
    }

    #[test]
    fn series_are_written_as_documented() {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in [0.5, 30.0, 90.0] {
            histogram.observe(value);
        }
        let state = |state: &str| vec![("state".into(), state.to_owned()), ("flow".into(), String::new())];
        let at = |text| Timestamp::parse(text).unwrap();
        let snapshot = Snapshot {
            taken: at("2026-11-22T07:00:00Z"),
            since: at("2026-11-01T00:00:00Z"),
            families: vec![
                Family::new(
                    "prefect_flow_runs_total",
                    "",
                    Samples::Gauge(vec![Sample::new(state("Completed"), Number::Whole(3))]),
                ),
                Family::new("weir_events", "", Samples::Counter(vec![Sample::only(Number::Whole(7))])),
                Family::new("ratio", "", Samples::Gauge(vec![Sample::only(Number::Real(f64::NAN))])),
                Family::new("run_seconds", "", Samples::Histogram(vec![Sample::only(histogram)])),
            ],
        };
        insta::assert_json_snapshot!(of(&snapshot, &settings()));
        let just_begun = Snapshot { since: snapshot.taken, ..snapshot };
        assert_eq!(of(&just_begun, &settings()).len(), 1);
    }

    proptest! {
        #[test]
        fn bodies_hold_every_series(count in 0..50usize, most in 1..20usize) {
            let series: Vec<Value> = (0..count).map(|nth| json!(nth)).collect();
            let mut found = Vec::new();
            for batch in bodies(&series, most) {
                prop_assert!((1..=most).contains(&batch.items));
                let body: Value = serde_json::from_slice(&batch.body).unwrap();
                prop_assert_eq!(body["timeSeries"].as_array().unwrap().len(), batch.items);
                found.extend(body["timeSeries"].as_array().unwrap().clone());
            }
            prop_assert_eq!(found, series);
        }
    }
}

//! Metrics as CloudWatch knows them, and requests within its limits.
//!
//! Sources: the API reference of `PutMetricData` and `MetricDatum` (2010-08-01), and "CloudWatch service quotas".

use weir_types::Timestamp;

use crate::{
    model::{Labels, Samples, Snapshot, Unit},
    push::Batch,
};

/// What one request may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    metrics: usize,
    bytes: usize,
}

/// The service's own: 1000 metrics, 1 MB.
pub(super) const LIMITS: Limits = Limits { metrics: 1000, bytes: 1_000_000 };

/// The most dimensions of a metric.
const DIMENSIONS: usize = 30;

/// The longest value of a dimension.
const VALUE_LENGTH: usize = 1024;

/// The largest value of a metric: 2 to the power of 360, rounded down.
const LARGEST: f64 = 2.348e108;

/// One metric at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Datum {
    name: String,
    dimensions: Vec<(String, String)>,
    unit: &'static str,
    value: Value,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    One(f64),
    /// Values with how often each came.
    Many(Vec<(f64, u64)>),
}

/// The data of a snapshot in which counters and histograms are growth. What is no number is left out.
///
/// Of a histogram it is known in which bucket a value lies, not where: each counts at its bucket's bound, so quantiles are
/// at most as far off as a bucket is wide. The sum is exact, as a metric of its own.
pub(super) fn of(snapshot: &Snapshot) -> Vec<Datum> {
    let mut data = Vec::new();
    for family in &snapshot.families {
        let unit = match family.unit {
            Unit::None => "None",
            Unit::Seconds => "Seconds",
            Unit::Bytes => "Bytes",
        };
        let name = family.name.as_ref();
        match &family.samples {
            Samples::Counter(samples) => {
                let unit = if family.unit == Unit::None { "Count" } else { unit };
                data.extend(
                    samples.iter().map(|sample| one(name, &sample.labels, unit, sample.value.as_f64())),
                );
            }
            Samples::Gauge(samples) => {
                data.extend(
                    samples.iter().map(|sample| one(name, &sample.labels, unit, sample.value.as_f64())),
                );
            }
            Samples::Histogram(samples) => {
                for sample in samples {
                    let histogram = &sample.value;
                    // Each value is listed once, so what lies above all bounds counts with what lies below the last.
                    let mut counts = histogram.counts.clone();
                    let above = counts.pop().unwrap_or(0);
                    if let Some(last) = counts.last_mut() {
                        *last += above;
                    }
                    let values = histogram.bounds.iter().copied().zip(counts).filter(|(_, count)| *count > 0);
                    data.push(Datum {
                        value: Value::Many(values.collect()),
                        ..one(name, &sample.labels, unit, 0.0)
                    });
                    data.push(one(&format!("{name}_sum"), &sample.labels, unit, histogram.sum));
                }
            }
        }
    }
    data.retain(
        |datum| !matches!(datum.value, Value::One(value) if !value.is_finite() || value.abs() > LARGEST),
    );
    data
}

fn one(name: &str, labels: &Labels, unit: &'static str, value: f64) -> Datum {
    // A dimension without a value is refused.
    let dimensions = labels.iter().filter_map(|(name, value)| {
        let value = ascii(value);
        (!value.trim().is_empty()).then(|| (name.clone().into_owned(), value))
    });
    Datum {
        name: name.to_owned(),
        dimensions: dimensions.take(DIMENSIONS).collect(),
        unit,
        value: Value::One(value),
    }
}

/// Dimensions have printable ASCII characters alone.
fn ascii(text: &str) -> String {
    let next = |next: char| if next.is_ascii_graphic() || next == ' ' { next } else { '?' };
    text.chars().map(next).take(VALUE_LENGTH).collect()
}

/// As many data as one request may have in each body.
pub(super) fn bodies(namespace: &str, taken: Timestamp, data: &[Datum], limits: Limits) -> Vec<Batch> {
    let head = {
        let mut form = Form::default();
        form.add("Action", "PutMetricData");
        form.add("Version", "2010-08-01");
        form.add("Namespace", namespace);
        form.0
    };
    let mut batches: Vec<Batch> = Vec::new();
    for datum in data {
        if let Some(batch) = batches.last_mut().filter(|batch| batch.items < limits.metrics) {
            let member = member(datum, batch.items + 1, taken);
            if batch.body.len() + member.len() <= limits.bytes {
                batch.body.extend_from_slice(member.as_bytes());
                batch.items += 1;
                continue;
            }
        }
        batches.push(Batch { body: format!("{head}{}", member(datum, 1, taken)).into_bytes(), items: 1 });
    }
    batches
}

/// The fields of the `nth` datum, each with a `&` before it.
fn member(datum: &Datum, nth: usize, taken: Timestamp) -> String {
    let mut form = Form::default();
    let mut add = |name: &str, value: &str| form.add(&format!("MetricData.member.{nth}.{name}"), value);
    add("MetricName", &datum.name);
    add("Timestamp", &taken.to_string());
    add("Unit", datum.unit);
    for (nth, (name, value)) in (1..).zip(&datum.dimensions) {
        add(&format!("Dimensions.member.{nth}.Name"), name);
        add(&format!("Dimensions.member.{nth}.Value"), value);
    }
    match &datum.value {
        Value::One(value) => add("Value", &value.to_string()),
        Value::Many(values) => {
            for (nth, (value, count)) in (1..).zip(values) {
                add(&format!("Values.member.{nth}"), &value.to_string());
                add(&format!("Counts.member.{nth}"), &count.to_string());
            }
        }
    }
    format!("&{}", form.0)
}

/// A form as browsers write it.
#[derive(Default)]
struct Form(String);

impl Form {
    fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.extend(percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Family, Histogram, Number, Sample};

    static BOUNDS: [f64; 2] = [1.0, 60.0];

    fn datum(length: usize) -> Datum {
        one("rows", &vec![("table".into(), "x".repeat(length))], "None", 1.0)
    }

    #[test]
    fn data_are_written_as_documented() {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in [0.5, 30.0, 31.0, 90.0] {
            histogram.observe(value);
        }
        let labels = vec![("flow".into(), "é tl".to_owned()), ("deployment".into(), String::new())];
        let taken = Timestamp::parse("2026-11-22T07:00:00Z").unwrap();
        let snapshot = Snapshot {
            taken,
            since: taken,
            families: vec![
                Family::new("weir_events", "", Samples::Counter(vec![Sample::new(labels, Number::Whole(3))])),
                Family::new("load", "", Samples::Gauge(vec![Sample::only(Number::Real(f64::NAN))])),
                Family::new("run_seconds", "", Samples::Histogram(vec![Sample::only(histogram)]))
                    .in_unit(Unit::Seconds),
            ],
        };
        let bodies = bodies("Data Pipelines", taken, &of(&snapshot), LIMITS);
        let lines: Vec<String> = bodies
            .iter()
            .map(|batch| String::from_utf8(batch.body.clone()).unwrap().replace('&', "\n"))
            .collect();
        insta::assert_snapshot!(lines.join("\n\n"));
    }

    proptest! {
        /// Every datum comes once and in order, and no request has more than it may.
        #[test]
        fn bodies_hold_every_datum(
            lengths in prop::collection::vec(1..200usize, 0..40), metrics in 1..10usize, bytes in 400..3000usize,
        ) {
            let data: Vec<Datum> = lengths.iter().map(|length| datum(*length)).collect();
            let mut found = Vec::new();
            for batch in bodies("n", Timestamp::from_micros(0), &data, Limits { metrics, bytes }) {
                prop_assert!(batch.items <= metrics);
                prop_assert!(batch.body.len() <= bytes || batch.items == 1);
                let body = String::from_utf8(batch.body).unwrap();
                let values = body.split('&').filter(|field| field.contains("Dimensions.member.1.Value="));
                let lengths: Vec<usize> = values.map(|field| field.split_once('=').unwrap().1.len()).collect();
                prop_assert_eq!(lengths.len(), batch.items);
                prop_assert!(body.starts_with("Action=PutMetricData&Version=2010%2D08%2D01&Namespace=n&MetricData.member.1."));
                found.extend(lengths);
            }
            prop_assert_eq!(found, lengths);
        }
    }
}

//! Metrics as Datadog knows them: names with tags, and counts or gauges.

use crate::model::{Labels, Samples, Snapshot};

/// What a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// How much came since the last time.
    Count,
    /// How it is now.
    Gauge,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) value: f64,
    pub(super) tags: Vec<String>,
}

/// The longest tag that Datadog keeps whole.
const LONGEST_TAG: usize = 200;

/// The points of a snapshot in which counters and histograms are growth. What is no number is left out.
pub(super) fn of(snapshot: &Snapshot) -> Vec<Point> {
    let mut points = Vec::new();
    for family in &snapshot.families {
        let name = family.name.as_ref();
        match &family.samples {
            Samples::Counter(samples) => points.extend(
                samples
                    .iter()
                    .map(|sample| point(name, "", Kind::Count, sample.value.as_f64(), &sample.labels)),
            ),
            Samples::Gauge(samples) => points.extend(
                samples
                    .iter()
                    .map(|sample| point(name, "", Kind::Gauge, sample.value.as_f64(), &sample.labels)),
            ),
            Samples::Histogram(samples) => {
                for sample in samples {
                    let histogram = &sample.value;
                    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                    for (bound, count) in histogram.cumulative() {
                        let (suffix, bound) =
                            if bound.is_finite() { (".bucket", Some(bound)) } else { (".count", None) };
                        let mut point = point(name, suffix, Kind::Count, count as f64, &sample.labels);
                        point.tags.extend(bound.map(|bound| format!("upper_bound:{bound:?}")));
                        points.push(point);
                    }
                    points.push(point(name, ".sum", Kind::Count, histogram.sum, &sample.labels));
                }
            }
        }
    }
    points.retain(|point| point.value.is_finite());
    points
}

fn point(name: &str, suffix: &str, kind: Kind, value: f64, labels: &Labels) -> Point {
    Point { name: metric_name(name, suffix), kind, value, tags: tags(labels) }
}

/// The first word becomes a namespace, as Datadog's own names have it: `weir_events` is `weir.events`.
fn metric_name(name: &str, suffix: &str) -> String {
    format!("{}{suffix}", name.replacen('_', ".", 1))
}

/// Labels without a value say nothing as tags. Datadog makes `_` of what no tag may have, but a comma, a bar or a line
/// feed would end the tag in a datagram.
fn tags(labels: &Labels) -> Vec<String> {
    let clean = |text: &str| text.replace([',', '|', '\n', '\r', '#'], "_");
    let tag = |name: &str, value: &str| -> String {
        format!("{name}:{}", clean(value)).chars().take(LONGEST_TAG).collect()
    };
    labels.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| tag(name, value)).collect()
}

#[cfg(test)]
mod tests {
    use weir_types::Timestamp;

    use super::*;
    use crate::model::{Family, Histogram, Number, Sample};

    static BOUNDS: [f64; 2] = [1.0, 60.0];

    #[test]
    fn kinds_become_counts_and_gauges() {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in [0.5, 30.0, 90.0] {
            histogram.observe(value);
        }
        let labels = vec![("flow".into(), "a,b|c#d\ne".to_owned()), ("deployment".into(), String::new())];
        let then = Timestamp::from_micros(0);
        let snapshot = Snapshot {
            taken: then,
            since: then,
            families: vec![
                Family::new("weir_events", "", Samples::Counter(vec![Sample::new(labels, Number::Whole(3))])),
                Family::new("load", "", Samples::Gauge(vec![Sample::only(Number::Real(f64::NAN))])),
                Family::new("weir_run_seconds", "", Samples::Histogram(vec![Sample::only(histogram)])),
            ],
        };
        let point = |name: &str, kind, value, tags: &[&str]| Point {
            name: name.to_owned(),
            kind,
            value,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        };
        assert_eq!(
            of(&snapshot),
            [
                point("weir.events", Kind::Count, 3.0, &["flow:a_b_c_d_e"]),
                point("weir.run_seconds.bucket", Kind::Count, 1.0, &["upper_bound:1.0"]),
                point("weir.run_seconds.bucket", Kind::Count, 2.0, &["upper_bound:60.0"]),
                point("weir.run_seconds.count", Kind::Count, 3.0, &[]),
                point("weir.run_seconds.sum", Kind::Count, 120.5, &[]),
            ]
        );
    }
}

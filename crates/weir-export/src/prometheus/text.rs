//! The text formats. They differ in where a counter's `_total` stands, in the unit, and in what is escaped.
//!
//! Sources: Prometheus's "Exposition formats" (0.0.4) and the OpenMetrics specification (1.0.0).

use std::borrow::Cow;

use super::Format;
use crate::model::{Family, Labels, Number, Sample, Samples};

/// Writes a family: what it is, and its series.
pub(super) fn family(text: &mut String, format: Format, family: &Family) {
    let (name, kind) = (family.name.as_ref(), kind(&family.samples));
    // In OpenMetrics a family of counters is called by the name without the suffix, in Prometheus's format with it.
    let called: Cow<'_, str> = match (format, &family.samples) {
        (Format::Text, Samples::Counter(_)) => Cow::Owned(format!("{name}_total")),
        _ => Cow::Borrowed(name),
    };
    line(text, &["# HELP ", &called, " ", &escaped(family.help, format == Format::OpenMetrics)]);
    line(text, &["# TYPE ", &called, " ", kind]);
    let unit = family.unit.as_str();
    if format == Format::OpenMetrics && !unit.is_empty() && name.ends_with(unit) {
        line(text, &["# UNIT ", &called, " ", unit]);
    }
    match &family.samples {
        Samples::Counter(samples) => {
            for sample in samples {
                plain(text, name, "_total", sample);
            }
        }
        Samples::Gauge(samples) => {
            for sample in samples {
                plain(text, name, "", sample);
            }
        }
        Samples::Histogram(samples) => {
            for Sample { labels, value } in samples {
                for (bound, count) in value.cumulative() {
                    series(text, name, "_bucket", labels, Some(("le", &real(bound))), &count.to_string());
                }
                series(text, name, "_sum", labels, None, &real(value.sum));
                series(text, name, "_count", labels, None, &value.count().to_string());
            }
        }
    }
}

const fn kind(samples: &Samples) -> &'static str {
    match samples {
        Samples::Counter(_) => "counter",
        Samples::Gauge(_) => "gauge",
        Samples::Histogram(_) => "histogram",
    }
}

fn line(text: &mut String, parts: &[&str]) {
    text.extend(parts.iter().copied());
    text.push('\n');
}

fn plain(text: &mut String, name: &str, suffix: &str, sample: &Sample<Number>) {
    let value = match sample.value {
        Number::Whole(number) => number.to_string(),
        Number::Real(number) => real(number),
    };
    series(text, name, suffix, &sample.labels, None, &value);
}

/// One line: the name, the labels, and the value.
fn series(
    text: &mut String,
    name: &str,
    suffix: &str,
    labels: &Labels,
    last: Option<(&str, &str)>,
    value: &str,
) {
    text.push_str(name);
    text.push_str(suffix);
    let labels = labels.iter().map(|(name, value)| (name.as_ref(), value.as_str())).chain(last);
    let mut separator = '{';
    for (name, value) in labels {
        text.push(separator);
        line_part(text, name, value);
        separator = ',';
    }
    if separator == ',' {
        text.push('}');
    }
    line(text, &[" ", value]);
}

fn line_part(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str("=\"");
    text.push_str(&escaped(value, true));
    text.push('"');
}

/// The text with backslashes before line feeds, backslashes and, if `quotes`, double quotes.
fn escaped(text: &str, quotes: bool) -> Cow<'_, str> {
    if !text.contains(['\\', '\n', '"']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\\', r"\\").replace('\n', r"\n");
    Cow::Owned(if quotes { text.replace('"', "\\\"") } else { text })
}

/// A number as OpenMetrics prefers it: with a point, and the least digits that tell it.
fn real(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    format!("{number:?}")
}

#[cfg(test)]
mod tests {
    use weir_types::Timestamp;

    use super::*;
    use crate::model::{Histogram, Snapshot, Unit};

    static BOUNDS: [f64; 3] = [0.0005, 1.0, 86_400.0];

    fn snapshot() -> Snapshot {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in [0.0001, 0.5, 0.75, 100_000.0] {
            histogram.observe(value);
        }
        let awkward = vec![("flow".into(), "a \"b\"\\\n".to_owned()), ("state".into(), String::new())];
        let then = Timestamp::from_micros(0);
        Snapshot {
            taken: then,
            since: then,
            families: vec![
                Family::new(
                    "runs",
                    "Runs \"so far\"",
                    Samples::Counter(vec![Sample::new(awkward.clone(), Number::Whole(7))]),
                ),
                Family::new(
                    "ratio",
                    "Back\\slash",
                    Samples::Gauge(
                        [0.25, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -0.0]
                            .map(|value| Sample::only(Number::Real(value)))
                            .to_vec(),
                    ),
                ),
                Family::new(
                    "time_seconds",
                    "Time",
                    Samples::Histogram(vec![Sample::new(awkward, histogram)]),
                )
                .in_unit(Unit::Seconds),
                Family::new("nothing", "A family without series", Samples::Gauge(Vec::new())),
            ],
        }
    }

    #[test]
    fn both_formats() {
        insta::assert_snapshot!("text", Format::Text.write(&[&snapshot()]));
        insta::assert_snapshot!("openmetrics", Format::OpenMetrics.write(&[&snapshot()]));
    }
}

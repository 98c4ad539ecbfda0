//! What of custom metrics is taken.

use weir_types::{TimeDelta, Timestamp, metrics::RefusalKind};

use super::sample::{Sample, is_name};

/// Bounds that keep a mistake in a flow, such as a run's id in a label, from filling the database with series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many metrics there may be, by their names.
    pub metrics: i64,
    /// How many series a metric may have: flows and deployments with their units and labels.
    pub series: i64,
    /// How many labels a value may have.
    pub labels: usize,
    /// How many characters a name, a unit and a label's value may have.
    pub length: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { metrics: 1000, series: 1000, labels: 10, length: 200 }
    }
}

/// How far ahead of the server's clock others may be. What is further ahead would be the last value for as long.
const AHEAD: TimeDelta = TimeDelta::from_secs(3600);

/// Whether an instant is further ahead of `now` than clocks differ.
pub fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at.since(now) > AHEAD
}

/// Why a value is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub kind: RefusalKind,
    /// The same in words.
    pub reason: String,
}

impl Refusal {
    /// That of a value that tells of a time which is too far ahead.
    pub fn ahead(name: &str, at: Timestamp) -> Self {
        let reason = format!("{name} tells of {at}, which is more than an hour ahead of the server's clock");
        Self { kind: RefusalKind::TooFarAhead, reason }
    }
}

impl Limits {
    /// Whether a value keeps within what can be told from it alone.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn admit(&self, sample: &Sample) -> Result<(), Refusal> {
        let refused = |kind, reason| Err(Refusal { kind, reason });
        if !sample.value.is_finite() {
            return refused(
                RefusalKind::Malformed,
                format!("the value of {} is not a finite number", sample.name),
            );
        }
        let mut names = std::iter::once(&sample.name).chain(sample.labels.keys());
        if let Some(name) = names.find(|name| !is_name(name)) {
            let name = super::line::shortened(name);
            return refused(
                RefusalKind::Malformed,
                format!(
                    "\"{name}\" is no name: names have letters of ASCII, digits, _ . - and /, and begin with a letter or _"
                ),
            );
        }
        let texts = std::iter::once(("unit", &sample.unit))
            .chain(sample.labels.iter().map(|(name, value)| (name.as_str(), value)));
        for (name, text) in texts.clone() {
            if text.contains(char::is_control) {
                return refused(RefusalKind::Malformed, format!("{name} has a control character in it"));
            }
        }
        let names = std::iter::once(("the metric's name", &sample.name))
            .chain(sample.labels.keys().map(|name| ("the name of a label", name)));
        for (what, text) in names.chain(texts) {
            let length = text.chars().count();
            if length > self.length {
                let most = self.length;
                return refused(
                    RefusalKind::TooLong,
                    format!("{what} has {length} characters; {most} may be (WEIR_METRICS_MAX_LENGTH)"),
                );
            }
        }
        if sample.labels.len() > self.labels {
            let (has, most) = (sample.labels.len(), self.labels);
            return refused(
                RefusalKind::TooManyLabels,
                format!("{} has {has} labels; {most} may be (WEIR_METRICS_MAX_LABELS)", sample.name),
            );
        }
        Ok(())
    }

    /// Whether a series may be made beside those that there are: `series` of its metric and, if that has none yet,
    /// `metrics` in all.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn admit_series(&self, name: &str, series: i64, metrics: Option<i64>) -> Result<(), Refusal> {
        if metrics.is_some_and(|metrics| metrics >= self.metrics) {
            let most = self.metrics;
            return Err(Refusal {
                kind: RefusalKind::TooManyMetrics,
                reason: format!(
                    "there are {most} metrics already, as many as may be (WEIR_METRICS_MAX_NAMES): \
                     what varies belongs in a label, not in a name"
                ),
            });
        }
        if series >= self.series {
            let most = self.series;
            return Err(Refusal {
                kind: RefusalKind::TooManySeries,
                reason: format!(
                    "{name} has {most} series already, as many as may be (WEIR_METRICS_MAX_SERIES): \
                     a label should have few values, and no ids"
                ),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Sample);

    fn sample() -> Sample {
        Sample {
            name: "rows".to_owned(),
            value: 1.0,
            unit: "rows".to_owned(),
            labels: [("table".to_owned(), "orders".to_owned())].into(),
        }
    }

    #[test]
    fn a_value_keeps_within_the_limits() {
        let limits = Limits { labels: 2, length: 8, ..Limits::default() };
        let cases: [(Change, Option<&str>); 10] = [
            (|_| {}, None),
            (|sample| sample.name = "größe".to_owned(), Some("malformed: \"größe\" is no name")),
            (|sample| sample.value = f64::NAN, Some("malformed: the value of rows is not a finite number")),
            (|sample| sample.unit = "a\0b".to_owned(), Some("malformed: unit has a control character in it")),
            (
                |sample| sample.name = "rows_read".to_owned(),
                Some("too_long: the metric's name has 9 characters; 8 may be"),
            ),
            (|sample| sample.unit = "ä".repeat(9), Some("too_long: unit has 9 characters; 8 may be")),
            (|sample| sample.unit = "ä".repeat(8), None),
            (
                |sample| drop(sample.labels.insert("table".to_owned(), "customers".to_owned())),
                Some("too_long: table has 9 characters; 8 may be"),
            ),
            (
                |sample| drop(sample.labels.insert("a".repeat(9), String::new())),
                Some("too_long: the name of a label has 9 characters; 8 may be"),
            ),
            (
                |sample| sample.labels.extend(["a", "b"].map(|name| (name.to_owned(), name.to_owned()))),
                Some("too_many_labels: rows has 3 labels; 2 may be (WEIR_METRICS_MAX_LABELS)"),
            ),
        ];
        for (change, expected) in cases {
            let mut sample = sample();
            change(&mut sample);
            let told = limits
                .admit(&sample)
                .err()
                .map(|refusal| format!("{}: {}", refusal.kind.as_str(), refusal.reason));
            match expected {
                None => assert_eq!(told, None),
                Some(expected) => {
                    assert!(told.as_deref().is_some_and(|told| told.starts_with(expected)), "{told:?}");
                }
            }
        }
    }

    #[test]
    fn clocks_may_differ_by_an_hour() {
        let now = Timestamp::from_micros(0);
        for (seconds, expected) in [(-1_000_000, false), (0, false), (3600, false), (3601, true)] {
            assert_eq!(is_ahead(now + TimeDelta::from_secs(seconds), now), expected, "{seconds}");
        }
    }

    #[test]
    fn series_and_metrics_are_counted() {
        let limits = Limits { metrics: 2, series: 3, ..Limits::default() };
        for (series, metrics, expected) in [
            (2, None, None),
            (3, None, Some(RefusalKind::TooManySeries)),
            (0, Some(1), None),
            (0, Some(2), Some(RefusalKind::TooManyMetrics)),
        ] {
            let told = limits.admit_series("rows", series, metrics).err().map(|refusal| refusal.kind);
            assert_eq!(told, expected, "{series} {metrics:?}");
        }
    }
}

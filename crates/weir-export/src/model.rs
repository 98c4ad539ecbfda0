//! Families of metrics, as every output takes them. The model is that of Prometheus and OpenMetrics, whose families
//! OTLP, CloudWatch, Cloud Monitoring and Datadog can all express.

use std::borrow::Cow;

use weir_types::Timestamp;

/// All metrics at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The moment.
    pub taken: Timestamp,
    /// From when on the counters and histograms have counted.
    pub since: Timestamp,
    /// The families, each name once.
    pub families: Vec<Family>,
}

/// Metrics of one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The name, without the `_total` that Prometheus puts behind those of counters.
    pub name: Cow<'static, str>,
    /// What it tells, in words.
    pub help: &'static str,
    /// What it is measured in. The name ends with it.
    pub unit: Unit,
    /// Its kind and its series.
    pub samples: Samples,
}

impl Family {
    /// A family without a unit.
    pub fn new(name: impl Into<Cow<'static, str>>, help: &'static str, samples: Samples) -> Self {
        Self { name: name.into(), help, unit: Unit::None, samples }
    }

    /// The same family, measured in `unit`.
    #[must_use]
    pub fn in_unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }
}

/// What a metric is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: it is counted, or the unit is not known.
    #[default]
    None,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// Its name in OpenMetrics; empty for none.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
        }
    }
}

/// The series of a family, by its kind. Of one family all numbers are whole, or all are not.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// Sums that only grow.
    Counter(Vec<Sample<Number>>),
    /// Values that go up and down.
    Gauge(Vec<Sample<Number>>),
    /// Distributions of values that are only added to.
    Histogram(Vec<Sample<Histogram>>),
}

impl Samples {
    /// How many series there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Counter(samples) | Self::Gauge(samples) => samples.len(),
            Self::Histogram(samples) => samples.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The names and values that tell a series apart, in their order.
pub type Labels = Vec<(Cow<'static, str>, String)>;

/// One series at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample<V> {
    /// What tells it apart.
    pub labels: Labels,
    /// Its value.
    pub value: V,
}

impl<V> Sample<V> {
    /// A series with labels.
    pub fn new(labels: Labels, value: V) -> Self {
        Self { labels, value }
    }

    /// The only series of a family.
    pub fn only(value: V) -> Self {
        Self { labels: Labels::new(), value }
    }
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A count.
    Whole(i64),
    /// A measurement.
    Real(f64),
}

impl Number {
    /// A count; the largest that there is for one that is larger.
    pub fn whole(count: u64) -> Self {
        Self::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// How many things there are.
    pub fn count(things: usize) -> Self {
        Self::Whole(i64::try_from(things).unwrap_or(i64::MAX))
    }

    /// The value as a floating-point number.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }
}

/// How many values lie in which range.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Upper bounds, ascending; a value equal to a bound lies below it.
    pub bounds: &'static [f64],
    /// How many values lie up to each bound and above the one before it, and last those above all bounds.
    pub counts: Vec<u64>,
    /// The sum of all values.
    pub sum: f64,
}

impl Histogram {
    /// One without values.
    pub fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, counts: vec![0; bounds.len() + 1], sum: 0.0 }
    }

    /// Counts one value.
    pub fn observe(&mut self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.counts[bucket] += 1;
        self.sum += value;
    }

    /// Adds the counts of another that has the same bounds.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.bounds, other.bounds, "histograms of one family have the same bounds");
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.sum += other.sum;
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Each bound with the count of the values up to it, and last infinity with that of all.
    pub fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        bounds.zip(&self.counts).scan(0, |below, (bound, count)| {
            *below += count;
            Some((bound, *below))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static BOUNDS: [f64; 3] = [0.5, 1.0, 10.0];

    fn of(values: &[f64]) -> Histogram {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in values {
            histogram.observe(*value);
        }
        histogram
    }

    #[test]
    fn a_value_on_a_bound_lies_below_it() {
        assert_eq!(of(&[0.5, 1.0, 1.1, 11.0]).counts, [1, 1, 1, 1]);
    }

    proptest! {
        #[test]
        fn cumulative_counts_are_those_of_the_values(values in prop::collection::vec(0.0..20.0f64, 0..50)) {
            for (bound, count) in of(&values).cumulative() {
                prop_assert_eq!(count, values.iter().filter(|value| **value <= bound).count() as u64);
            }
        }

        #[test]
        fn merging_is_counting_together(one in prop::collection::vec(0.0..20.0f64, 0..20), other in prop::collection::vec(0.0..20.0f64, 0..20)) {
            let mut merged = of(&one);
            merged.merge(&of(&other));
            let together = of(&[one, other].concat());
            prop_assert_eq!(merged.counts, together.counts);
            prop_assert!((merged.sum - together.sum).abs() < 1e-9);
        }
    }
}

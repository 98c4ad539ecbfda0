//! Many values of a metric as one.

use weir_types::{Timestamp, metrics::Aggregation};

/// Values that are made one.
#[derive(Clone, Debug)]
pub struct Aggregate {
    aggregation: Aggregation,
    count: i64,
    sum: f64,
    min: f64,
    max: f64,
    last: Option<(Timestamp, f64)>,
    /// All values, where quantiles are asked for.
    values: Vec<f64>,
}

impl Aggregate {
    /// Of no values yet.
    pub const fn new(aggregation: Aggregation) -> Self {
        Self {
            aggregation,
            count: 0,
            sum: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            last: None,
            values: Vec::new(),
        }
    }

    /// Takes a value. Of several of one time the one that comes last here is the last.
    pub fn add(&mut self, at: Timestamp, value: f64) {
        self.count += 1;
        self.sum += value;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        if self.last.is_none_or(|(last, _)| last <= at) {
            self.last = Some((at, value));
        }
        if matches!(self.aggregation, Aggregation::P50 | Aggregation::P95) {
            self.values.push(value);
        }
    }

    /// How many values there are.
    pub const fn count(&self) -> i64 {
        self.count
    }

    /// The one value; none of no values, except that their count and their sum are 0.
    pub fn value(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 values are counted")]
        let count = self.count as f64;
        match self.aggregation {
            Aggregation::Count => Some(count),
            Aggregation::Sum => Some(self.sum),
            _ if self.count == 0 => None,
            Aggregation::Avg => Some(self.sum / count),
            Aggregation::Min => Some(self.min),
            Aggregation::Max => Some(self.max),
            Aggregation::Last => self.last.map(|(_, value)| value),
            Aggregation::P50 => self.quantile(50),
            Aggregation::P95 => self.quantile(95),
        }
    }

    /// A quantile, interpolated between the two values around it (type 7 of Hyndman and Fan, as in pandas and R).
    fn quantile(&self, percent: usize) -> Option<f64> {
        let mut values = self.values.clone();
        values.sort_unstable_by(f64::total_cmp);
        let hundredths = values.len().checked_sub(1)? * percent;
        let (below, part) = (hundredths / 100, hundredths % 100);
        let low = *values.get(below)?;
        let high = values.get(below + 1).copied().unwrap_or(low);
        let part = f64::from(u8::try_from(part).ok()?) / 100.0;
        // The sum of parts does not overflow where the difference of the two would.
        Some(if part == 0.0 { low } else { low * (1.0 - part) + high * part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_one() {
        let at = |second: i64| Timestamp::from_micros(second * 1_000_000);
        let values = [(at(3), 4.0), (at(1), 1.0), (at(9), 2.0), (at(9), 10.0), (at(4), -2.0)];
        for (aggregation, expected, of_none) in [
            (Aggregation::Avg, 3.0, None),
            (Aggregation::Min, -2.0, None),
            (Aggregation::Max, 10.0, None),
            (Aggregation::Sum, 15.0, Some(0.0)),
            (Aggregation::Count, 5.0, Some(0.0)),
            (Aggregation::Last, 10.0, None),
            (Aggregation::P50, 2.0, None),
            // pandas.Series([4, 1, 2, 10, -2]).quantile(0.95)
            (Aggregation::P95, 8.8, None),
        ] {
            let mut aggregate = Aggregate::new(aggregation);
            assert_eq!(aggregate.value(), of_none, "{aggregation:?}");
            for (at, value) in values {
                aggregate.add(at, value);
            }
            let value = aggregate.value().unwrap();
            assert!((value - expected).abs() < 1e-12, "{aggregation:?}: {value}");
            assert_eq!(aggregate.count(), 5);
        }
    }
}

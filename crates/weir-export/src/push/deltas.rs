//! What counters and histograms grew by since the last snapshot, for receivers that add up what they are sent.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::model::{Family, Histogram, Labels, Number, Sample, Samples, Snapshot};

/// Tells a series apart.
type Key = (String, Labels);

/// Remembers the last snapshot.
#[derive(Debug, Default)]
pub struct Deltas {
    numbers: HashMap<Key, f64>,
    histograms: HashMap<Key, Values>,
    begun: bool,
}

/// What is remembered of a histogram.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Values {
    counts: Vec<u64>,
    sum: f64,
}

/// What is remembered, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    numbers: Vec<(Key, f64)>,
    histograms: Vec<(Key, Values)>,
}

impl Deltas {
    /// Goes on from what was kept.
    ///
    /// # Errors
    /// When that was written by nobody.
    pub(super) fn restore(text: &str) -> serde_json::Result<Self> {
        let Kept { numbers, histograms } = serde_json::from_str(text)?;
        let (numbers, histograms) = (numbers.into_iter().collect(), histograms.into_iter().collect());
        Ok(Self { numbers, histograms, begun: true })
    }

    /// What to keep, so that another process can go on from it.
    ///
    /// # Errors
    /// Never: every key is text, and every value a number.
    pub(super) fn kept(&self) -> serde_json::Result<String> {
        let numbers = self.numbers.iter().map(|(key, number)| (key.clone(), *number)).collect();
        let histograms = self.histograms.iter().map(|(key, values)| (key.clone(), values.clone())).collect();
        serde_json::to_string(&Kept { numbers, histograms })
    }

    /// Whether it knows what the next snapshot grows from.
    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    /// The same snapshot with the growth of counters and histograms in place of their sums. Series that did not grow are
    /// left out. Of the first snapshot nothing is known that it grew from, so it has gauges alone. A sum that has become
    /// smaller began anew at 0.
    pub fn since_last(&mut self, snapshot: &Snapshot) -> Snapshot {
        let families = snapshot.families.iter().map(|family| self.family(family)).collect();
        self.begun = true;
        Snapshot { taken: snapshot.taken, since: snapshot.since, families }
    }

    fn family(&mut self, family: &Family) -> Family {
        let samples = match &family.samples {
            Samples::Gauge(_) => family.samples.clone(),
            Samples::Counter(samples) => Samples::Counter(
                samples.iter().filter_map(|sample| self.counter(&family.name, sample)).collect(),
            ),
            Samples::Histogram(samples) => Samples::Histogram(
                samples.iter().filter_map(|sample| self.histogram(&family.name, sample)).collect(),
            ),
        };
        Family { samples, ..family.clone() }
    }

    fn counter(&mut self, name: &str, sample: &Sample<Number>) -> Option<Sample<Number>> {
        let now = sample.value.as_f64();
        let last = self.numbers.insert((name.to_owned(), sample.labels.clone()), now).unwrap_or(0.0);
        let grown = if now < last { now } else { now - last };
        (self.begun && grown > 0.0).then(|| Sample::new(sample.labels.clone(), Number::Real(grown)))
    }

    fn histogram(&mut self, name: &str, sample: &Sample<Histogram>) -> Option<Sample<Histogram>> {
        let now = &sample.value;
        let values = Values { counts: now.counts.clone(), sum: now.sum };
        let last = self.histograms.insert((name.to_owned(), sample.labels.clone()), values);
        let grown = match last {
            Some(last) if !began_anew(&last, now) => Histogram {
                bounds: now.bounds,
                counts: now.counts.iter().zip(&last.counts).map(|(now, last)| now - last).collect(),
                sum: now.sum - last.sum,
            },
            _ => now.clone(),
        };
        (self.begun && grown.count() > 0).then(|| Sample::new(sample.labels.clone(), grown))
    }
}

/// Whether the histogram was emptied, or has other buckets than before.
fn began_anew(last: &Values, now: &Histogram) -> bool {
    last.counts.len() != now.counts.len() || last.counts.iter().zip(&now.counts).any(|(last, now)| now < last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weir_types::Timestamp;

    use super::*;

    static BOUNDS: [f64; 2] = [1.0, 10.0];

    fn snapshot(count: usize, values: &[f64]) -> Snapshot {
        let mut histogram = Histogram::new(&BOUNDS);
        for value in values {
            histogram.observe(*value);
        }
        let then = Timestamp::from_micros(0);
        let families = vec![
            Family::new("runs", "", Samples::Counter(vec![Sample::only(Number::count(count))])),
            Family::new("seconds", "", Samples::Histogram(vec![Sample::only(histogram)])),
        ];
        Snapshot { taken: then, since: then, families }
    }

    fn read(snapshot: &Snapshot) -> (f64, u64) {
        let (Samples::Counter(counter), Samples::Histogram(histogram)) =
            (&snapshot.families[0].samples, &snapshot.families[1].samples)
        else {
            panic!("kinds stay")
        };
        let counted = histogram.first().map_or(0, |sample| sample.value.count());
        (counter.first().map_or(0.0, |sample| sample.value.as_f64()), counted)
    }

    #[test]
    fn the_first_snapshot_tells_nothing_and_a_new_beginning_all() {
        let mut deltas = Deltas::default();
        assert_eq!(read(&deltas.since_last(&snapshot(5, &[1.0]))), (0.0, 0));
        assert_eq!(read(&deltas.since_last(&snapshot(7, &[1.0, 2.0, 3.0]))), (2.0, 2));
        assert_eq!(read(&deltas.since_last(&snapshot(7, &[1.0, 2.0, 3.0]))), (0.0, 0));
        assert_eq!(read(&deltas.since_last(&snapshot(3, &[20.0]))), (3.0, 1));
    }

    #[test]
    fn another_process_goes_on_from_what_was_kept() {
        let mut first = Deltas::default();
        first.since_last(&snapshot(5, &[1.0]));
        let mut second = Deltas::restore(&first.kept().unwrap()).unwrap();
        assert_eq!(read(&second.since_last(&snapshot(7, &[1.0, 2.0]))), (2.0, 1));
        assert!(Deltas::restore("{}").is_err());
    }

    proptest! {
        #[test]
        fn they_add_up(steps in prop::collection::vec(prop::collection::vec(0.0..20.0f64, 0..5), 1..20)) {
            let mut deltas = Deltas::default();
            let (mut values, mut sums) = (Vec::new(), (0.0, 0));
            let first = steps[0].len();
            for step in &steps {
                values.extend(step);
                let (count, observed) = read(&deltas.since_last(&snapshot(values.len(), &values)));
                sums = (sums.0 + count, sums.1 + observed);
            }
            let grown = u32::try_from(values.len() - first).unwrap();
            prop_assert_eq!(sums, (f64::from(grown), u64::from(grown)));
        }
    }
}

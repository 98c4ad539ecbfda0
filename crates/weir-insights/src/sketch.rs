//! Quantiles of durations in little room: a `DDSketch` (Masson, Rim and Lee, "`DDSketch`: a fast and fully-mergeable quantile
//! sketch with relative-error guarantees", VLDB 2019).
//!
//! A value `x` is counted in the bin `⌈log_γ x⌉` with `γ = (1 + α) / (1 - α)`. Whatever lies in bin `i` differs from
//! `2γ^i / (γ + 1)` by at most the factor `α`, so a quantile that is read from the bins does too. Sketches are added by
//! adding their bins; the same values give the same sketch, in whatever order and parts they come. Count, sum and
//! maximum are kept beside the bins and are exact.

use weir_types::{TimeDelta, insights::Distribution};

/// How far a quantile may be from the exact one, relatively: α.
pub const ERROR: f64 = 0.01;

/// How wide a bin is: γ.
const WIDTH: f64 = (1.0 + ERROR) / (1.0 - ERROR);

/// How durations are distributed. A negative one counts as none at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// How many durations of less than a microsecond there are.
    zeros: i64,
    /// The first bin that has any of the others.
    first: usize,
    /// How many there are in each bin from it on up to the last that has any.
    bins: Vec<u32>,
    count: i64,
    sum: i64,
    max: i64,
}

impl Sketch {
    /// Counts one duration.
    pub fn add(&mut self, duration: TimeDelta) {
        let micros = duration.as_micros().max(0);
        if micros == 0 {
            self.zeros += 1;
        } else {
            let bin = bin_of(micros);
            self.make_room(bin, bin + 1);
            let count = &mut self.bins[bin - self.first];
            *count = count.saturating_add(1);
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(micros);
        self.max = self.max.max(micros);
    }

    /// Adds another sketch to this one.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        if !other.bins.is_empty() {
            self.make_room(other.first, other.first + other.bins.len());
            let mine = self.bins[other.first - self.first..].iter_mut();
            for (mine, theirs) in mine.zip(&other.bins) {
                *mine = mine.saturating_add(*theirs);
            }
        }
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
    }

    /// Has bins from `from` up to `to`, which is not among them, and all between these and those that there are.
    fn make_room(&mut self, from: usize, to: usize) {
        if self.bins.is_empty() {
            self.first = from;
        }
        if from < self.first {
            self.bins.splice(0..0, std::iter::repeat_n(0, self.first - from));
            self.first = from;
        }
        self.bins.resize(self.bins.len().max(to - self.first), 0);
    }

    /// Gives back room that is not needed.
    pub fn shrink(&mut self) {
        self.bins.shrink_to_fit();
    }

    /// How many bytes its bins take.
    pub fn size(&self) -> usize {
        self.bins.capacity() * size_of::<u32>()
    }

    /// How many durations were counted.
    pub const fn count(&self) -> i64 {
        self.count
    }

    /// Their sum in seconds.
    pub fn sum(&self) -> f64 {
        seconds(float(self.sum))
    }

    /// Their mean in seconds.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum() / float(self.count))
    }

    /// The longest in seconds.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then(|| seconds(float(self.max)))
    }

    /// The duration in seconds below which a part `q` of them lies: of `n` durations in order the one at `⌊q(n - 1)⌋`,
    /// from 0.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "it lies between 0 and a count")]
        let rank = (q * float(self.count - 1)).floor() as i64;
        let mut seen = self.zeros;
        if rank < seen {
            return Some(0.0);
        }
        let bin = self.bins.iter().position(|count| {
            seen += i64::from(*count);
            rank < seen
        });
        // No value is higher than the highest, which is known.
        let value = bin.map_or(float(self.max), |bin| middle_of(self.first + bin).min(float(self.max)));
        Some(seconds(value))
    }

    /// What is told of them.
    pub fn distribution(&self) -> Distribution {
        Distribution {
            count: self.count,
            mean: self.mean(),
            p50: self.quantile(0.5),
            p90: self.quantile(0.9),
            p95: self.quantile(0.95),
            p99: self.quantile(0.99),
            max: self.max(),
        }
    }
}

/// The bin of a positive number of microseconds. The highest is bin 2,184 of 2⁶³ microseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 2,184")]
fn bin_of(micros: i64) -> usize {
    (float(micros).ln() / WIDTH.ln()).ceil() as usize
}

/// The number of microseconds that differs least, relatively, from all in a bin.
fn middle_of(bin: usize) -> f64 {
    2.0 * WIDTH.powi(i32::try_from(bin).unwrap_or(i32::MAX)) / (WIDTH + 1.0)
}

fn seconds(micros: f64) -> f64 {
    micros / 1_000_000.0
}

/// A count or a number of microseconds to calculate with.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2⁵³: 285 years of microseconds")]
pub(crate) const fn float(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(micros: &[i64]) -> Sketch {
        let mut sketch = Sketch::default();
        for micros in micros {
            sketch.add(TimeDelta::from_micros(*micros));
        }
        sketch
    }

    #[test]
    fn nothing_has_no_quantiles() {
        assert_eq!(Sketch::default().distribution(), Distribution::default());
    }

    #[test]
    fn zeros_and_a_single_value_are_exact() {
        let zeros = of(&[0, 0, -5]).distribution();
        assert_eq!((zeros.count, zeros.p50, zeros.p99, zeros.max), (3, Some(0.0), Some(0.0), Some(0.0)));
        let one = of(&[2_500_000]);
        assert_eq!((one.mean(), one.max()), (Some(2.5), Some(2.5)));
        assert!((one.quantile(0.5).unwrap() - 2.5).abs() <= 2.5 * ERROR);
    }

    proptest! {
        #[test]
        fn quantiles_are_as_near_as_is_said(
            mut micros in proptest::collection::vec(
                prop_oneof![0..10_i64, 1..5_000_000_i64, 1..3_000_000_000_000_i64, Just(i64::MAX / 1000)], 1..300),
            q in 0.0..=1.0_f64,
        ) {
            let found = of(&micros).quantile(q).unwrap();
            micros.sort_unstable();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small rank")]
            let rank = (q * float(i64::try_from(micros.len()).unwrap() - 1)).floor() as usize;
            let exact = seconds(float(micros[rank]));
            prop_assert!((found - exact).abs() <= exact * (ERROR + 1e-9), "{found} for {exact}");
        }

        #[test]
        fn parts_add_up_to_the_whole(
            first in proptest::collection::vec(0..9_000_000_000_i64, 0..80),
            second in proptest::collection::vec(0..9_000_000_000_i64, 0..80),
        ) {
            let mut merged = of(&first);
            merged.merge(&of(&second));
            prop_assert_eq!(merged, of(&[second, first].concat()));
        }
    }
}

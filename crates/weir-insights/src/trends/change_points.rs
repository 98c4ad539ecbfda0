//! Where a series changes for good: Pettitt's test (Pettitt, "A non-parametric approach to the change-point problem",
//! Applied Statistics 28, 1979), again on both sides of each change that it finds (binary segmentation).
//!
//! The test takes values that grow steadily, or that are like those before them, for changes. So each change that it finds is
//! asked again, beside the changes before and after it: what grows on both sides is taken out (the Theil–Sen slope of pairs
//! on the same side), and of values that are correlated with the ones before them there are in truth fewer, by the factor
//! (1 − ρ) / (1 + ρ) with ρ the correlation of the ranks of neighbours (Bayley and Hammersley, "The effective number of
//! independent observations in an autocorrelated time series", Supplement to the Journal of the Royal Statistical Society 8,
//! 1946). The most doubtful change goes first, and the others are asked anew without it.

use weir_types::{TimeDelta, Timestamp};

use super::{median, number};

/// How many values there are at least on each side of a change.
const LEAST: usize = 10;

/// How long each side is at least: a night is no change.
const SHORTEST: TimeDelta = TimeDelta::from_secs(86_400);

/// How improbable a change must be if there is none. Each series is asked several times, and each flow every five minutes.
const P: f64 = 0.001;

/// By what factor medians differ at least.
const FACTOR: f64 = 1.2;

/// Into how many parts a series is cut, of whose medians the slope is taken.
const PARTS: usize = 40;

/// A change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The first value that is different.
    pub at: usize,
    /// How probable such a difference is if there is no change.
    pub p_value: f64,
}

/// The changes in a series of logarithms with their times, which come in their order; the first first.
pub fn change_points(times: &[Timestamp], values: &[f64]) -> Vec<Change> {
    let mut found = Vec::new();
    segment(times, values, 0, &mut found);
    found.sort_unstable();
    loop {
        let starts = std::iter::once(0).chain(found.iter().copied());
        let ends = found.iter().copied().skip(1).chain([values.len()]);
        let changes = found
            .iter()
            .zip(starts.zip(ends))
            .map(|(at, (start, end))| Change { at: *at, p_value: doubt(&values[start..end], at - start) });
        let changes: Vec<Change> = changes.collect();
        let most = changes.iter().max_by(|a, b| a.p_value.total_cmp(&b.p_value));
        let Some(most) = most.filter(|most| most.p_value >= P) else { return changes };
        found.retain(|at| *at != most.at);
    }
}

fn segment(times: &[Timestamp], values: &[f64], offset: usize, found: &mut Vec<usize>) {
    let Some(Change { at, p_value }) = pettitt(times, values) else { return };
    let (before, after) = values.split_at(at);
    if p_value >= P || (middle(after) - middle(before)).abs() < FACTOR.ln() {
        return;
    }
    found.push(offset + at);
    segment(&times[..at], before, offset, found);
    segment(&times[at..], after, offset + at, found);
}

fn middle(values: &[f64]) -> f64 {
    median(&mut values.to_vec()).unwrap_or_default()
}

/// The most probable change that has enough on both sides; none of too few values.
fn pettitt(times: &[Timestamp], values: &[f64]) -> Option<Change> {
    let (first, last) = (*times.first()?, *times.last()?);
    let n = values.len();
    let ranks = ranks(values);
    let (mut sum, mut most, mut at) = (0.0, 0.0, 0);
    for (nth, rank) in ranks.iter().enumerate().take(n.saturating_sub(LEAST)) {
        sum += rank;
        let (before, begin) = (nth + 1, times[nth + 1]);
        let statistic = (2.0 * sum - number(before) * (number(n) + 1.0)).abs();
        let is_long = begin.since(first) >= SHORTEST && last.since(begin) >= SHORTEST;
        if statistic > most && before >= LEAST && is_long {
            (most, at) = (statistic, before);
        }
    }
    (at > 0).then(|| Change { at, p_value: probability(most, n, 1.0) })
}

/// How probable a statistic of Pettitt's is of so many values if nothing changes, and if only a part of them tells something
/// new.
fn probability(statistic: f64, n: usize, part: f64) -> f64 {
    let n = number(n);
    (2.0 * (-6.0 * part * statistic * statistic / (n.powi(3) + n.powi(2))).exp()).min(1.0)
}

/// How probable it is that values do not change at a place, but for what grows on both sides of it; more than 1 if the medians
/// differ too little.
fn doubt(values: &[f64], at: usize) -> f64 {
    let slope = slope_beside(values, at);
    let mut level: Vec<f64> = values.iter().enumerate().map(|(nth, y)| y - slope * number(nth)).collect();
    let (before, after) = (middle(&level[..at]), middle(&level[at..]));
    let step = (after - before).abs();
    if step < FACTOR.ln() {
        return 1.0 + FACTOR.ln() - step;
    }
    let sum: f64 = ranks(&level)[..at].iter().sum();
    let statistic = 2.0 * sum - number(at) * (number(values.len()) + 1.0);
    for (nth, value) in level.iter_mut().enumerate() {
        *value -= if nth < at { before } else { after };
    }
    let correlation = correlation(&level).max(0.0);
    probability(statistic, values.len(), (1.0 - correlation) / (1.0 + correlation))
}

/// How fast values grow that lie on the same side of a place: the median of the slopes between them, by parts.
fn slope_beside(values: &[f64], at: usize) -> f64 {
    let length = values.len().div_ceil(PARTS).max(1);
    let mut slopes = Vec::new();
    let (before, after) = values.split_at(at);
    for side in [before, after] {
        let mut start = 0;
        let parts = side.chunks(length).map(|part| {
            let center = number(2 * start + part.len() - 1) / 2.0;
            start += part.len();
            (center, middle(part))
        });
        let parts: Vec<(f64, f64)> = parts.collect();
        for (nth, (x, y)) in parts.iter().enumerate() {
            slopes.extend(parts[nth + 1..].iter().map(|(later, other)| (other - y) / (later - x)));
        }
    }
    median(&mut slopes).unwrap_or_default()
}

/// How the ranks of values are correlated with those of the values before them.
fn correlation(values: &[f64]) -> f64 {
    let mean = f64::midpoint(number(values.len()), 1.0);
    let ranks: Vec<f64> = ranks(values).into_iter().map(|rank| rank - mean).collect();
    let squares: f64 = ranks.iter().map(|rank| rank * rank).sum();
    let products: f64 = ranks.windows(2).map(|pair| pair[0] * pair[1]).sum();
    if squares > 0.0 { products / squares } else { 0.0 }
}

/// The ranks of values from 1 on; equal ones share theirs.
pub(crate) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tie in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let rank = number(before) + f64::midpoint(number(tie.len()), 1.0);
        for nth in tie {
            ranks[*nth] = rank;
        }
        before += tie.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that go up and down by a tenth around a level, as often up as down.
    fn around(level: f64, count: usize) -> impl Iterator<Item = f64> {
        (0..count).map(move |nth| level.ln() + [0.0, 0.1, -0.1, 0.05, -0.05][nth % 5])
    }

    /// The changes in values, so many of which come in a day.
    fn changes(values: &[f64], a_day: i64) -> Vec<usize> {
        let times: Vec<Timestamp> = (0_i64..)
            .take(values.len())
            .map(|nth| Timestamp::from_micros(nth * 86_400_000_000 / a_day))
            .collect();
        change_points(&times, values).iter().map(|change| change.at).collect()
    }

    #[test]
    fn changes_are_found_where_they_are() {
        let values: Vec<f64> = around(10.0, 40).chain(around(20.0, 30)).chain(around(12.0, 40)).collect();
        assert_eq!(changes(&values, 1), [40, 70]);
        assert_eq!(changes(&values, 24), [40, 70]);
        assert!(changes(&values, 96).is_empty(), "it is not slow for a whole day");
        let stairs: Vec<f64> = around(10.0, 40).chain(around(20.0, 30)).chain(around(40.0, 40)).collect();
        assert_eq!(changes(&stairs, 1), [40, 70]);
    }

    #[test]
    fn what_grows_steadily_changes_only_where_it_leaps() {
        let grows = |leaps: f64| -> Vec<f64> {
            around(10.0, 700)
                .enumerate()
                .map(|(nth, value)| value + number(nth) * 0.003 + if nth < 500 { 0.0 } else { leaps })
                .collect()
        };
        assert!(changes(&grows(0.0), 8).is_empty());
        let found = changes(&grows(1.0), 8);
        assert!(found.iter().any(|at| at.abs_diff(500) <= 5), "{found:?}");
    }

    #[test]
    fn what_does_not_change_or_hardly_has_none() {
        assert!(changes(&around(10.0, 200).collect::<Vec<_>>(), 8).is_empty());
        assert!(changes(&[], 8).is_empty());
        let hardly: Vec<f64> = around(10.0, 100).chain(around(11.5, 100)).collect();
        assert!(changes(&hardly, 8).is_empty());
        let strays: Vec<f64> = around(10.0, 100)
            .enumerate()
            .map(|(nth, value)| if nth % 25 == 0 { 9.0 } else { value })
            .collect();
        assert!(changes(&strays, 8).is_empty());
    }

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }
}

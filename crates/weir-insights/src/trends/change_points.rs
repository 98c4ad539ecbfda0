//! Where a series changes for good: Pettitt's test (Pettitt, "A non-parametric approach to the change-point problem",
//! Applied Statistics 28, 1979), again on both sides of each change that it finds (binary segmentation).

use super::{median, number};

/// How many values there are at least on each side of a change.
const LEAST: usize = 10;

/// How improbable a change must be if there is none. Each series is asked several times, and each flow every hour.
const P: f64 = 0.001;

/// By what factor medians differ at least.
const FACTOR: f64 = 1.2;

/// A change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The first value that is different.
    pub at: usize,
    /// How probable such a difference is if there is no change.
    pub p_value: f64,
}

/// The changes in a series of logarithms, the first first.
pub fn change_points(values: &[f64]) -> Vec<Change> {
    let mut found = Vec::new();
    segment(values, 0, &mut found);
    found.sort_by_key(|change| change.at);
    found
}

fn segment(values: &[f64], offset: usize, found: &mut Vec<Change>) {
    let Some(Change { at, p_value }) = pettitt(values) else { return };
    let (before, after) = values.split_at(at);
    let middle = |values: &[f64]| median(&mut values.to_vec()).unwrap_or_default();
    if p_value >= P || (middle(after) - middle(before)).abs() < FACTOR.ln() {
        return;
    }
    found.push(Change { at: offset + at, p_value });
    segment(before, offset, found);
    segment(after, offset + at, found);
}

/// The most probable change, that has enough values on both sides; none of too few values.
fn pettitt(values: &[f64]) -> Option<Change> {
    let n = values.len();
    if n < 2 * LEAST {
        return None;
    }
    let ranks = ranks(values);
    let (mut sum, mut most, mut at) = (0.0, 0.0, 0);
    for (nth, rank) in ranks.iter().enumerate() {
        sum += rank;
        let (before, after) = (nth + 1, n - nth - 1);
        let statistic = (2.0 * sum - number(before) * (number(n) + 1.0)).abs();
        if statistic > most && before >= LEAST && after >= LEAST {
            (most, at) = (statistic, before);
        }
    }
    let n = number(n);
    let p_value = (2.0 * (-6.0 * most * most / (n.powi(3) + n.powi(2))).exp()).min(1.0);
    (at > 0).then_some(Change { at, p_value })
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

    #[test]
    fn changes_are_found_where_they_are() {
        let values: Vec<f64> = around(10.0, 40).chain(around(20.0, 30)).chain(around(12.0, 40)).collect();
        let found: Vec<usize> = change_points(&values).iter().map(|change| change.at).collect();
        assert_eq!(found, [40, 70]);
    }

    #[test]
    fn what_does_not_change_or_hardly_has_none() {
        assert_eq!(change_points(&around(10.0, 200).collect::<Vec<_>>()), []);
        assert_eq!(change_points(&[]), []);
        let hardly: Vec<f64> = around(10.0, 100).chain(around(11.5, 100)).collect();
        assert_eq!(change_points(&hardly), []);
        let strays: Vec<f64> = around(10.0, 100)
            .enumerate()
            .map(|(nth, value)| if nth % 25 == 0 { 9.0 } else { value })
            .collect();
        assert_eq!(change_points(&strays), []);
    }

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }
}

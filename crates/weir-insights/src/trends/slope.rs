//! A slope that stray values do not change: the Theil–Sen estimator, which is the median of the slopes between all pairs
//! of points, with Sen's confidence interval from Kendall's statistic (Sen, "Estimates of the regression coefficient based
//! on Kendall's tau", Journal of the American Statistical Association 63, 1968).

use super::{median, number};

/// Of how many points a slope is told at least.
const LEAST: usize = 8;

/// The quantile of the normal distribution for an interval that holds the slope in 95 % of cases.
const Z: f64 = 1.959_963_984_540_054;

/// A slope and its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The slope.
    pub slope: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The slope of points whose first coordinates are all different; none of too few.
pub fn slope(points: &[(f64, f64)]) -> Option<Slope> {
    let n = points.len();
    if n < LEAST {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (nth, (x, y)) in points.iter().enumerate() {
        slopes.extend(points[nth + 1..].iter().map(|(later, other)| (other - y) / (later - x)));
    }
    let found = median(&mut slopes)?;
    let spread = Z * deviation(points).sqrt();
    let pairs = number(slopes.len());
    let at = |place: f64| slopes.get(index(place, slopes.len())).copied();
    Some(Slope {
        slope: found,
        low: at(f64::midpoint(pairs, -spread).round() - 1.0)?,
        high: at(f64::midpoint(pairs, spread).round())?,
    })
}

/// The variance of Kendall's statistic, with what equal values take from it.
fn deviation(points: &[(f64, f64)]) -> f64 {
    let mut values: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
    values.sort_by(f64::total_cmp);
    let term = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
    let ties: f64 = values.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|tie| term(number(tie.len()))).sum();
    (term(number(points.len())) - ties) / 18.0
}

/// A place in a list, moved into it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and a length")]
fn index(place: f64, length: usize) -> usize {
    (place.max(0.0) as usize).min(length.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: impl IntoIterator<Item = f64>) -> Vec<(f64, f64)> {
        values.into_iter().enumerate().map(|(nth, y)| (number(nth), y)).collect()
    }

    #[test]
    fn a_line_has_its_slope_whatever_strays() {
        let mut line = points((0..30).map(|nth| 2.0 + 0.5 * f64::from(nth)));
        assert_eq!(slope(&line), Some(Slope { slope: 0.5, low: 0.5, high: 0.5 }));
        line[3].1 = 1000.0;
        line[17].1 = -1000.0;
        let found = slope(&line).unwrap();
        assert!((found.slope - 0.5).abs() < 1e-12 && found.low <= 0.5 && 0.5 <= found.high, "{found:?}");
    }

    #[test]
    fn the_interval_is_that_of_a_worked_example() {
        // As scipy.stats.theilslopes tells of these values: 0.5, from -0.6 to 1.
        let found = slope(&points([1.0, 4.0, 2.0, 3.0, 6.0, 5.0, 4.0, 5.0])).unwrap();
        assert!(
            (found.slope - 0.5).abs() < 1e-12 && found.low < 0.0 && found.high >= 1.0 - 1e-12,
            "{found:?}"
        );
    }

    #[test]
    fn few_points_have_none() {
        assert_eq!(slope(&points((0..7).map(f64::from))), None);
        let flat = slope(&points([3.0; 8])).unwrap();
        assert_eq!((flat.slope, flat.low, flat.high), (0.0, 0.0, 0.0));
    }
}

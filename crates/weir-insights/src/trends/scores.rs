//! How strange a run is beside those before it: the modified z-score, from the median and the median absolute deviation
//! (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993).

use super::median;

/// How many runs before it a run is compared with at most.
pub const PAST: usize = 50;

/// With how many at least.
const LEAST: usize = 20;

/// From this score on a run is strange. Iglewicz and Hoaglin take 3.5, which of normal values 0.05 % exceed; durations
/// have longer tails.
const STRANGE: f64 = 5.0;

/// And by this factor at least it takes longer or shorter.
const FACTOR: f64 = 1.5;

/// The least deviation, so that runs that always took the same do not make a thousandth more strange.
const LEAST_DEVIATION: f64 = 0.02;

/// How far a value is from those before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Their median.
    pub expected: f64,
    /// How many robust standard deviations it is from it.
    pub score: f64,
    /// Whether that is strange.
    pub strange: bool,
}

/// The score of the logarithm of a duration beside those before it; none of too few.
pub fn score(value: f64, past: &[f64]) -> Option<Score> {
    let past = &past[past.len().saturating_sub(PAST)..];
    if past.len() < LEAST {
        return None;
    }
    let expected = median(&mut past.to_vec())?;
    let mut deviations: Vec<f64> = past.iter().map(|one| (one - expected).abs()).collect();
    // Of normal values the standard deviation is 1.4826 times the median absolute one.
    let deviation = (1.4826 * median(&mut deviations)?).max(LEAST_DEVIATION);
    let score = (value - expected) / deviation;
    let strange = score.abs() >= STRANGE && (value - expected).abs() >= FACTOR.ln();
    Some(Score { expected, score, strange })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_the_past_is_strange() {
        let past: Vec<f64> = (0..30).map(|nth| 10.0_f64.ln() + [0.0, 0.1, -0.1][nth % 3]).collect();
        let strange = |seconds: f64| score(seconds.ln(), &past).unwrap().strange;
        assert_eq!([10.0, 11.0, 14.0, 30.0, 3.0].map(strange), [false, false, false, true, true]);
        assert_eq!(score(1.0, &past[..19]), None);
        let same = [10.0_f64.ln(); 20];
        assert!(!score(10.5_f64.ln(), &same).unwrap().strange);
        assert!(score(15.5_f64.ln(), &same).unwrap().strange);
    }
}

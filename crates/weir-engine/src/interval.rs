//! Delays that spread at random, so that many waiting runs do not come back at once.

/// A delay around `average` seconds, exponentially distributed but clamped: at most `average * (1 + clamping_factor)`,
/// and at least so much that the median stays where it was. `random` is drawn evenly from 0 to 1.
pub fn clamped_poisson(average: f64, clamping_factor: f64, random: f64) -> f64 {
    if average <= 0.0 || clamping_factor <= 0.0 {
        return average.max(0.0);
    }
    // In units of the average, where the exponential distribution has the cumulative probability 1 - e^-x.
    let upper = 1.0 + clamping_factor;
    let lower = lower_clamp(upper).max(0.0);
    let (from, to) = (1.0 - (-lower).exp(), 1.0 - (-upper).exp());
    let probability = from + (to - from) * random;
    -(1.0 - probability).max(1e-10).ln() * average
}

/// The multiple of the average below which lies as much probability as above the multiple `upper`.
fn lower_clamp(upper: f64) -> f64 {
    // Beyond this the difference is lost in a double's digits.
    if upper >= 50.0 {
        return 0.0;
    }
    let power = upper.exp2();
    (power / (power - 1.0)).max(1e-10).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_between_its_clamps() {
        for factor in [0.3, 0.5, 1.0, 60.0] {
            for random in [0.0, 0.1, 0.5, 0.9, 0.999_999] {
                let delay = clamped_poisson(10.0, factor, random);
                assert!((0.0..=10.0 * (1.0 + factor)).contains(&delay), "{factor} {random} {delay}");
            }
        }
        let (least, most) = (clamped_poisson(10.0, 0.3, 0.0), clamped_poisson(10.0, 0.3, 0.999_999_9));
        assert!((least - 7.517).abs() < 0.001, "{least}");
        assert!((most - 13.0).abs() < 0.001, "{most}");
    }

    #[test]
    fn without_an_average_or_a_factor_there_is_no_spread() {
        assert!(clamped_poisson(0.0, 0.3, 0.5).abs() < f64::EPSILON);
        assert!((clamped_poisson(5.0, 0.0, 0.5) - 5.0).abs() < f64::EPSILON);
    }
}

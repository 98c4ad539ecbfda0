//! The course of values in a line of text.

/// Bars from the lowest value to the highest; a gap where there is none.
pub(crate) fn sparkline(values: &[Option<f64>]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known = || values.iter().flatten().copied();
    let lowest = known().fold(f64::INFINITY, f64::min);
    let range = known().fold(f64::NEG_INFINITY, f64::max) - lowest;
    let bar = |value: f64| {
        let part = if range > 0.0 && range.is_finite() { (value - lowest) / range } else { 0.5 };
        // The bounds of the bars are passed one after the other, so no conversion can go wrong.
        BARS.into_iter()
            .zip(1_u8..)
            .find(|(_, nth)| part <= f64::from(*nth) / 8.0)
            .map_or('█', |(bar, _)| bar)
    };
    values.iter().map(|value| value.map_or(' ', bar)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_course_is_drawn() {
        for (values, expected) in [
            (vec![Some(0.0), None, Some(4.0), Some(8.0)], "▁ ▄█"),
            (vec![Some(-1.0), Some(-0.9), Some(7.0)], "▁▁█"),
            (vec![Some(5.0), Some(5.0)], "▄▄"),
            (vec![Some(-f64::MAX), Some(f64::MAX)], "▄▄"),
            (vec![None], " "),
        ] {
            assert_eq!(sparkline(&values), expected);
        }
    }
}

//! Shares as people read them, and what is left of a budget as a bar.

/// How many characters a bar has.
const WIDTH: u8 = 10;

/// A share as a percentage, with as many digits as make a difference: 99.95%, 100%.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}%", if text == "-0" { "0" } else { text })
}

/// The same rounded, as of a good share that was counted: cut, so that what is not all is not 100%.
pub(super) fn cut_percent(share: f64) -> String {
    format!("{:.2}%", (share * 10_000.0 + 1e-9).floor() / 100.0)
}

/// What is left of a budget: full at 1, empty at 0 and below.
pub(super) fn bar(left: f64) -> String {
    // The characters are passed one after the other, so no conversion can go wrong.
    (1..=WIDTH).map(|nth| if left >= (f64::from(nth) - 0.5) / f64::from(WIDTH) { '█' } else { '░' }).collect()
}

/// The bar with its number.
pub(super) fn budget(left: f64) -> String {
    format!("{} {:.0}%", bar(left), (left * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_people_read_them() {
        let written = [0.99, 0.9995, 1.0, 0.999_999, 0.0, 0.5].map(percent);
        assert_eq!(written, ["99%", "99.95%", "100%", "99.9999%", "0%", "50%"]);
        assert_eq!([1.0, 0.999_99, 0.99, 0.0].map(cut_percent), ["100.00%", "99.99%", "99.00%", "0.00%"]);
    }

    #[test]
    fn a_budget_is_a_bar() {
        for (left, expected) in [
            (1.0, "██████████ 100%"),
            (0.999, "██████████ 99%"),
            (0.5, "█████░░░░░ 50%"),
            (0.0, "░░░░░░░░░░ 0%"),
            (-1.5, "░░░░░░░░░░ -150%"),
        ] {
            assert_eq!(budget(left), expected);
        }
    }
}

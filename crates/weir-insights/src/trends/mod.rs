//! Whether durations grow, where they changed, and what comes again.
//!
//! All of it is done with the logarithms of durations, since a run that takes twice as long on twice the data is as usual on
//! a slow day as on a fast one; and with medians and ranks, so that a single stray run changes nothing.

mod answers;
mod change_points;
mod scores;
mod season;
mod slope;

pub use answers::{Question, Sample, Told, answer, tell};
pub use change_points::{Change, change_points};
pub use scores::{PAST, Score, score};
pub use season::{Day, month_end, weekdays};
pub use slope::{Slope, slope};

/// The median of values, which are put in their order. None of none.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values.get(middle).copied()
    } else {
        Some(f64::midpoint(*values.get(middle.checked_sub(1)?)?, *values.get(middle)?))
    }
}

/// How many there are, to calculate with.
pub(crate) fn number(count: usize) -> f64 {
    crate::sketch::float(i64::try_from(count).unwrap_or(i64::MAX))
}

//! One field of a cron text.

use std::collections::BTreeSet;

/// The fields, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Minute,
    Hour,
    Day,
    Month,
    Weekday,
    Second,
    Year,
}

impl Field {
    /// All of them; texts have the first five, six or seven.
    pub(super) const ALL: [Self; 7] =
        [Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Weekday, Self::Second, Self::Year];

    /// The least and the greatest number.
    pub(super) const fn range(self) -> (u32, u32) {
        match self {
            Self::Minute | Self::Second => (0, 59),
            Self::Hour => (0, 23),
            Self::Day => (1, 31),
            Self::Month => (1, 12),
            Self::Weekday => (0, 6),
            Self::Year => (1970, 2099),
        }
    }

    /// The number that a name stands for.
    pub(super) fn named(self, name: &str) -> Option<u32> {
        let names: &[&str] = match self {
            Self::Month => {
                &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            }
            Self::Weekday => &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
            _ => &[],
        };
        let at = u32::try_from(names.iter().position(|one| *one == name)?).ok()?;
        Some(at + self.range().0.min(1))
    }

    /// The number that is meant by another one, in a text of so many fields.
    pub(super) const fn meant(self, number: u32, fields: usize) -> u32 {
        match (self, number, fields) {
            (Self::Weekday, 7, 5) => 0,
            (Self::Day, 0, 6) => 1,
            _ => number,
        }
    }
}

/// What fits a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    /// Anything.
    All,
    /// These numbers; and of days, whether the last of the month.
    Some { numbers: BTreeSet<u32>, last: bool },
}

impl Fits {
    pub(super) fn number(&self, number: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some { numbers, .. } => numbers.contains(&number),
        }
    }
}

/// The numbers of a range with a step, as croniter counts them: a range that ends before it begins goes round, and one
/// from a number to itself is the whole round.
pub(super) fn numbers((least, greatest): (u32, u32), low: u32, high: u32, step: u32) -> Vec<u32> {
    let stepped = |from: u32, to: u32| (from..=to).step_by(step as usize);
    if low == high {
        return stepped(least, greatest).collect();
    }
    if low < high {
        return stepped(low, high).collect();
    }
    let mut found: Vec<u32> = stepped(low, greatest).collect();
    let skipped = found.last().map_or(0, |last| {
        let rest = greatest - last;
        let wraps = (last - least).saturating_add(step) > greatest - least + 1;
        if wraps && rest < step { step - rest } else { 0 }
    });
    found.extend(stepped(least + skipped, high));
    found
}

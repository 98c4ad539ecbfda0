//! Error budgets.

use weir_types::slos::SloBudget;

/// One share of a target's unit: a ten-thousandth of a percent.
const PARTS: u32 = 1_000_000;

/// The share that must be good. It is held in millionths, so that what is exactly allowed is not taken for too much:
/// in binary fractions, a tenth of ten runs is a little less than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target(u32);

impl Target {
    /// The target of a share from 0 to 1; none if it leaves no budget, or asks for nothing.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked before"
    )]
    pub fn of(share: f64) -> Option<Self> {
        let parts = (share * f64::from(PARTS)).round();
        (parts >= 1.0 && parts < f64::from(PARTS)).then_some(Self(parts as u32))
    }

    /// The share that must be good.
    pub fn share(self) -> f64 {
        f64::from(self.0) / f64::from(PARTS)
    }

    /// The share that may be bad.
    pub fn allowed(self) -> f64 {
        f64::from(PARTS - self.0) / f64::from(PARTS)
    }

    /// Whether more is bad than may be.
    pub fn is_missed_by(self, sums: Sums) -> bool {
        sums.bad * f64::from(PARTS) > f64::from(PARTS - self.0) * sums.total()
    }

    /// What may be bad, and what is left of that; none of nothing.
    pub fn budget(self, sums: Sums) -> Option<SloBudget> {
        let total = f64::from(PARTS - self.0) * sums.total() / f64::from(PARTS);
        (total > 0.0).then(|| SloBudget { total, spent: sums.bad, left_share: 1.0 - sums.bad / total })
    }

    /// How fast the budget is spent: at 1 it lasts exactly for the window. None of nothing.
    pub fn burn_rate(self, sums: Sums) -> Option<f64> {
        sums.bad_share().map(|share| share / self.allowed())
    }
}

/// How much was good and how much bad: runs, points or seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Good.
    pub good: f64,
    /// Bad.
    pub bad: f64,
}

impl Sums {
    /// Both together.
    pub fn total(self) -> f64 {
        self.good + self.bad
    }

    /// The good share; none of nothing.
    pub fn good_share(self) -> Option<f64> {
        (self.total() > 0.0).then(|| self.good / self.total())
    }

    /// The bad share; none of nothing.
    pub fn bad_share(self) -> Option<f64> {
        (self.total() > 0.0).then(|| self.bad / self.total())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_exactly_allowed_is_not_too_much() {
        for (share, total, most) in [
            (0.9, 10, 1),
            (0.99, 100, 1),
            (0.95, 20, 1),
            (0.999, 3000, 3),
            (0.7, 10, 3),
            (0.99, 99, 0),
            (0.5, 1, 0),
        ] {
            let target = Target::of(share).unwrap();
            for bad in 0..=total {
                let sums = Sums { good: f64::from(total - bad), bad: f64::from(bad) };
                assert_eq!(target.is_missed_by(sums), bad > most, "{share} {bad} of {total}");
            }
        }
    }

    #[test]
    fn shares_that_are_no_targets() {
        for share in [0.0, 1.0, -0.1, 1.5, 0.999_999_9, f64::NAN, f64::INFINITY] {
            assert_eq!(Target::of(share), None, "{share}");
        }
        assert!((Target::of(0.999_999).unwrap().allowed() - 1e-6).abs() < 1e-12);
    }

    #[test]
    fn a_budget_is_spent_and_overspent() {
        let target = Target::of(0.99).unwrap();
        let told = |good: f64, bad: f64| target.budget(Sums { good, bad });
        assert_eq!(told(0.0, 0.0), None);
        let half = told(199.0, 1.0).unwrap();
        assert_eq!((half.total, half.spent, half.left_share), (2.0, 1.0, 0.5));
        let over = told(98.0, 2.0).unwrap();
        assert_eq!((over.total, over.left_share), (1.0, -1.0));
        assert_eq!(target.burn_rate(Sums { good: 856.0, bad: 144.0 }).map(f64::round), Some(14.0));
        assert_eq!(target.burn_rate(Sums::default()), None);
    }

    proptest! {
        #[test]
        fn a_target_is_missed_when_its_budget_is_overspent(parts in 1_u32..999_999, good in 0_u32..5000, bad in 0_u32..5000) {
            let target = Target(parts);
            let sums = Sums { good: f64::from(good), bad: f64::from(bad) };
            let over = u64::from(bad) * u64::from(PARTS) > u64::from(PARTS - parts) * u64::from(good + bad);
            prop_assert_eq!(target.is_missed_by(sums), over);
            if let Some(budget) = target.budget(sums) {
                // Rounded in its last places, so only where it is not exactly spent.
                if budget.left_share.abs() > 1e-9 {
                    prop_assert_eq!(budget.left_share < 0.0, over);
                }
            }
        }
    }
}

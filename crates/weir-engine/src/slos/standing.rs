//! How an objective stands.

use weir_types::{
    TimeDelta,
    slos::{SloBurnRate, SloOffence, SloState, SloStatus},
};

use super::{Objective, Sums, burn};

/// What the newest says where there is no target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newest {
    /// There is none.
    #[default]
    None,
    /// It is good, and so is that of every deployment.
    Good,
    /// It is bad, or that of a deployment is.
    Bad,
}

/// What was found of an objective.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// In its window.
    pub window: Sums,
    /// In the shorter times that the burn rates are of.
    pub look_backs: Vec<(TimeDelta, Sums)>,
    /// What the newest says.
    pub newest: Newest,
    /// What broke it last.
    pub last_bad: Option<SloOffence>,
}

/// How an objective stands by what was found; since when is not known here.
pub fn status(objective: &Objective, observed: &Observed) -> SloStatus {
    let sums = observed.window;
    let mut status = SloStatus {
        unit: objective.measure.unit(),
        good: sums.good,
        bad: sums.bad,
        good_share: sums.good_share(),
        last_bad: observed.last_bad,
        ..SloStatus::default()
    };
    let Some(target) = objective.target else {
        status.state = match observed.newest {
            Newest::None => SloState::Unknown,
            Newest::Good => SloState::Met,
            Newest::Bad => SloState::Breached,
        };
        return status;
    };
    status.state = if target.is_missed_by(sums) {
        SloState::Breached
    } else if sums.total() > 0.0 {
        SloState::Met
    } else {
        SloState::Unknown
    };
    status.budget = target.budget(sums);
    let rates = observed.look_backs.iter().copied().chain([(objective.window, sums)]);
    status.burn_rates = rates
        .map(|(length, sums)| SloBurnRate { window_seconds: length, rate: target.burn_rate(sums) })
        .collect();
    let rate = |length| {
        let found = status.burn_rates.iter().find(|known| known.window_seconds == length);
        found.and_then(|known| known.rate)
    };
    status.alert = burn::alert(objective.window, rate);
    status
}

#[cfg(test)]
mod tests {
    use weir_types::slos::{DEFAULT_WINDOW, SloAlert};

    use super::{
        super::{Measure, Target, look_backs},
        *,
    };

    fn sums(good: u32, bad: u32) -> Sums {
        Sums { good: f64::from(good), bad: f64::from(bad) }
    }

    fn objective(target: Option<f64>) -> Objective {
        Objective {
            measure: Measure::SuccessRate,
            target: target.and_then(Target::of),
            window: DEFAULT_WINDOW,
        }
    }

    #[test]
    fn a_target_is_met_until_its_budget_is_spent() {
        for (window, state, left) in [
            (sums(0, 0), SloState::Unknown, None),
            (sums(5, 0), SloState::Met, Some(1.0)),
            (sums(199, 1), SloState::Met, Some(0.5)),
            (sums(99, 1), SloState::Met, Some(0.0)),
            (sums(98, 1), SloState::Breached, Some(-0.010_101)),
            (sums(0, 3), SloState::Breached, Some(-99.0)),
        ] {
            let status = status(&objective(Some(0.99)), &Observed { window, ..Observed::default() });
            assert_eq!(status.state, state, "{window:?}");
            let got = status.budget.map(|budget| (budget.left_share * 1e6).round() / 1e6);
            assert_eq!(got, left, "{window:?}");
        }
    }

    #[test]
    fn without_a_target_the_newest_decides() {
        for (newest, state) in [
            (Newest::None, SloState::Unknown),
            (Newest::Good, SloState::Met),
            (Newest::Bad, SloState::Breached),
        ] {
            let observed = Observed { newest, window: sums(1, 99), ..Observed::default() };
            let status = status(&objective(None), &observed);
            assert_eq!((status.state, status.budget, status.alert), (state, None, None));
            assert!(status.burn_rates.is_empty());
        }
    }

    #[test]
    fn burn_rates_give_alerts() {
        let observed = |bad: [u32; 5]| Observed {
            window: sums(9000, 40),
            look_backs: look_backs(DEFAULT_WINDOW)
                .into_iter()
                .zip(bad)
                .map(|(length, bad)| (length, sums(100 - bad, bad)))
                .collect(),
            ..Observed::default()
        };
        for (bad, alert) in [
            ([20, 0, 15, 0, 0], Some(SloAlert::Fast)),
            ([0, 7, 15, 6, 0], Some(SloAlert::Medium)),
            ([0, 0, 0, 1, 1], Some(SloAlert::Slow)),
            ([0, 0, 0, 0, 1], None),
        ] {
            let status = status(&objective(Some(0.99)), &observed(bad));
            assert_eq!(status.alert, alert, "{bad:?}");
            assert_eq!(status.state, SloState::Met);
            assert_eq!(status.burn_rates.len(), 6);
        }
    }
}

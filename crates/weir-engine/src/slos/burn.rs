//! Alerts about error budgets that are spent too fast: several windows and several burn rates.
//!
//! The method and the numbers are those of chapter 5, "Alerting on SLOs", of Google's Site Reliability Workbook (Beyer,
//! Murphy, Rensin, Kawahara and Thorne, 2018), its sixth approach: of a budget for 30 days, 2 % in an hour, 5 % in six
//! hours, or 10 % in three days; each must also hold of a twelfth of that time, so that the alert ends soon after the
//! trouble does. Other windows have the same shares of their own length.

use weir_types::{TimeDelta, slos::SloAlert};

use super::SLOT;

/// The window that the numbers are written for.
const MONTH: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// One pair of windows, and how fast the budget must be spent in both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rung {
    /// The alert that it gives.
    pub alert: SloAlert,
    /// The burn rate from which on it is given.
    pub rate: f64,
    /// What says that a good part of the budget is gone.
    pub long: TimeDelta,
    /// What says that it still goes.
    pub short: TimeDelta,
}

/// The rungs for a window, the most urgent first.
pub fn rungs(window: TimeDelta) -> [Rung; 3] {
    let rung = |alert, rate, long: i64, short: i64| Rung {
        alert,
        rate,
        long: scaled(long, window),
        short: scaled(short, window),
    };
    [
        rung(SloAlert::Fast, 14.4, 60, 5),
        rung(SloAlert::Medium, 6.0, 6 * 60, 30),
        rung(SloAlert::Slow, 1.0, 3 * 24 * 60, 6 * 60),
    ]
}

/// Minutes of a month as the same part of another window, in whole slots, one at least.
fn scaled(minutes: i64, window: TimeDelta) -> TimeDelta {
    let minutes = i128::from(minutes) * i128::from(window.as_micros()) / i128::from(MONTH.as_micros());
    let minutes = i64::try_from(minutes).unwrap_or(i64::MAX).max(1);
    TimeDelta::from_micros(minutes.saturating_mul(SLOT.as_micros()))
}

/// How far back the rungs look, each length once, the shortest first.
pub fn look_backs(window: TimeDelta) -> Vec<TimeDelta> {
    let mut lengths: Vec<TimeDelta> = rungs(window).iter().flat_map(|rung| [rung.short, rung.long]).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

/// The most urgent alert that these burn rates give.
pub(super) fn alert(window: TimeDelta, rate: impl Fn(TimeDelta) -> Option<f64>) -> Option<SloAlert> {
    let reaches = |length, least| rate(length).is_some_and(|rate| rate >= least);
    let given = rungs(window)
        .into_iter()
        .find(|rung| reaches(rung.long, rung.rate) && reaches(rung.short, rung.rate));
    given.map(|rung| rung.alert)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: TimeDelta = TimeDelta::from_secs(3600);

    fn minutes(lengths: &[TimeDelta]) -> Vec<i64> {
        lengths.iter().map(|length| length.as_micros() / SLOT.as_micros()).collect()
    }

    #[test]
    fn a_month_has_the_windows_of_the_workbook_and_others_the_same_shares() {
        assert_eq!(minutes(&look_backs(MONTH)), [5, 30, 60, 360, 4320]);
        let quarter = TimeDelta::from_secs(90 * 86_400);
        assert_eq!(minutes(&look_backs(quarter)), [15, 90, 180, 1080, 12_960]);
        let week = TimeDelta::from_secs(7 * 86_400);
        assert_eq!(minutes(&look_backs(week)), [1, 7, 14, 84, 1008]);
        assert_eq!(minutes(&look_backs(HOUR)), [1, 6]);
        assert_eq!(look_backs(TimeDelta::from_micros(i64::MAX)).len(), 5);
    }

    #[test]
    fn the_rungs_spend_the_shares_of_the_budget_that_the_workbook_names() {
        for (rung, share) in rungs(MONTH).into_iter().zip([0.02, 0.05, 0.1]) {
            let spent = rung.rate * rung.long.as_secs_f64() / MONTH.as_secs_f64();
            assert!((spent - share).abs() < 1e-9, "{rung:?}");
            assert_eq!(rung.long.as_micros() / rung.short.as_micros(), 12);
        }
    }

    #[test]
    fn an_alert_needs_both_windows() {
        // Rates over 5 min, 30 min, 1 h, 6 h and 3 d.
        for (rates, expected) in [
            ([20.0, 20.0, 20.0, 3.0, 0.4], Some(SloAlert::Fast)),
            ([14.4, 0.0, 14.4, 0.0, 0.0], Some(SloAlert::Fast)),
            ([0.0, 20.0, 20.0, 3.0, 0.4], None),
            ([20.0, 20.0, 14.3, 3.0, 0.4], None),
            ([0.0, 7.0, 9.0, 6.0, 0.4], Some(SloAlert::Medium)),
            ([0.0, 5.9, 9.0, 6.0, 0.4], None),
            ([0.0, 0.0, 0.0, 1.0, 1.0], Some(SloAlert::Slow)),
            ([20.0, 20.0, 20.0, 20.0, 20.0], Some(SloAlert::Fast)),
            ([0.0, 0.0, 0.0, 0.9, 2.0], None),
        ] {
            let lengths = look_backs(MONTH);
            let rate =
                |length| lengths.iter().zip(rates).find(|(known, _)| **known == length).map(|(_, rate)| rate);
            assert_eq!(alert(MONTH, rate), expected, "{rates:?}");
        }
        assert_eq!(alert(MONTH, |_| None), None);
    }
}

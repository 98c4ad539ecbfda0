//! When flows run.

use serde_json::{Value, json};
use weir_types::{TimeDelta, Timestamp};

use super::dice::Dice;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The times of a flow, in UTC.
#[derive(Clone, Copy, Debug)]
pub(super) enum Times {
    /// Only when another flow calls it.
    Never,
    /// So many minutes apart, and so many after midnight.
    Every { minutes: i64, offset: i64 },
    /// Each day.
    Daily { hour: i64, minute: i64 },
    /// From Monday to Friday.
    Weekdays { hour: i64, minute: i64 },
    /// Once a week; Monday is 0.
    Weekly { weekday: i64, hour: i64, minute: i64 },
    /// When somebody wants it, mostly in working hours.
    ByHand { a_day: f64 },
}

impl Times {
    /// Whether a schedule makes the runs ahead of time.
    pub(super) fn is_schedule(self) -> bool {
        !matches!(self, Self::Never | Self::ByHand { .. })
    }

    /// The schedule as a deployment has it, when there is one.
    pub(super) fn schedule(self, begin: Timestamp) -> Option<Value> {
        let cron = |cron: String| Some(json!({ "cron": cron, "timezone": "UTC" }));
        match self {
            Self::Every { minutes, offset } => {
                let midnight = begin.as_micros().div_euclid(DAY) * DAY;
                let anchor = Timestamp::from_micros(midnight + offset * MINUTE);
                Some(json!({ "interval": minutes * 60, "anchor_date": anchor, "timezone": "UTC" }))
            }
            Self::Daily { hour, minute } => cron(format!("{minute} {hour} * * *")),
            Self::Weekdays { hour, minute } => cron(format!("{minute} {hour} * * 1-5")),
            Self::Weekly { weekday, hour, minute } => cron(format!("{minute} {hour} * * {}", weekday + 1)),
            Self::Never | Self::ByHand { .. } => None,
        }
    }

    /// The times from `begin` up to `end`. `dice` gives those of each day that follow no schedule.
    pub(super) fn within(
        self,
        begin: Timestamp,
        end: Timestamp,
        dice: impl Fn(i64) -> Dice,
    ) -> Vec<Timestamp> {
        let (begin, end) = (begin.as_micros(), end.as_micros());
        let days = (begin.div_euclid(DAY)..=end.div_euclid(DAY)).map(|day| day * DAY);
        let times = days.flat_map(|day| self.of_day(day, &dice));
        times.filter(|at| (begin..end).contains(at)).map(Timestamp::from_micros).collect()
    }

    fn of_day(self, day: i64, dice: &impl Fn(i64) -> Dice) -> Vec<i64> {
        // The first of January 1970 was a Thursday.
        let weekday = (day.div_euclid(DAY) + 3).rem_euclid(7);
        let at = |hour: i64, minute: i64| vec![day + (hour * 60 + minute) * MINUTE];
        match self {
            Self::Every { minutes, offset } => {
                (0..24 * 60 / minutes).map(|nth| day + (offset + nth * minutes) * MINUTE).collect()
            }
            Self::Daily { hour, minute } => at(hour, minute),
            Self::Weekdays { hour, minute } if weekday < 5 => at(hour, minute),
            Self::Weekly { weekday: wanted, hour, minute } if weekday == wanted => at(hour, minute),
            Self::ByHand { a_day } => {
                by_hand(day, if weekday < 5 { a_day } else { a_day / 5.0 }, &mut dice(day))
            }
            Self::Never | Self::Weekdays { .. } | Self::Weekly { .. } => Vec::new(),
        }
    }
}

/// Between eight and six, at any time.
fn by_hand(day: i64, a_day: f64, dice: &mut Dice) -> Vec<i64> {
    let mut at = Vec::new();
    let mut hour = 8.0 + dice.between(0.0, 20.0 / a_day);
    while hour < 18.0 {
        at.push(day + TimeDelta::from_secs_f64(hour * 3600.0).as_micros());
        hour += dice.between(0.0, 20.0 / a_day);
    }
    at
}

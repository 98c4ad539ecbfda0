//! What comes again: days of the week and ends of months that differ from the others.
//!
//! Weekdays are compared by the test of Kruskal and Wallis ("Use of ranks in one-criterion variance analysis", Journal
//! of the American Statistical Association 47, 1952), ends of months by the one of two groups, both at 1 %.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use weir_types::insights::{MonthEnd, WeekdayFactor, Weekdays};

use super::{change_points::ranks, median, number};

/// What the statistic of as many groups less one exceeds in 1 % of cases if they do not differ: χ² for 1 to 6.
const CRITICAL: [f64; 6] = [6.635, 9.210, 11.345, 13.277, 15.086, 16.812];

/// How many days of a kind there are at least.
const LEAST: usize = 4;

/// By what factor they differ at least.
const FACTOR: f64 = 1.1;

/// How many days the end of a month has.
const END: i8 = 3;

/// A day: its date, and the logarithm of its median without the trend.
pub type Day = (Date, f64);

/// How days of the week differ; none of too few weeks.
pub fn weekdays(days: &[Day]) -> Option<Weekdays> {
    let mut groups: BTreeMap<i8, Vec<usize>> = BTreeMap::new();
    for (nth, (date, _)) in days.iter().enumerate() {
        groups.entry(date.weekday().to_monday_zero_offset()).or_default().push(nth);
    }
    groups.retain(|_, days| days.len() >= LEAST);
    if groups.len() < 2 {
        return None;
    }
    let middle = median(&mut days.iter().map(|(_, value)| *value).collect::<Vec<_>>())?;
    let factors: Vec<WeekdayFactor> = groups
        .iter()
        .filter_map(|(weekday, of_it)| {
            let median = median(&mut values(days, of_it))?;
            Some(WeekdayFactor {
                weekday: name(Weekday::from_monday_zero_offset(*weekday).ok()?).to_owned(),
                days: i64::try_from(of_it.len()).ok()?,
                factor: (median - middle).exp(),
            })
        })
        .collect();
    let differs = factors.iter().any(|day| day.factor.ln().abs() >= FACTOR.ln());
    let groups: Vec<Vec<f64>> = groups.values().map(|of_it| values(days, of_it)).collect();
    Some(Weekdays { seasonal: differs && differ(&groups), days: factors })
}

/// How the last days of months differ from the others; none of fewer than two months.
pub fn month_end(days: &[Day]) -> Option<MonthEnd> {
    let is_end = |date: Date| date.day() > date.days_in_month() - END;
    let (end, others): (Vec<Day>, Vec<Day>) = days.iter().partition(|(date, _)| is_end(*date));
    let mut months: Vec<_> = end.iter().map(|(date, _)| (date.year(), date.month())).collect();
    months.dedup();
    if months.len() < 2 || end.len() < LEAST || others.len() < LEAST {
        return None;
    }
    let values = |days: &[Day]| days.iter().map(|(_, value)| *value).collect::<Vec<f64>>();
    let factor = (median(&mut values(&end))? - median(&mut values(&others))?).exp();
    let differs = factor.ln().abs() >= FACTOR.ln();
    Some(MonthEnd {
        seasonal: differs && differ(&[values(&end), values(&others)]),
        days: i64::try_from(end.len()).ok()?,
        factor,
    })
}

fn values(days: &[Day], which: &[usize]) -> Vec<f64> {
    which.iter().map(|nth| days[*nth].1).collect()
}

/// Whether groups differ more than by chance.
fn differ(groups: &[Vec<f64>]) -> bool {
    let Some(critical) = groups.len().checked_sub(2).and_then(|nth| CRITICAL.get(nth)) else { return false };
    let ranks = ranks(&groups.concat());
    let n = number(ranks.len());
    let mut from = 0;
    let mut squares = 0.0;
    for group in groups {
        let sum: f64 = ranks[from..from + group.len()].iter().sum();
        squares += sum * sum / number(group.len());
        from += group.len();
    }
    12.0 / (n * (n + 1.0)) * squares - 3.0 * (n + 1.0) > *critical
}

const fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Ninety days of 2026, on each of which a run takes as long as this says, give or take a twentieth.
    fn days(seconds: impl Fn(Date) -> f64) -> Vec<Day> {
        let first = date(2026, 1, 1);
        first
            .series(jiff::Span::new().days(1))
            .take(90)
            .enumerate()
            .map(|(nth, day)| (day, seconds(day).ln() + [0.0, 0.05, -0.05, 0.02][nth * 7 % 4]))
            .collect()
    }

    #[test]
    fn a_slow_monday_is_seen() {
        let found =
            weekdays(&days(|day| if day.weekday() == Weekday::Monday { 30.0 } else { 10.0 })).unwrap();
        assert!(found.seasonal);
        assert_eq!((found.days.len(), found.days[0].weekday.as_str()), (7, "monday"));
        assert!((found.days[0].factor - 3.0).abs() < 0.2, "{found:?}");
        assert!(!weekdays(&days(|_| 10.0)).unwrap().seasonal);
    }

    #[test]
    fn a_slow_end_of_months_is_seen() {
        let slow = |day: Date| if day.day() > day.days_in_month() - 3 { 20.0 } else { 10.0 };
        let found = month_end(&days(slow)).unwrap();
        assert!(found.seasonal && (found.factor - 2.0).abs() < 0.2 && found.days == 9, "{found:?}");
        assert!(!month_end(&days(|_| 10.0)).unwrap().seasonal);
        assert_eq!(month_end(&days(slow)[..40]), None);
    }
}

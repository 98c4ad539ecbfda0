//! One rule: when it recurs on the clock.

use jiff::{
    SignedDuration, Span,
    civil::{Date, DateTime, Time, Weekday},
};

use super::days::DayFilter;
use crate::schedules::fault::Fault;

/// How many steps a rule is followed before it is given up.
const MOST_STEPS: u32 = 5_000_000;

/// How many years on an occurrence is looked for: the calendar repeats itself after these.
const YEARS: i16 = 400;

/// What a rule counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// A rule, with everything filled in that its start decides.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) start: DateTime,
    /// At least one.
    pub(super) interval: u32,
    pub(super) count: Option<i64>,
    pub(super) until: Option<DateTime>,
    pub(super) week_start: Weekday,
    /// Which of the occurrences of a period count; all when empty.
    pub(super) positions: Vec<i32>,
    pub(super) days: DayFilter,
    /// Empty for any, which only rules by the hour and shorter have.
    pub(super) hours: Vec<i8>,
    /// Empty for any, which only rules by the minute and shorter have.
    pub(super) minutes: Vec<i8>,
    /// Empty for any, which only rules by the second have.
    pub(super) seconds: Vec<i8>,
}

impl Rule {
    /// The occurrences on the clock in order. Those before `from` may be left out.
    pub(super) fn occurrences(self, from: DateTime) -> Occurrences {
        let period = self.first_period(from);
        let left = self.count.unwrap_or(i64::MAX);
        let last_year = from.max(self.start).year().saturating_add(YEARS);
        Occurrences { rule: self, period, last_year, left, found: Vec::new().into_iter(), steps: 0 }
    }

    /// The period to begin with: the first one, or, when nothing counts the occurrences, one shortly before `from`.
    fn first_period(&self, from: DateTime) -> Option<DateTime> {
        let start = self.start;
        let first = match self.frequency {
            Frequency::Yearly => start.date().first_of_year().at(0, 0, 0, 0),
            Frequency::Monthly => start.date().first_of_month().at(0, 0, 0, 0),
            Frequency::Weekly | Frequency::Daily => start.date().at(0, 0, 0, 0),
            Frequency::Hourly => start.date().at(start.hour(), 0, 0, 0),
            Frequency::Minutely => start.date().at(start.hour(), start.minute(), 0, 0),
            Frequency::Secondly => start,
        };
        let step = match self.step() {
            Some(step) if self.count.is_none() && from > first => step,
            _ => return Some(first),
        };
        let whole = from.duration_since(first).as_secs() / step * step;
        first.checked_add(SignedDuration::from_secs(whole)).ok()
    }

    /// How many seconds of the clock lie between periods, where that is always the same.
    fn step(&self) -> Option<i64> {
        let unit = match self.frequency {
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly => return None,
            Frequency::Daily => 86_400,
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            Frequency::Secondly => 1,
        };
        Some(unit * i64::from(self.interval))
    }

    /// The period after this one.
    fn after(&self, period: DateTime) -> Option<DateTime> {
        let interval = i64::from(self.interval);
        let date = period.date();
        let next = match self.frequency {
            Frequency::Yearly => date.checked_add(Span::new().try_years(interval).ok()?),
            Frequency::Monthly => date.checked_add(Span::new().try_months(interval).ok()?),
            Frequency::Weekly => {
                let since = i64::from(date.weekday().since(self.week_start));
                date.checked_add(Span::new().try_days(interval.checked_mul(7)? - since).ok()?)
            }
            _ => return self.at_least(period, period.checked_add(SignedDuration::from_secs(1)).ok()?),
        };
        Some(next.ok()?.at(0, 0, 0, 0))
    }

    /// The first period from `wanted` on that is a whole number of steps after `period`.
    fn at_least(&self, period: DateTime, wanted: DateTime) -> Option<DateTime> {
        let step = self.step()?;
        let steps = (wanted.duration_since(period).as_secs() + step - 1) / step;
        period.checked_add(SignedDuration::from_secs(steps.checked_mul(step)?)).ok()
    }

    /// When to look on: the next period in which something may be, and the occurrences of this one.
    fn visit(&self, period: DateTime) -> (Option<DateTime>, Vec<DateTime>) {
        let mut days: Vec<Date> = self.dates(period.date());
        days.retain(|day| self.days.fits(*day));
        if self.frequency < Frequency::Hourly {
            return (self.after(period), self.combined(&days, &self.times(None, None, None)));
        }
        let skip_to = |wanted: Option<DateTime>| wanted.and_then(|wanted| self.at_least(period, wanted));
        let next = |span: Span, time: Time| {
            period.checked_add(span).ok().map(|later| later.date().to_datetime(time))
        };
        if days.is_empty() {
            return (skip_to(next(Span::new().days(1), Time::midnight())), Vec::new());
        }
        let (hour, minute, second) = (period.hour(), period.minute(), period.second());
        let fits = |allowed: &[i8], number: i8| allowed.is_empty() || allowed.contains(&number);
        if !fits(&self.hours, hour) {
            let later = period.checked_add(Span::new().hours(1)).ok();
            return (skip_to(later.map(|later| later.date().at(later.hour(), 0, 0, 0))), Vec::new());
        }
        let times = match self.frequency {
            Frequency::Hourly => self.times(Some(hour), None, None),
            _ if !fits(&self.minutes, minute) => {
                let later = period.checked_add(Span::new().minutes(1)).ok();
                let later = later.map(|later| later.date().at(later.hour(), later.minute(), 0, 0));
                return (skip_to(later), Vec::new());
            }
            Frequency::Minutely => self.times(Some(hour), Some(minute), None),
            _ if !fits(&self.seconds, second) => return (self.after(period), Vec::new()),
            _ => self.times(Some(hour), Some(minute), Some(second)),
        };
        (self.after(period), self.combined(&days, &times))
    }

    /// The dates of a period.
    fn dates(&self, first: Date) -> Vec<Date> {
        let while_in = |inside: &dyn Fn(Date) -> bool| {
            first.series(Span::new().days(1)).take_while(|day| inside(*day)).collect()
        };
        match self.frequency {
            Frequency::Yearly => {
                let days = usize::from(first.days_in_year().unsigned_abs());
                first.series(Span::new().days(1)).take(days).collect()
            }
            Frequency::Monthly => while_in(&|day| day.month() == first.month()),
            Frequency::Weekly => {
                let left = 7 - first.weekday().since(self.week_start);
                first.series(Span::new().days(1)).take(usize::from(left.unsigned_abs())).collect()
            }
            _ => vec![first],
        }
    }

    /// The times of a day in order, of this hour, minute and second where they are given.
    fn times(&self, hour: Option<i8>, minute: Option<i8>, second: Option<i8>) -> Vec<Time> {
        let or = |given: Option<i8>, all: &[i8]| given.map_or_else(|| all.to_vec(), |one| vec![one]);
        let mut times = Vec::new();
        for hour in or(hour, &self.hours) {
            for minute in or(minute, &self.minutes) {
                for second in or(second, &self.seconds) {
                    times.extend(Time::new(hour, minute, second, 0).ok());
                }
            }
        }
        times.sort_unstable();
        times
    }

    /// The occurrences at these times of these days, as far as their positions count.
    fn combined(&self, days: &[Date], times: &[Time]) -> Vec<DateTime> {
        let all: Vec<DateTime> =
            days.iter().flat_map(|day| times.iter().map(|time| day.to_datetime(*time))).collect();
        if self.positions.is_empty() || times.is_empty() {
            return all;
        }
        let mut chosen: Vec<DateTime> =
            self.positions.iter().filter_map(|position| nth(&all, *position).copied()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

/// Counted from one, or from the end below zero.
fn nth<T>(all: &[T], position: i32) -> Option<&T> {
    let from_either = position.unsigned_abs() as usize;
    let at = if position > 0 { from_either.checked_sub(1)? } else { all.len().checked_sub(from_either)? };
    all.get(at)
}

/// The occurrences of a rule.
pub(super) struct Occurrences {
    rule: Rule,
    period: Option<DateTime>,
    last_year: i16,
    left: i64,
    found: std::vec::IntoIter<DateTime>,
    steps: u32,
}

impl Iterator for Occurrences {
    type Item = Result<DateTime, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.found.next() {
                if found < self.rule.start {
                    continue;
                }
                self.left = self.left.saturating_sub(1);
                if self.left < 0 || self.rule.until.is_some_and(|until| found > until) {
                    self.period = None;
                    self.found = Vec::new().into_iter();
                    return None;
                }
                return Some(Ok(found));
            }
            let period = self.period?;
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.period = None;
                return Some(Err(Fault::TooMany));
            }
            // What begins after the end of the rule need not be visited.
            let over = self.rule.until.is_some_and(|until| period > until && period > self.rule.start);
            if over || period.year() > self.last_year {
                self.period = None;
                return None;
            }
            let (next, found) = self.rule.visit(period);
            self.period = next;
            self.found = found.into_iter();
        }
    }
}

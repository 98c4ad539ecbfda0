//! The next time that fits a cron text.

use std::collections::BTreeSet;

use jiff::{
    Span,
    civil::{Date, DateTime},
};

use super::{
    expression::{Expression, Nth},
    field::Fits,
};

/// How many years on a date is looked for.
const YEARS: i16 = 50;

/// How the days of the month and the weekdays are held together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    /// Days must fit both.
    Both,
    /// Only the day of the month counts (and which of the month's weekdays it is).
    OfMonth,
    /// Only the weekday counts.
    OfWeek,
}

/// The first time after `after` (whole seconds) that fits; none when there is none within fifty years.
///
/// When both days of the month and weekdays are named, either is enough if `day_or`; but both must come at all.
pub(super) fn next(expression: &Expression, after: DateTime, day_or: bool) -> Option<DateTime> {
    let both_named = expression.days != Fits::All && expression.weekdays != Fits::All;
    if both_named && day_or {
        let of_month = search(expression, after, Days::OfMonth)?;
        let of_week = search(expression, after, Days::OfWeek)?;
        return Some(of_month.min(of_week));
    }
    search(expression, after, Days::Both)
}

fn search(expression: &Expression, after: DateTime, days: Days) -> Option<DateTime> {
    // Without a field for seconds the clock goes by minutes.
    let first = match &expression.seconds {
        Some(_) => after.checked_add(Span::new().seconds(1)).ok()?,
        None => after.checked_add(Span::new().minutes(1)).ok()?.with().second(0).build().ok()?,
    };
    let last_year = first.year().checked_add(YEARS)?;
    let mut date = first.date();
    while date.year() <= last_year {
        if !year_fits(expression, date) {
            let later_fits =
                |year: i16| year_fits(expression, date.with().year(year).day(1).build().unwrap_or(date));
            let year = (date.year() + 1..=2100).find(|year| later_fits(*year))?;
            date = Date::new(year, 1, 1).ok()?;
            continue;
        }
        if !expression.months.number(month(date)) {
            date = date.first_of_month().checked_add(Span::new().months(1)).ok()?;
            continue;
        }
        let days_on = days_to_move(expression, date, days);
        if days_on > 0 {
            date = date.checked_add(Span::new().days(days_on)).ok()?;
            continue;
        }
        let from = if date == first.date() { Some(first) } else { None };
        if let Some(found) = time(expression, date, from) {
            return Some(found);
        }
        date = date.tomorrow().ok()?;
    }
    None
}

fn year_fits(expression: &Expression, date: Date) -> bool {
    let Some(years) = &expression.years else { return true };
    u32::try_from(date.year()).is_ok_and(|year| years.number(year))
}

fn month(date: Date) -> u32 {
    u32::from(date.month().unsigned_abs())
}

/// How many days on to look next; zero when the day fits.
fn days_to_move(expression: &Expression, date: Date, days: Days) -> i8 {
    if days != Days::OfWeek
        && let Fits::Some { numbers, last } = &expression.days
        && let on @ 1.. = to_day_of_month(numbers, *last, date)
    {
        return on;
    }
    let fits = |day: Date| weekday_fits(expression, day, days);
    let end_of_month = date.days_in_month() - date.day() + 1;
    (0..end_of_month)
        .find(|on| date.checked_add(Span::new().days(*on)).is_ok_and(fits))
        .unwrap_or(end_of_month)
}

/// How many days on one of the numbered days is. A number that the month does not have counts on into the next month,
/// as it does for croniter: so `1,31` leaves out the first of March.
fn to_day_of_month(numbers: &BTreeSet<u32>, last: bool, date: Date) -> i8 {
    let (day, length) = (date.day(), date.days_in_month());
    if last && day == length {
        return 0;
    }
    let from_here = numbers.range(u32::from(day.unsigned_abs())..).next();
    let least = numbers.first().copied().and_then(|least| i8::try_from(least).ok()).unwrap_or(length);
    match from_here.and_then(|number| i8::try_from(*number).ok()) {
        Some(number) => number - day,
        None if last => length - day,
        None => least - day + length,
    }
}

/// Whether the weekday fits. Weekdays of some weeks take the place of all others.
fn weekday_fits(expression: &Expression, date: Date, days: Days) -> bool {
    let weekday = u32::from(date.weekday().to_sunday_zero_offset().unsigned_abs());
    if expression.nth.is_empty() {
        return days == Days::OfMonth || expression.weekdays.number(weekday);
    }
    expression.nth.get(&weekday).is_some_and(|wanted| {
        let number = u32::from((date.day().unsigned_abs() - 1) / 7 + 1);
        wanted.contains(&Nth::Number(number))
            || wanted.contains(&Nth::Last) && date.day() + 7 > date.days_in_month()
    })
}

/// The first time of the day that fits, from a time on if there is one.
fn time(expression: &Expression, date: Date, from: Option<DateTime>) -> Option<DateTime> {
    let (hour, minute, second) = from.map_or((0, 0, 0), |from| (from.hour(), from.minute(), from.second()));
    let fits = |fits: &Fits, number: i8| fits.number(u32::from(number.unsigned_abs()));
    for one_hour in (hour..24).filter(|one| fits(&expression.hours, *one)) {
        let minute = if one_hour == hour { minute } else { 0 };
        for one_minute in (minute..60).filter(|one| fits(&expression.minutes, *one)) {
            let second = if one_hour == hour && one_minute == minute { second } else { 0 };
            let found = match &expression.seconds {
                None => Some(0),
                Some(seconds) => (second..60).find(|one| fits(seconds, *one)),
            };
            if let Some(one_second) = found {
                return Some(date.at(one_hour, one_minute, one_second, 0));
            }
        }
    }
    None
}

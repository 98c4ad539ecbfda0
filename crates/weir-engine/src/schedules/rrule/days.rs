//! Which days a rule allows.

use jiff::civil::{Date, Weekday};

/// The conditions on days; a list that is empty allows all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct DayFilter {
    pub(super) months: Vec<i32>,
    pub(super) week_numbers: Vec<i32>,
    pub(super) year_days: Vec<i32>,
    /// Days of the month, from the end below zero.
    pub(super) month_days: Vec<i32>,
    pub(super) weekdays: Vec<Weekday>,
    /// Weekdays by their number in the month or year, from the end below zero.
    pub(super) nth_weekdays: Vec<(Weekday, i32)>,
    /// Whether they are counted in the year rather than in the month.
    pub(super) nth_of_year: bool,
    /// Days after Easter Sunday.
    pub(super) easter: Vec<i32>,
    /// The first day of the weeks that are numbered.
    pub(super) week_start: Option<Weekday>,
}

impl DayFilter {
    pub(super) fn fits(&self, day: Date) -> bool {
        (self.months.is_empty() || self.months.contains(&i32::from(day.month())))
            && (self.week_numbers.is_empty() || self.week_number_fits(day))
            && (self.weekdays.is_empty() || self.weekdays.contains(&day.weekday()))
            && (self.nth_weekdays.is_empty() || self.nth_weekday_fits(day))
            && (self.easter.is_empty() || self.easter_fits(day))
            && (self.month_days.is_empty()
                || either(&self.month_days, day.day().into(), day.days_in_month().into()))
            && (self.year_days.is_empty()
                || either(&self.year_days, day.day_of_year().into(), day.days_in_year().into()))
    }

    fn nth_weekday_fits(&self, day: Date) -> bool {
        let (at, of) = if self.nth_of_year {
            (i32::from(day.day_of_year()), i32::from(day.days_in_year()))
        } else {
            (i32::from(day.day()), i32::from(day.days_in_month()))
        };
        let (number, from_end) = ((at - 1) / 7 + 1, -((of - at) / 7 + 1));
        self.nth_weekdays
            .iter()
            .any(|(weekday, nth)| *weekday == day.weekday() && (*nth == number || *nth == from_end))
    }

    /// Week 1 is the first with four days or more in the year. The week that the turn of the year cuts is known by the
    /// numbers 1 and -1, and by the number that it has in the old year.
    fn week_number_fits(&self, day: Date) -> bool {
        let start = self.week_start.unwrap_or(Weekday::Monday);
        let year = day.year();
        let number = i32::from(day.day_of_year()) - first_week(year, start);
        let weeks = weeks_of(year, start);
        let wanted = &self.week_numbers;
        if number < 0 {
            return wanted.contains(&weeks_of(year - 1, start)) || wanted.contains(&-1);
        }
        let number = number / 7 + 1;
        if number > weeks {
            return wanted.contains(&1);
        }
        either(wanted, number, weeks)
    }

    fn easter_fits(&self, day: Date) -> bool {
        let Some(easter) = easter(day.year()) else { return false };
        self.easter.contains(&(i32::from(day.day_of_year()) - i32::from(easter.day_of_year())))
    }
}

/// Whether a number is wanted, counted from the start or from the end.
fn either(wanted: &[i32], number: i32, of: i32) -> bool {
    wanted.contains(&number) || wanted.contains(&(number - of - 1))
}

/// The day of the year on which its first week starts; below one when that is in the old year.
fn first_week(year: i16, start: Weekday) -> i32 {
    let Ok(january) = Date::new(year, 1, 1) else { return 1 };
    let into_week = i32::from(january.weekday().since(start));
    if into_week <= 3 { 1 - into_week } else { 8 - into_week }
}

fn weeks_of(year: i16, start: Weekday) -> i32 {
    let days = Date::new(year, 1, 1).map_or(365, |january| i32::from(january.days_in_year()));
    (days + first_week(year + 1, start) - first_week(year, start)) / 7
}

/// Easter Sunday of the Gregorian calendar, by the method that was published in Nature in 1876.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (cycle, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * cycle + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let shift = (cycle + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * shift + 114;
    let part = |number: i32| i8::try_from(number).ok();
    Date::new(i16::try_from(year).ok()?, part(days / 31)?, part(days % 31 + 1)?).ok()
}

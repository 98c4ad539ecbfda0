//! The text of rules and sets of rules. Errors are in the words that clients know.

use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};

use super::{
    days::DayFilter,
    rule::{Frequency, Rule},
    set::Set,
};

/// A date and time, and whether it names a zone. The zone itself does not matter: the schedule's takes its place.
#[derive(Clone, Copy, Debug)]
struct Moment {
    wall: DateTime,
    zoned: bool,
}

/// Where a rule begins, and whether its text names a zone there; none when it does not name the start at all.
#[derive(Clone, Copy, Debug)]
struct Start {
    wall: DateTime,
    zoned: Option<bool>,
}

/// Reads a text whose rules begin at `start` unless it says otherwise.
pub(super) fn parse(text: &str, start: DateTime) -> Result<Set, String> {
    let text = text.to_uppercase();
    let lines: Vec<&str> = text.split_whitespace().collect();
    let mut start = Start { wall: start, zoned: None };
    if lines.is_empty() {
        return Err("empty string".to_owned());
    }
    if let [line] = lines.as_slice()
        && (!text.contains(':') || text.starts_with("RRULE:"))
    {
        let rule = rule(line, start)?;
        return Ok(Set { rules: vec![rule], ..Set::default() });
    }
    let (mut rules, mut but_rules, mut set) = (Vec::new(), Vec::new(), Set::default());
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or(("RRULE", line));
        let mut parameters = name.split(';');
        match parameters.next().unwrap_or_default() {
            name @ ("RRULE" | "EXRULE") => {
                if let Some(parameter) = parameters.next() {
                    return Err(format!("unsupported {name} parm: {parameter}"));
                }
                if name == "RRULE" { rules.push(value) } else { but_rules.push(value) }
            }
            "RDATE" => {
                if let Some(parameter) = parameters.find(|parameter| *parameter != "VALUE=DATE-TIME") {
                    return Err(format!("unsupported RDATE parm: {parameter}"));
                }
                for text in value.split(',') {
                    set.dates.push(moment(text)?.wall);
                }
            }
            "EXDATE" => set.but_dates.extend(dates(value, parameters)?.into_iter().map(|one| one.wall)),
            "DTSTART" => match dates(value, parameters)?.as_slice() {
                [one] => start = Start { wall: one.wall, zoned: Some(one.zoned) },
                _ => return Err(format!("Multiple DTSTART values specified:{value}")),
            },
            name => return Err(format!("unsupported property: {name}")),
        }
    }
    if rules.is_empty() && but_rules.is_empty() && set.dates.is_empty() && set.but_dates.is_empty() {
        return Err("no rule".to_owned());
    }
    set.rules = rules.into_iter().map(|value| rule(value, start)).collect::<Result<_, _>>()?;
    set.but_rules = but_rules.into_iter().map(|value| rule(value, start)).collect::<Result<_, _>>()?;
    Ok(set)
}

/// The dates of a property with its parameters.
fn dates<'a>(value: &str, parameters: impl Iterator<Item = &'a str>) -> Result<Vec<Moment>, String> {
    let (mut zoned, mut kind) = (false, false);
    for parameter in parameters {
        if parameter.starts_with("TZID=") {
            zoned = true;
            continue;
        }
        if !matches!(parameter, "VALUE=DATE-TIME" | "VALUE=DATE") {
            return Err(format!("unsupported parm: {parameter}"));
        }
        if std::mem::replace(&mut kind, true) {
            return Err(format!("Duplicate value parameter found in: {parameter}"));
        }
    }
    value
        .split(',')
        .map(|text| {
            let moment = moment(text)?;
            if zoned && moment.zoned {
                return Err("DTSTART/EXDATE specifies multiple timezone".to_owned());
            }
            Ok(Moment { zoned: zoned || moment.zoned, ..moment })
        })
        .collect()
}

/// `20200101`, `20200101T090000`, with `Z` for UTC; with dashes and colons too.
fn moment(text: &str) -> Result<Moment, String> {
    let bad = || format!("Unknown string format: {text}");
    let (plain, zoned) = match text.strip_suffix('Z') {
        Some(plain) => (plain, true),
        None => (text, false),
    };
    // The parsers know dates without a time, and times without seconds.
    let wall = DateTime::from_str(plain).or_else(|_| Date::from_str(plain).map(|date| date.at(0, 0, 0, 0)));
    let wall = wall.map_err(|_| bad())?;
    let whole = wall.with().subsec_nanosecond(0).build().map_err(|_| bad())?;
    Ok(Moment { wall: whole, zoned })
}

/// What a rule says, before its start fills in the rest.
#[derive(Debug, Default)]
struct Parts {
    frequency: Option<Frequency>,
    interval: Option<i64>,
    count: Option<i64>,
    until: Option<Moment>,
    week_start: Option<Weekday>,
    positions: Option<Vec<i32>>,
    months: Option<Vec<i32>>,
    month_days: Option<Vec<i32>>,
    year_days: Option<Vec<i32>>,
    easter: Option<Vec<i32>>,
    week_numbers: Option<Vec<i32>>,
    weekdays: Option<Vec<(Weekday, Option<i32>)>>,
    hours: Option<Vec<i32>>,
    minutes: Option<Vec<i32>>,
    seconds: Option<Vec<i32>>,
}

fn rule(line: &str, start: Start) -> Result<Rule, String> {
    let line = match line.split_once(':') {
        Some(("RRULE", value)) if !value.contains(':') => value,
        Some(("RRULE", _)) => return Err("too many values to unpack (expected 2)".to_owned()),
        Some(_) => return Err("unknown parameter name".to_owned()),
        None => line,
    };
    let mut parts = Parts::default();
    for pair in line.split(';') {
        let (name, value) = pair.split_once('=').ok_or("not enough values to unpack (expected 2, got 1)")?;
        if value.contains('=') {
            return Err("too many values to unpack (expected 2)".to_owned());
        }
        parts.read(name, value)?;
    }
    parts.rule(start)
}

impl Parts {
    fn read(&mut self, name: &str, value: &str) -> Result<(), String> {
        let bad = || format!("invalid '{name}': {value}");
        let number = || value.parse::<i64>().map_err(|_| bad());
        let numbers = || -> Result<Option<Vec<i32>>, String> {
            value.split(',').map(|one| one.parse().map_err(|_| bad())).collect::<Result<_, _>>().map(Some)
        };
        match name {
            "FREQ" => self.frequency = Some(frequency(value).ok_or_else(bad)?),
            "INTERVAL" => self.interval = Some(number()?),
            "COUNT" => self.count = Some(number()?),
            "UNTIL" => self.until = Some(moment(value).map_err(|_| bad())?),
            "WKST" => self.week_start = Some(weekday(value).ok_or_else(bad)?),
            "BYSETPOS" => self.positions = numbers()?,
            "BYMONTH" => self.months = numbers()?,
            "BYMONTHDAY" => self.month_days = numbers()?,
            "BYYEARDAY" => self.year_days = numbers()?,
            "BYEASTER" => self.easter = numbers()?,
            "BYWEEKNO" => self.week_numbers = numbers()?,
            "BYHOUR" => self.hours = numbers()?,
            "BYMINUTE" => self.minutes = numbers()?,
            "BYSECOND" => self.seconds = numbers()?,
            "BYDAY" | "BYWEEKDAY" => {
                let read: Option<Vec<_>> = value.split(',').map(numbered_weekday).collect();
                self.weekdays = Some(read.ok_or_else(bad)?);
            }
            _ => return Err(format!("unknown parameter '{name}'")),
        }
        Ok(())
    }

    fn rule(self, start: Start) -> Result<Rule, String> {
        let frequency = self.frequency.ok_or("a rule needs FREQ")?;
        if let (Some(until), Some(zoned)) = (self.until, start.zoned)
            && until.zoned != zoned
        {
            return Err(
                "RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware".to_owned()
            );
        }
        let interval = u32::try_from(self.interval.unwrap_or(1)).ok().filter(|interval| *interval > 0);
        let interval = interval.ok_or("INTERVAL must be a positive number")?;
        let positions = self.positions.clone().unwrap_or_default();
        if positions.iter().any(|position| *position == 0 || position.abs() > 366) {
            return Err("bysetpos must be between 1 and 366, or between -366 and -1".to_owned());
        }
        let at = start.wall;
        let parts = [
            (&self.hours, Frequency::Hourly, at.hour(), 24, "hour"),
            (&self.minutes, Frequency::Minutely, at.minute(), 60, "minute"),
            (&self.seconds, Frequency::Secondly, at.second(), 60, "second"),
        ];
        let mut times = Vec::with_capacity(3);
        for (given, own, start, base, name) in parts {
            times.push(parts_of_time(
                given.as_deref(),
                (frequency, own),
                i32::from(start),
                (interval, base),
                name,
            )?);
        }
        let mut times = times.into_iter();
        let mut next = || times.next().unwrap_or_default();
        Ok(Rule {
            frequency,
            start: at,
            interval,
            count: self.count,
            until: self.until.map(|until| until.wall),
            week_start: self.week_start.unwrap_or(Weekday::Monday),
            positions,
            hours: next(),
            minutes: next(),
            seconds: next(),
            days: self.days(frequency, at),
        })
    }

    /// The days that the parts allow: where they name none, those of the start.
    fn days(self, frequency: Frequency, start: DateTime) -> DayFilter {
        let names_days = self.week_numbers.is_some()
            || self.year_days.is_some()
            || self.month_days.is_some()
            || self.weekdays.is_some()
            || self.easter.is_some();
        let mut filter = DayFilter {
            nth_of_year: frequency == Frequency::Yearly && self.months.is_none(),
            months: self.months.unwrap_or_default(),
            week_numbers: self.week_numbers.unwrap_or_default(),
            year_days: self.year_days.unwrap_or_default(),
            month_days: self.month_days.unwrap_or_default(),
            easter: self.easter.unwrap_or_default(),
            week_start: self.week_start,
            ..DayFilter::default()
        };
        // A zeroth day is no day, and alone it is no condition either.
        filter.month_days.retain(|day| *day != 0);
        for (weekday, nth) in self.weekdays.unwrap_or_default() {
            match nth {
                Some(nth) if frequency <= Frequency::Monthly => filter.nth_weekdays.push((weekday, nth)),
                _ => filter.weekdays.push(weekday),
            }
        }
        if !names_days {
            match frequency {
                Frequency::Yearly => {
                    if filter.months.is_empty() {
                        filter.months.push(i32::from(start.month()));
                    }
                    filter.month_days.push(i32::from(start.day()));
                }
                Frequency::Monthly => filter.month_days.push(i32::from(start.day())),
                Frequency::Weekly => filter.weekdays.push(start.weekday()),
                _ => {}
            }
        }
        filter
    }
}

/// The hours, minutes or seconds of a rule: those that are given, as far as its steps reach them, else that of the
/// start, or any when the rule itself goes by them.
fn parts_of_time(
    given: Option<&[i32]>,
    (frequency, own): (Frequency, Frequency),
    start: i32,
    (interval, base): (u32, i32),
    name: &str,
) -> Result<Vec<i8>, String> {
    let Some(given) = given else {
        return Ok(if frequency < own { vec![i8::try_from(start).unwrap_or_default()] } else { Vec::new() });
    };
    let mut numbers = given.to_vec();
    if frequency == own {
        let shared = i32::try_from(common_divisor(interval, base.unsigned_abs())).unwrap_or(1);
        numbers.retain(|number| (number - start).rem_euclid(shared) == 0);
        if numbers.is_empty() {
            return Err("Invalid rrule byxxx generates an empty set.".to_owned());
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    let in_range = |number: i32| i8::try_from(number).ok().filter(|_| (0..base).contains(&number));
    let read: Option<Vec<i8>> = numbers.into_iter().map(in_range).collect();
    read.ok_or_else(|| format!("{name} must be in 0..{}", base - 1))
}

fn common_divisor(mut one: u32, mut other: u32) -> u32 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

fn frequency(name: &str) -> Option<Frequency> {
    Some(match name {
        "YEARLY" => Frequency::Yearly,
        "MONTHLY" => Frequency::Monthly,
        "WEEKLY" => Frequency::Weekly,
        "DAILY" => Frequency::Daily,
        "HOURLY" => Frequency::Hourly,
        "MINUTELY" => Frequency::Minutely,
        "SECONDLY" => Frequency::Secondly,
        _ => return None,
    })
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

/// `MO`, `+1MO`, `-1MO` or `MO(+1)`.
fn numbered_weekday(text: &str) -> Option<(Weekday, Option<i32>)> {
    let (name, number) = if let Some((name, number)) = text.split_once('(') {
        (name, Some(number.strip_suffix(')')?))
    } else {
        let (number, name) = text.split_at(text.find(|one: char| !matches!(one, '+' | '-' | '0'..='9'))?);
        (name, Some(number).filter(|number| !number.is_empty()))
    };
    let number = number.map(str::parse).transpose().ok()?;
    if number == Some(0) {
        return None;
    }
    Some((weekday(name)?, number))
}

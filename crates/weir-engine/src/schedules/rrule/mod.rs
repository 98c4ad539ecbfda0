//! Schedules by a recurrence rule of RFC 5545, as dateutil reads it, which Prefect's server uses.

mod days;
mod parse;
mod rule;
mod set;

use jiff::{
    SignedDuration,
    civil::{DateTime, date},
};
use weir_types::{Timestamp, deployment_schedules::RruleSchedule};

use super::{
    Instants,
    candidates::{Candidate, End, chosen},
    fault::Fault,
    zone::{Means, Zone},
};
use rule::{Frequency, Rule};
use set::Set;

/// Where rules without a start of their own begin.
const DEFAULT_START: DateTime = date(2020, 1, 1).at(0, 0, 0, 0);

/// How far the clock may be set at once, and more: occurrences may be left out that are further before the start.
const MARGIN: SignedDuration = SignedDuration::from_hours(48);

pub(super) fn instants(
    schedule: &RruleSchedule,
    most: usize,
    start: Timestamp,
    end: Option<Timestamp>,
) -> Result<Instants, Fault> {
    let zone = Zone::named(schedule.timezone.as_deref())?;
    let set = parse::parse(&schedule.rrule, DEFAULT_START).map_err(Fault::BadRule)?;
    let from = zone.wall(start).checked_sub(MARGIN).unwrap_or(DateTime::MIN);
    let candidates = set
        .occurrences(from)
        .map(move |wall| {
            let instant = zone.instant(wall?, Means::Earlier)?;
            Ok(Candidate { wall: zone.wall(instant), instant })
        })
        .skip_while(move |candidate| candidate.as_ref().is_ok_and(|candidate| candidate.instant < start))
        .filter(move |candidate| {
            candidate.as_ref().is_ok_and(|one| one.instant >= start) || candidate.is_err()
        });
    Ok(chosen(candidates, most, end.map_or(End::Open, End::Instant)))
}

/// Says what is wrong with the text of a rule.
pub(super) fn check(text: &str) -> Result<(), String> {
    parse::parse(text, DEFAULT_START).map(|_: Set| ())
}

/// The text with a start, if it has none: the usual one, or for rules that go by seconds and minutes a late one at which
/// they are in the same phase, so that they need not be followed through years.
pub(super) fn anchored(text: &str, timezone: Option<&str>, now: Timestamp) -> String {
    if text.to_uppercase().contains("DTSTART") {
        return text.to_owned();
    }
    let Ok(set) = parse::parse(text, DEFAULT_START) else { return text.to_owned() };
    let zone = Zone::named(timezone).or_else(|_| Zone::named(None));
    let start = match (set.only(), zone) {
        (Some(rule), Ok(zone)) => late_start(rule, zone.wall(now)),
        _ => DEFAULT_START,
    };
    let anchored = format!("DTSTART:{}\n{text}", start.strftime("%Y%m%dT%H%M%S"));
    // A rule whose end is in UTC cannot have a start without a zone.
    if check(&anchored).is_ok() { anchored } else { text.to_owned() }
}

/// The last start before `now` that is in phase with the usual one.
fn late_start(rule: &Rule, now: DateTime) -> DateTime {
    let unit = match rule.frequency {
        Frequency::Secondly => 1,
        Frequency::Minutely => 60,
        _ => return DEFAULT_START,
    };
    let passed = now.duration_since(DEFAULT_START).as_secs();
    if rule.count.is_some() || passed <= 0 {
        return DEFAULT_START;
    }
    let whole = passed - passed % (unit * i64::from(rule.interval));
    DEFAULT_START.checked_add(SignedDuration::from_secs(whole)).unwrap_or(DEFAULT_START)
}

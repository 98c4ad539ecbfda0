//! The time that insights are told of, and its intervals.

use jiff::{ToSpan as _, Unit, Zoned, ZonedRound, civil::Date, tz::TimeZone};
use weir_types::{
    TimeDelta, Timestamp,
    insights::{CalendarInterval, Period, TimeQuery},
};

/// How many intervals are told of at most.
pub const MOST_INTERVALS: usize = 1000;

/// How long the time is when its start is not given.
const WEEK: TimeDelta = TimeDelta::from_secs(7 * 86_400);

/// Why a time is not told of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSpan {
    /// It ends before it begins, or has no length.
    #[error("end must be after start")]
    Backwards,
    /// It has too many intervals.
    #[error("the time has more than {MOST_INTERVALS} intervals: they must be longer")]
    TooManyIntervals,
    /// Intervals are given in two ways.
    #[error("interval and interval_seconds cannot be given together")]
    TwoIntervals,
    /// There is no such time zone.
    #[error("unknown time zone: {0:?}")]
    UnknownZone(String),
}

/// The time that is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    period: Period,
    zone: TimeZone,
    /// Where the intervals begin, and the last one ends; empty of no intervals.
    bounds: Vec<Timestamp>,
}

impl Span {
    /// The time of a query that is asked at `now`.
    ///
    /// # Errors
    /// When there is no such time, or it has too many intervals.
    pub fn of(query: &TimeQuery, now: Timestamp) -> Result<Self, BadSpan> {
        let end = query.end.unwrap_or(now);
        let period = Period { start: query.start.unwrap_or(end - WEEK), end };
        if period.end <= period.start {
            return Err(BadSpan::Backwards);
        }
        let name = query.timezone.as_deref().unwrap_or("UTC");
        let zone = TimeZone::get(name).map_err(|_| BadSpan::UnknownZone(name.to_owned()))?;
        let fixed = query.interval_seconds.filter(|width| *width > TimeDelta::ZERO);
        let bounds = match (fixed, query.interval) {
            (Some(_), Some(_)) => return Err(BadSpan::TwoIntervals),
            (None, None) => Vec::new(),
            (Some(width), None) => bounds(period, |last| Some(last + width))?,
            (None, Some(interval)) => bounds(period, |last| next(last, interval, &zone))?,
        };
        Ok(Self { period, zone, bounds })
    }

    /// From where to where it goes.
    pub const fn period(&self) -> Period {
        self.period
    }

    /// The time zone of its days.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The time of the same length directly before.
    pub fn before(&self) -> Period {
        let length = self.period.end.since(self.period.start);
        Period { start: self.period.start - length, end: self.period.start }
    }

    /// The periods that are told apart, in their order: the intervals, or all of it, and before them what it is compared
    /// with.
    pub(crate) fn cuts(&self, before: Option<Period>) -> Vec<Period> {
        let whole = self.bounds.is_empty().then_some(self.period);
        before.into_iter().chain(whole).chain(self.intervals()).collect()
    }

    /// The intervals in their order.
    pub fn intervals(&self) -> impl ExactSizeIterator<Item = Period> + '_ {
        self.bounds.windows(2).map(|pair| Period { start: pair[0], end: pair[1] })
    }

    /// Which interval an instant lies in, from 0.
    pub fn interval_of(&self, at: Timestamp) -> Option<usize> {
        let nth = self.bounds.partition_point(|bound| *bound <= at).checked_sub(1)?;
        (nth + 1 < self.bounds.len()).then_some(nth)
    }
}

/// The bounds of intervals of which the first begins with the period and the last ends with it.
fn bounds(period: Period, next: impl Fn(Timestamp) -> Option<Timestamp>) -> Result<Vec<Timestamp>, BadSpan> {
    let mut bounds = vec![period.start];
    let mut last = period.start;
    while last < period.end {
        last = next(last).filter(|next| *next > last).unwrap_or(period.end).min(period.end);
        bounds.push(last);
        if bounds.len() > MOST_INTERVALS + 1 {
            return Err(BadSpan::TooManyIntervals);
        }
    }
    Ok(bounds)
}

/// Where the next interval of the calendar begins after an instant. None at the end of all times.
fn next(after: Timestamp, interval: CalendarInterval, zone: &TimeZone) -> Option<Timestamp> {
    let at = after.to_jiff().to_zoned(zone.clone());
    let found = match interval {
        CalendarInterval::Hour => next_hour(&at),
        CalendarInterval::Day => midnight(at.date().tomorrow().ok()?, zone),
        CalendarInterval::Week => {
            let days = 7 - i32::from(at.weekday().to_monday_zero_offset());
            midnight(at.date().checked_add(days.days()).ok()?, zone)
        }
        CalendarInterval::Month => midnight(at.date().last_of_month().tomorrow().ok()?, zone),
    };
    found.map(|found| Timestamp::from_jiff(found.timestamp()))
}

fn next_hour(at: &Zoned) -> Option<Zoned> {
    let hour = ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc);
    at.round(hour).ok()?.checked_add(1.hour()).ok()
}

/// The first instant of a day, which is not midnight where clocks are put forward at midnight.
fn midnight(date: Date, zone: &TimeZone) -> Option<Zoned> {
    date.to_zoned(zone.clone()).ok()?.start_of_day().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn query(start: &str, end: &str) -> TimeQuery {
        TimeQuery { start: Some(at(start)), end: Some(at(end)), ..TimeQuery::default() }
    }

    #[test]
    fn intervals_of_the_calendar() {
        use CalendarInterval::{Day, Hour, Month, Week};
        let cases: [(_, _, &[&str]); 7] = [
            // Clocks are put forward in the night to the 29th,
            (Day, "Europe/Berlin", &["03-28T12", "03-28T23", "03-29T22", "03-30T12"]),
            // back in the night to the 1st,
            (Day, "America/New_York", &["11-01T04", "11-02T05", "11-03T05"]),
            // and forward at midnight, so that the 24th begins at one.
            (Day, "Africa/Cairo", &["04-23T12", "04-23T22", "04-24T12"]),
            (Hour, "Asia/Kolkata", &["01-01T00:10", "01-01T00:30", "01-01T01:30", "01-01T02"]),
            // The hour from two to three comes twice.
            (Hour, "Europe/Berlin", &["10-25T00", "10-25T01", "10-25T02", "10-25T03"]),
            (Week, "UTC", &["11-22T00", "11-23T00", "11-30T00", "12-01T00"]),
            (Month, "UTC", &["01-31T00", "02-01T00", "03-01T00"]),
        ];
        for (interval, zone, bounds) in cases {
            let bounds: Vec<_> = bounds
                .iter()
                .map(|bound| {
                    let minutes = if bound.contains(':') { "" } else { ":00" };
                    at(&format!("2026-{bound}{minutes}:00Z"))
                })
                .collect();
            let query = TimeQuery {
                start: bounds.first().copied(),
                end: bounds.last().copied(),
                interval: Some(interval),
                timezone: Some(zone.to_owned()),
                interval_seconds: None,
            };
            assert_eq!(Span::of(&query, Timestamp::MAX).unwrap().bounds, bounds, "{interval:?} in {zone}");
        }
    }

    #[test]
    fn intervals_of_one_length_begin_with_the_time_and_the_last_may_be_shorter() {
        let width = Some(TimeDelta::from_secs(10));
        let query =
            TimeQuery { interval_seconds: width, ..query("2026-01-01T00:00:00Z", "2026-01-01T00:00:25Z") };
        let span = Span::of(&query, at("2027-01-01T00:00:00Z")).unwrap();
        assert_eq!(span.intervals().len(), 3);
        let of = |second: &str| span.interval_of(at(&format!("2026-01-01T00:00:{second}Z")));
        assert_eq!(["00", "09", "10", "24", "25"].map(of), [Some(0), Some(0), Some(1), Some(2), None]);
        assert_eq!(span.interval_of(at("2025-12-31T23:59:59Z")), None);
    }

    #[test]
    fn what_cannot_be_told_of_is_refused() {
        let day = query("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        let of = |query: TimeQuery| Span::of(&query, at("2027-01-01T00:00:00Z")).map(|_| ());
        assert_eq!(of(query("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")), Err(BadSpan::Backwards));
        let seconds = |seconds| Some(TimeDelta::from_secs(seconds));
        let many = TimeQuery { interval_seconds: seconds(86), ..day.clone() };
        assert_eq!(of(many), Err(BadSpan::TooManyIntervals));
        assert_eq!(of(TimeQuery { interval_seconds: seconds(87), ..day.clone() }), Ok(()));
        let two = TimeQuery {
            interval_seconds: seconds(3600),
            interval: Some(CalendarInterval::Day),
            ..day.clone()
        };
        assert_eq!(of(two), Err(BadSpan::TwoIntervals));
        let zone = TimeQuery { timezone: Some("Mars/Olympus".to_owned()), ..day };
        assert_eq!(of(zone), Err(BadSpan::UnknownZone("Mars/Olympus".to_owned())));
    }

    #[test]
    fn a_time_ends_now_and_has_a_week_by_default_and_one_before_it() {
        let span = Span::of(&TimeQuery::default(), at("2026-01-15T00:00:00Z")).unwrap();
        let period = |start: &str, end: &str| Period { start: at(start), end: at(end) };
        assert_eq!(span.period(), period("2026-01-08T00:00:00Z", "2026-01-15T00:00:00Z"));
        assert_eq!(span.before(), period("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z"));
        assert_eq!(span.intervals().len(), 0);
    }
}

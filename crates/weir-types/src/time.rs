//! Instants and lengths of time as Prefect writes them, and the clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

use crate::duration;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z. What is read or computed lies in the years 1 to 9999:
/// no other year can be written so that Python, or this module, reads it again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// The text is not an instant that Pydantic would read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time: {0}")]
pub struct BadTimestamp(&'static str);

impl Timestamp {
    /// The beginning of the year 1.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// The last microsecond of the year 9999.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// The instant that lies `micros` microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Seconds since the epoch.
    #[expect(clippy::cast_precision_loss, reason = "a double holds microseconds exactly until the year 2255")]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// The instant as `jiff` sees it, for calendar arithmetic. Saturates at jiff's limits (years -9999 to 9999).
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// From `jiff`, cut to whole microseconds.
    pub fn from_jiff(instant: jiff::Timestamp) -> Self {
        Self(instant.as_microsecond())
    }

    /// The length of time from `earlier` until this instant; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta(self.0.saturating_sub(earlier.0))
    }

    /// Reads what Pydantic reads as a datetime: ISO 8601 with `T`, `t`, `_` or a space, seconds and offset optional,
    /// a bare date, or a number of seconds (milliseconds beyond 2e10) since the epoch. Without an offset it is UTC.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, BadTimestamp> {
        match common_form(text.as_bytes()) {
            Some(instant) => Ok(instant),
            None => Self::parse_any(text),
        }
    }

    fn parse_any(text: &str) -> Result<Self, BadTimestamp> {
        // Rust reads exponents and names of numbers too.
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
        if let Some(number) = text.parse::<f64>().ok().filter(|_| plain) {
            return Self::from_number(number);
        }
        let (date, rest) = text.split_at_checked(10).ok_or(BadTimestamp("input is too short"))?;
        let date = parse_date(date)?;
        if rest.is_empty() {
            return utc_micros(date, civil::Time::midnight(), 0);
        }
        let rest =
            rest.strip_prefix(['T', 't', ' ', '_']).ok_or(BadTimestamp("invalid datetime separator"))?;
        let (clock, offset) = split_offset(rest)?;
        utc_micros(date, parse_clock(clock)?, offset)
    }

    /// Reads a number as Pydantic does: seconds, or milliseconds when it is beyond 2e10.
    ///
    /// # Errors
    /// When the number is not finite or lies outside the years 1 to 9999.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float-to-int cast saturates, and the range is checked then"
    )]
    pub fn from_number(number: f64) -> Result<Self, BadTimestamp> {
        const WATERSHED: f64 = 2e10;
        if !number.is_finite() {
            return Err(OUT_OF_RANGE);
        }
        let seconds = if number.abs() > WATERSHED { number / 1000.0 } else { number };
        Self((seconds * 1e6).round() as i64).in_range()
    }

    fn in_range(self) -> Result<Self, BadTimestamp> {
        if (Self::MIN..=Self::MAX).contains(&self) { Ok(self) } else { Err(OUT_OF_RANGE) }
    }

    /// The nearest instant that can be written.
    fn clamped(self) -> Self {
        self.clamp(Self::MIN, Self::MAX)
    }
}

const OUT_OF_RANGE: BadTimestamp = BadTimestamp("dates must lie in the years 1 to 9999");

/// The form in which nearly all instants come, `2026-02-01T06:00:00.123456` with a fraction or none and `Z` or `+00:00`
/// behind. Log lines and events are full of them, and [`Timestamp::parse_any`] takes several times as long.
fn common_form(text: &[u8]) -> Option<Timestamp> {
    let (head, rest) = text.split_at_checked(19)?;
    let number = |range: std::ops::Range<usize>| {
        head[range].iter().try_fold(0, |number: i16, byte| {
            byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0'))
        })
    };
    let small = |range| number(range).and_then(|number| i8::try_from(number).ok());
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| head[*at] != *mark) {
        return None;
    }
    let fraction = rest.strip_suffix(b"Z").or_else(|| rest.strip_suffix(b"+00:00"))?;
    let micros = match fraction {
        [] => 0,
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {
            (0..6).fold(0, |micros, at| micros * 10 + digits.get(at).map_or(0, |byte| i32::from(byte - b'0')))
        }
        _ => return None,
    };
    let date =
        civil::Date::new(number(0..4)?, small(5..7)?, small(8..10)?).ok().filter(|date| date.year() > 0)?;
    let time = civil::Time::new(small(11..13)?, small(14..16)?, small(17..19)?, micros * 1000).ok()?;
    utc_micros(date, time, 0).ok()
}

fn digits(text: &str) -> Result<i16, BadTimestamp> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadTimestamp("invalid character in a number"));
    }
    text.parse().map_err(|_| BadTimestamp("number is too long"))
}

fn small(text: &str) -> Result<i8, BadTimestamp> {
    i8::try_from(digits(text)?).map_err(|_| BadTimestamp("number out of range"))
}

fn parse_date(text: &str) -> Result<civil::Date, BadTimestamp> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(BadTimestamp("invalid date separator"));
    }
    let year = digits(&text[..4])?;
    if year == 0 {
        return Err(BadTimestamp("year 0 is out of range"));
    }
    civil::Date::new(year, small(&text[5..7])?, small(&text[8..])?)
        .map_err(|_| BadTimestamp("day or month out of range"))
}

fn parse_clock(text: &str) -> Result<civil::Time, BadTimestamp> {
    let mut parts = text.splitn(3, ':');
    let hour = small(parts.next().unwrap_or_default())?;
    let minute = small(parts.next().ok_or(BadTimestamp("minutes are missing"))?)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
            if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return Err(BadTimestamp("invalid fraction of a second"));
            }
            let value: i32 = fraction.parse().map_err(|_| BadTimestamp("invalid fraction"))?;
            let missing = u32::try_from(9 - fraction.len()).unwrap_or_default();
            (small(whole)?, value * 10_i32.pow(missing))
        }
    };
    civil::Time::new(hour, minute, second, nanos).map_err(|_| BadTimestamp("time of day out of range"))
}

/// Splits `12:30:00+02:00` into the clock and the offset in seconds.
fn split_offset(text: &str) -> Result<(&str, i32), BadTimestamp> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Ok((clock, 0));
    }
    let Some(at) = text.rfind(['+', '-', '\u{2212}']) else { return Ok((text, 0)) };
    let (clock, zone) = text.split_at(at);
    let sign = if zone.starts_with('+') { 1 } else { -1 };
    let zone = zone.trim_start_matches(['+', '-', '\u{2212}']);
    let (hours, minutes) = match zone.len() {
        2 => (digits(zone)?, 0),
        4 if zone.is_ascii() => (digits(&zone[..2])?, digits(&zone[2..])?),
        5 if zone.is_ascii() && zone.as_bytes()[2] == b':' => (digits(&zone[..2])?, digits(&zone[3..])?),
        _ => return Err(BadTimestamp("invalid timezone offset")),
    };
    if hours > 23 || minutes > 59 {
        return Err(BadTimestamp("timezone offset out of range"));
    }
    Ok((clock, sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)))
}

const CIVIL_EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

// Arithmetic on civil time in UTC, since `jiff::Timestamp` ends a day before Python's datetime does.
fn utc_micros(date: civil::Date, time: civil::Time, offset_seconds: i32) -> Result<Timestamp, BadTimestamp> {
    let local = date.to_datetime(time).duration_since(CIVIL_EPOCH);
    let utc = local - jiff::SignedDuration::from_secs(offset_seconds.into());
    i64::try_from(utc.as_micros()).map_err(|_| OUT_OF_RANGE).and_then(|micros| Timestamp(micros).in_range())
}

/// The first and the last instant that Python's datetime has, and with it the wire.
const FIRST: i64 = -62_135_596_800 * MICROS_PER_SECOND;
const LAST: i64 = 253_402_300_800 * MICROS_PER_SECOND - 1;

/// An instant as text: `2026-02-01T06:00:00.000001Z`, or less. Answers are full of instants, and the formatting machinery
/// of the standard library takes ten times as long.
struct Written {
    bytes: [u8; 27],
    length: usize,
}

impl Written {
    fn push(&mut self, value: i64, width: usize) {
        let mut left = value;
        for place in (self.length..self.length + width).rev() {
            self.bytes[place] = b'0' + u8::try_from(left % 10).unwrap_or_default();
            left /= 10;
        }
        self.length += width;
    }

    fn mark(&mut self, mark: u8) {
        self.bytes[self.length] = mark;
        self.length += 1;
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl Timestamp {
    /// As Pydantic writes it: `2026-02-01T06:00:00Z`, with six digits of fraction unless they are all zero.
    fn written(self) -> Written {
        let micros = self.0.clamp(FIRST, LAST);
        let civil = CIVIL_EPOCH.checked_add(jiff::SignedDuration::from_micros(micros)).unwrap_or(CIVIL_EPOCH);
        let mut text = Written { bytes: [0; 27], length: 0 };
        text.push(civil.year().into(), 4);
        for (mark, part) in [
            (b'-', civil.month()),
            (b'-', civil.day()),
            (b'T', civil.hour()),
            (b':', civil.minute()),
            (b':', civil.second()),
        ] {
            text.mark(mark);
            text.push(part.into(), 2);
        }
        let fraction = micros.rem_euclid(MICROS_PER_SECOND);
        if fraction != 0 {
            text.mark(b'.');
            text.push(fraction, 6);
        }
        text.mark(b'Z');
        text
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimestampVisitor;

        impl Visitor<'_> for TimestampVisitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date and time")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse(text).map_err(E::custom)
            }

            #[expect(clippy::cast_precision_loss, reason = "checked against the years 1 to 9999")]
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Timestamp, E> {
                Timestamp::from_number(number as f64).map_err(E::custom)
            }

            #[expect(clippy::cast_precision_loss, reason = "checked against the years 1 to 9999")]
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Timestamp, E> {
                Timestamp::from_number(number as f64).map_err(E::custom)
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Timestamp, E> {
                Timestamp::from_number(number).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(TimestampVisitor)
    }
}

impl std::ops::Add<TimeDelta> for Timestamp {
    type Output = Self;

    fn add(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_add(delta.0)).clamped()
    }
}

impl std::ops::Sub<TimeDelta> for Timestamp {
    type Output = Self;

    fn sub(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_sub(delta.0)).clamped()
    }
}

/// A length of time in whole microseconds; on the wire a float of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeDelta(i64);

impl TimeDelta {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length of `micros` microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// A length of whole seconds.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// A length of `seconds`, rounded to microseconds; saturates.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float-to-int cast saturates, which is what is wanted"
    )]
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds * 1e6).round() as i64)
    }

    /// Microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Seconds.
    #[expect(clippy::cast_precision_loss, reason = "a double holds 285 years of microseconds exactly")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }
}

impl std::ops::Add for TimeDelta {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Serialize for TimeDelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }
}

impl<'de> Deserialize<'de> for TimeDelta {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimeDeltaVisitor;

        impl Visitor<'_> for TimeDeltaVisitor {
            type Value = TimeDelta;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of seconds or a duration")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<TimeDelta, E> {
                duration::parse(text).ok_or_else(|| E::custom("not a duration"))
            }

            fn visit_i64<E>(self, seconds: i64) -> Result<TimeDelta, E> {
                Ok(TimeDelta::from_secs(seconds))
            }

            fn visit_u64<E>(self, seconds: u64) -> Result<TimeDelta, E> {
                Ok(TimeDelta::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)))
            }

            fn visit_f64<E>(self, seconds: f64) -> Result<TimeDelta, E> {
                Ok(TimeDelta::from_secs_f64(seconds))
            }
        }

        deserializer.deserialize_any(TimeDeltaVisitor)
    }
}

/// Where "now" comes from: the system in a server, the test's hand in a test.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn fixed(start: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.as_micros()))))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            None => Timestamp::from_jiff(jiff::Timestamp::now()),
            Some(at) => Timestamp::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock on; the system's clock cannot be moved and ignores it.
    pub fn advance(&self, delta: TimeDelta) {
        if let Some(at) = &self.0 {
            at.fetch_add(delta.as_micros(), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_common_form_is_read_as_any_other(
            micros in FIRST..=LAST,
            places in 0_usize..=7,
            zone in "(Z|\\+00:00|z|)",
            (at, other) in (0_usize..34, "[0-9:.TZ +-]"),
        ) {
            let clock = Timestamp(micros).to_string();
            let (whole, fraction) = clock.trim_end_matches('Z').split_once('.').unwrap_or((&clock[..19], "000000"));
            let point = if places == 0 { "" } else { "." };
            let text = format!("{whole}{point}{}{zone}", &format!("{fraction}0")[..places]);
            let mut changed = text.clone();
            if at < changed.len() {
                changed.replace_range(at..=at, &other);
            }
            for text in [text, changed] {
                let common = common_form(text.as_bytes());
                proptest::prop_assert!(common.is_none() || common == Timestamp::parse_any(&text).ok(), "{}", text);
            }
            proptest::prop_assert_eq!(common_form(clock.as_bytes()), Some(Timestamp(micros)));
        }
    }

    #[test]
    fn reads_what_pydantic_reads_and_writes_what_pydantic_writes() {
        for (text, expected) in [
            ("2026-02-01T06:00:00Z", "2026-02-01T06:00:00Z"),
            ("2026-02-01 06:00:00.5", "2026-02-01T06:00:00.500000Z"),
            ("2026-02-01T06:00:00.123456+02:00", "2026-02-01T04:00:00.123456Z"),
            ("2026-02-01T06:00-0330", "2026-02-01T09:30:00Z"),
            ("2026-02-01", "2026-02-01T00:00:00Z"),
            ("1700000000", "2023-11-14T22:13:20Z"),
            ("-.5", "1969-12-31T23:59:59.500000Z"),
            ("1700000000000", "2023-11-14T22:13:20Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(|t| t.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in [
            "",
            "today",
            "2026-13-01",
            "2026-02-30T00:00:00Z",
            "2026-02-01T25:00:00Z",
            "2026-02-01T06",
            "1e300",
            "NaN",
            "infinity",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "253402300800000",
            "-62135596800001",
            "1e5",
            "inf",
            " 1700000000",
            " 2026-02-01",
            "2026-02-01T06:00:00Z ",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_stays_where_it_can_be_written() {
        let ages = TimeDelta::from_micros(i64::MAX);
        for (computed, expected) in [
            (Timestamp::MAX + TimeDelta::from_micros(1), "9999-12-31T23:59:59.999999Z"),
            (Timestamp::MIN + ages, "9999-12-31T23:59:59.999999Z"),
            (Timestamp::MIN - TimeDelta::from_micros(1), "0001-01-01T00:00:00Z"),
            (Timestamp::MAX - ages, "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(computed.to_string(), expected);
            assert_eq!(Timestamp::parse(expected), Ok(computed));
        }
    }
}

//! Instants in the less usual forms: what pendulum reads when Pydantic does not, and the words for what Pydantic refuses.

use std::sync::LazyLock;

use jiff::civil;
use regex::Regex;
use weir_types::Timestamp;

/// pendulum's common form: a date with a separator or none, then perhaps a clock.
#[expect(clippy::expect_used, reason = "the pattern is a constant that the tests compile")]
static COMMON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<year>\d{4})(?:(?P<sep>[/:\-]?)(?P<month>\d{2})(?:[/:\-]?(?P<day>\d{2}))?)?(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2}))?(?:[.,](?P<fraction>\d{1,9}))?)?$",
    )
    .expect("the pattern is correct")
});

/// Reads a date or a date with a clock in pendulum's common form, in UTC.
pub(crate) fn common(text: &str) -> Option<Timestamp> {
    let found = COMMON.captures(text)?;
    let part = |name: &str, absent: i16| -> Option<i16> {
        found.name(name).map_or(Some(absent), |part| part.as_str().parse().ok())
    };
    let small = |name: &str, absent: i16| part(name, absent).and_then(|value| i8::try_from(value).ok());
    let date = civil::Date::new(part("year", 1)?, small("month", 1)?, small("day", 1)?).ok()?;
    let fraction = found.name("fraction").map_or("", |fraction| fraction.as_str());
    let micros: i32 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    let time =
        civil::Time::new(small("hour", 0)?, small("minute", 0)?, small("second", 0)?, micros * 1000).ok()?;
    let instant = date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp::from_jiff(instant))
}

/// Pydantic's words for a text that is neither a datetime nor a date.
pub(crate) fn why_no_datetime(text: &str) -> &'static str {
    let bytes = text.as_bytes();
    if bytes.len() < 10 {
        return "input is too short";
    }
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i8>().ok());
    if !digits(0..4) {
        "invalid character in year"
    } else if bytes[4] != b'-' || bytes[7] != b'-' {
        "invalid date separator, expected `-`"
    } else if !digits(5..7) {
        "invalid character in month"
    } else if !digits(8..10) {
        "invalid character in day"
    } else if !matches!(number(5..7), Some(1..=12)) {
        "month value is outside expected range of 1-12"
    } else if Timestamp::parse(&text[..10]).is_err() {
        "day value is outside expected range"
    } else {
        "unexpected extra characters at the end of the input"
    }
}

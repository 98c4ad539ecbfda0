//! How long to wait when the API asks for it (RFC 9110, 10.2.3).

use std::time::Duration;

use weir_types::Timestamp;

/// The longest wait where the API does not say how long.
const LONGEST: u64 = 60;

/// How long to wait before the request is sent again that was refused for the `attempt`th time (from 0 on). `header` is
/// that of `Retry-After`, seconds or a date; without one that can be read, the time doubles from a second on.
pub(super) fn wait(header: Option<&str>, now: Timestamp, attempt: u32) -> Duration {
    let doubled = Duration::from_secs(LONGEST.min(1 << attempt.min(6)));
    header.and_then(|text| asked(text.trim(), now)).unwrap_or(doubled)
}

fn asked(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = http_date(text)?;
    Some(Duration::from_micros(u64::try_from(at.since(now).as_micros()).unwrap_or(0)))
}

/// The instant that an HTTP date names.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|date| Timestamp::from_jiff(date.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_asks_for_is_waited() {
        let now = Timestamp::parse("2026-11-22T07:41:30Z").unwrap();
        for (header, attempt, millis) in [
            (Some("7"), 3, 7_000),
            (Some(" 0.5 "), 0, 500),
            (Some("Sun, 22 Nov 2026 07:42:00 GMT"), 0, 30_000),
            (Some("Sun, 22 Nov 2026 07:41:00 GMT"), 0, 0),
            (Some("soon"), 0, 1_000),
            (Some("-1"), 1, 2_000),
            (Some("inf"), 1, 2_000),
            (None, 0, 1_000),
            (None, 3, 8_000),
            (None, 100, 60_000),
        ] {
            assert_eq!(wait(header, now, attempt), Duration::from_millis(millis), "{header:?} {attempt}");
        }
    }
}

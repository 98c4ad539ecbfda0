//! Lengths of time and shares as people write them: `30m`, `1h30m`, `99.9%`.

use weir_types::TimeDelta;

/// A length of time: numbers, each with its unit (`s`, `m`, `h`, `d` or `w`), the largest first.
pub fn parse_duration(text: &str) -> Option<TimeDelta> {
    let (mut rest, mut seconds, mut largest) = (text.trim(), 0.0, f64::INFINITY);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let unit = rest[end..].chars().next()?;
        let scale = match unit {
            's' => 1.0,
            'm' => 60.0,
            'h' => 3600.0,
            'd' => 86_400.0,
            'w' => 7.0 * 86_400.0,
            _ => return None,
        };
        if scale >= largest {
            return None;
        }
        largest = scale;
        seconds += number * scale;
        rest = &rest[end + unit.len_utf8()..];
    }
    // As far as a timedelta of Python's reaches.
    (seconds < 8.64e13).then(|| TimeDelta::from_secs_f64(seconds))
}

/// A share: `99%` is 0.99.
pub fn parse_share(text: &str) -> Option<f64> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // Parsed with the point moved, so that 99.9 % is the same number as 0.999.
    plain.then(|| format!("{number}e-2").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("30s", Some(30.0)),
            ("30m", Some(1800.0)),
            ("1h30m", Some(5400.0)),
            ("1.5h", Some(5400.0)),
            ("24h", Some(86_400.0)),
            ("30d", Some(2_592_000.0)),
            ("2w1d", Some(1_296_000.0)),
            ("", None),
            ("30", None),
            ("m", None),
            ("30 m", None),
            ("30m1h", None),
            ("1h1h", None),
            ("-5m", None),
            ("5y", None),
            ("1.2.3h", None),
            ("99999999999999w", None),
            ("5µ", None),
        ] {
            assert_eq!(parse_duration(text).map(TimeDelta::as_secs_f64), seconds, "{text}");
        }
    }

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (text, share) in [
            ("99%", Some(0.99)),
            ("99.9%", Some(0.999)),
            ("99.95 %", Some(0.9995)),
            ("100%", Some(1.0)),
            ("0.99", None),
            ("99", None),
            ("%", None),
            ("-1%", None),
            ("1e1%", None),
            ("inf%", None),
            ("..%", None),
        ] {
            assert_eq!(parse_share(text), share, "{text}");
        }
    }
}

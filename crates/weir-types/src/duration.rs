//! Lengths of time written as text: `PT30S`, `P1DT2H`, `1 day, 02:30:00`, `00:05`.

use crate::time::TimeDelta;

/// Reads what Pydantic reads as a timedelta from a text.
pub(crate) fn parse(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let seconds = match text.strip_prefix(['P', 'p']) {
        Some(iso) => iso_seconds(iso)?,
        None => clock_seconds(text)?,
    };
    // A timedelta of Python ends at a billion days.
    (seconds.is_finite() && seconds < 8.64e13)
        .then(|| TimeDelta::from_secs_f64(if negative { -seconds } else { seconds }))
}

/// `1DT2H3M4.5S`, without the leading `P`. Years are 365 days and months 30, as Pydantic takes them.
fn iso_seconds(text: &str) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let mut seconds = 0.0;
    let mut in_time = false;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix(['T', 't']) {
            if in_time || time.is_empty() {
                return None;
            }
            in_time = true;
            rest = time;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let unit = rest[end..].chars().next()?;
        let scale = match (unit.to_ascii_uppercase(), in_time) {
            ('Y', false) => 365.0 * 86_400.0,
            ('M', false) => 30.0 * 86_400.0,
            ('W', false) => 7.0 * 86_400.0,
            ('D', false) => 86_400.0,
            ('H', true) => 3_600.0,
            ('M', true) => 60.0,
            ('S', true) => 1.0,
            _ => return None,
        };
        seconds += number * scale;
        rest = &rest[end + 1..];
    }
    Some(seconds)
}

/// `2 days, 01:30:00.5`, `1d 01:30`, `01:30`.
fn clock_seconds(text: &str) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let (days, clock) = match text.find(['d', 'D']) {
        Some(at) => {
            let rest = text[at + 1..].strip_prefix("ays").or_else(|| text[at + 1..].strip_prefix("ay"));
            let rest = rest.unwrap_or(&text[at + 1..]).trim_start_matches([',', ' ']);
            (text[..at].trim_end().parse::<u32>().ok()?, rest)
        }
        None => (0, text),
    };
    let mut seconds = f64::from(days) * 86_400.0;
    if !clock.is_empty() {
        let parts: Vec<&str> = clock.split(':').collect();
        let (hours, minutes, rest) = match parts.as_slice() {
            [hours, minutes] => (hours, minutes, "0"),
            [hours, minutes, seconds] => (hours, minutes, *seconds),
            _ => return None,
        };
        if hours.len() < 2 || minutes.len() != 2 {
            return None;
        }
        let minutes: u32 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
        let rest: f64 = rest.parse().ok().filter(|seconds| (0.0..60.0).contains(seconds))?;
        seconds += f64::from(hours.parse::<u32>().ok()?) * 3_600.0 + f64::from(minutes) * 60.0 + rest;
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_pydantic_reads() {
        for (text, seconds) in [
            ("PT0S", 0.0),
            ("PT30S", 30.0),
            ("PT1.5S", 1.5),
            ("P1DT2H3M4S", 93_784.0),
            ("-PT10S", -10.0),
            ("P2W", 1_209_600.0),
            ("00:05", 300.0),
            ("01:02:03.5", 3_723.5),
            ("1 day, 02:00:00", 93_600.0),
            ("2d", 172_800.0),
        ] {
            assert_eq!(parse(text), Some(TimeDelta::from_secs_f64(seconds)), "{text}");
        }
        for text in ["", "P", "PT", "12.5", "1:30", "soon", "P1H", "PT1D", "10:99", "1:2:3:4", "inf", "1e300"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

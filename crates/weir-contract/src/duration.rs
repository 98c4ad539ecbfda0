//! Lengths of time in text: ISO 8601 (`P1DT2H`), clock (`01:30:00`) and days with a clock (`2 days, 01:30:00`).

const DAY: f64 = 86_400.0;
const TOO_SHORT: &str = "input is too short";
const BAD_NUMBER: &str = "invalid digit in duration";

/// Seconds of a length of time, or Pydantic's words for why it is none.
pub(crate) fn parse(text: &str) -> Result<f64, &'static str> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if text.is_empty() {
        return Err(TOO_SHORT);
    }
    let seconds = match rest.strip_prefix('P') {
        Some(iso) => iso_seconds(iso)?,
        None if text.contains(['d', 'D']) || text.len() < 5 => days_and_clock(rest)?,
        None => clock(rest)?,
    };
    Ok(sign * seconds)
}

/// The length of the leading digits and dot of a number, and its value.
fn leading_number(text: &str) -> Result<(f64, &str), &'static str> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(BAD_NUMBER);
    }
    let value = text[..end].replace(',', ".").parse().map_err(|_| BAD_NUMBER)?;
    Ok((value, &text[end..]))
}

fn iso_seconds(mut text: &str) -> Result<f64, &'static str> {
    let mut total = 0.0;
    let mut in_time = false;
    if text.trim_start_matches('T').is_empty() {
        return Err(TOO_SHORT);
    }
    while !text.is_empty() {
        if let Some(rest) = text.strip_prefix('T') {
            if in_time {
                return Err("`t` character repeated in duration");
            }
            in_time = true;
            text = rest;
            continue;
        }
        let (value, rest) = leading_number(text)?;
        let unit = rest.chars().next();
        total += value
            * match (in_time, unit) {
                (false, Some('Y')) => 365.0 * DAY,
                (false, Some('M')) => 30.0 * DAY,
                (false, Some('W')) => 7.0 * DAY,
                (false, Some('D')) => DAY,
                (true, Some('H')) => 3600.0,
                (true, Some('M')) => 60.0,
                (true, Some('S')) => 1.0,
                (false, _) => return Err("quantity invalid in date part of duration"),
                (true, _) => return Err("quantity invalid in time part of duration"),
            };
        text = &rest[1..];
    }
    Ok(total)
}

fn days_and_clock(text: &str) -> Result<f64, &'static str> {
    if text.is_empty() {
        return Err(TOO_SHORT);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return Err(BAD_NUMBER);
    }
    let days: f64 = text[..digits].parse().map_err(|_| BAD_NUMBER)?;
    let after = text[digits..].strip_prefix(' ').unwrap_or(&text[digits..]);
    let words = ["days", "day", "d"];
    let word = words
        .iter()
        .find(|word| after.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    let Some(word) = word else { return Err("\"day\" identifier in duration not correctly formatted") };
    let rest = &after[word.len()..];
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    Ok(days * DAY + if rest.is_empty() { 0.0 } else { clock(rest)? })
}

/// Hours, minutes and perhaps seconds with a fraction: `1:30`, `100:30:00.5`.
fn clock(text: &str) -> Result<f64, &'static str> {
    const BAD_HOUR: &str = "invalid character in hour";
    const HOUR_DIGITS: usize = 10;
    let (hours, text) = text.split_once(':').ok_or(BAD_HOUR)?;
    if hours.len() > HOUR_DIGITS {
        return Err("durations may not exceed 999,999,999 hours");
    }
    if !hours.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(BAD_HOUR);
    }
    let hours = if hours.is_empty() { 0.0 } else { hours.parse::<f64>().map_err(|_| BAD_HOUR)? };
    let bytes = text.as_bytes();
    let pair = |from: usize, bad: &'static str| -> Result<f64, &'static str> {
        match bytes.get(from..from + 2) {
            Some([tens @ b'0'..=b'9', ones @ b'0'..=b'9']) => {
                Ok(f64::from(tens - b'0') * 10.0 + f64::from(ones - b'0'))
            }
            Some(_) => Err(bad),
            None => Err(TOO_SHORT),
        }
    };
    let minute = pair(0, "invalid character in minute")?;
    let second = match bytes.get(2) {
        None => 0.0,
        Some(b':') => pair(3, "invalid character in second")?,
        Some(_) => return Err("unexpected extra characters at the end of the input"),
    };
    let fraction = match text.get(5..).unwrap_or("") {
        "" => 0.0,
        rest if rest.starts_with('.') && rest[1..].bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("0{rest}").parse().map_err(|_| BAD_NUMBER)?
        }
        _ => return Err("unexpected extra characters at the end of the input"),
    };
    if minute > 59.0 {
        return Err("minute value is outside expected range of 0-59");
    }
    if second > 59.0 {
        return Err("second value is outside expected range of 0-59");
    }
    Ok(hours * 3600.0 + minute * 60.0 + second + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_pydantic_reads() {
        for (text, expected) in [
            ("PT1H30M", Ok(5400.0)),
            ("2 days, 01:30", Ok(178_200.0)),
            ("01:00", Ok(3600.0)),
            ("1:00:00", Ok(3600.0)),
            ("-100:30", Ok(-361_800.0)),
            (":00:00.5", Ok(0.5)),
            ("1:00", Err("\"day\" identifier in duration not correctly formatted")),
            ("00-00", Err("invalid character in hour")),
            ("12x:00:00", Err("invalid character in hour")),
            ("00:0x", Err("invalid character in minute")),
            ("23:60", Err("minute value is outside expected range of 0-59")),
            ("2024-01-01T00:00:00Z", Err("durations may not exceed 999,999,999 hours")),
            ("xyz", Err("invalid digit in duration")),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}

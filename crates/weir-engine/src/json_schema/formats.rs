//! The formats that Prefect's server checks.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::civil::Date;

use super::pattern;

/// Whether a text has the format. What is not checked is right.
pub(super) fn has(text: &str, format: &str) -> bool {
    match format {
        "email" | "idn-email" => text.contains('@'),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "date" => is_date(text),
        "date-time" => is_date_time(&text.to_uppercase()),
        "time" => is_date_time(&format!("1970-01-01T{}", text.to_uppercase())),
        "regex" => pattern::compiled(text).is_some(),
        "uuid" => is_uuid(text),
        "json-pointer" => is_pointer(text),
        _ => true,
    }
}

fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape && !text.starts_with("0000") && text.parse::<Date>().is_ok()
}

/// RFC 3339: a date, `T`, a time of day, and an offset.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some(rest) = rest.strip_prefix('T') else { return false };
    let Some((clock, rest)) = rest.split_at_checked(8) else { return false };
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if offset.len() == fraction.len() {
                return false;
            }
            offset
        }
        None => rest,
    };
    is_date(date)
        && is_clock(clock, 3)
        && (offset == "Z" || offset.strip_prefix(['+', '-']).is_some_and(|of| is_clock(of, 2)))
}

/// Two digits for each of hours, minutes and, with three parts, seconds.
fn is_clock(text: &str, parts: usize) -> bool {
    let limits = [23, 59, 59];
    let values: Vec<&str> = text.split(':').collect();
    values.len() == parts
        && values.iter().zip(limits).all(|(value, limit)| {
            value.len() == 2
                && value.bytes().all(|byte| byte.is_ascii_digit())
                && value.parse::<u8>().is_ok_and(|value| value <= limit)
        })
}

fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let dashes = [8, 13, 18, 23];
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(place, byte)| {
            if dashes.contains(&place) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
        })
}

/// Empty, or parts after slashes, in which `~` stands before `0` or `1`.
fn is_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

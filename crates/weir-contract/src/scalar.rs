//! Checks of single values: text, numbers, booleans, UUIDs, instants and lengths of time, each with the conversions
//! that Pydantic makes in its lax mode from Python values.

use std::borrow::Cow;

use uuid::Uuid;
use weir_types::Timestamp;

use crate::check::Checked;
use crate::duration;
use crate::error::{Failed, Findings, number_ctx, text_ctx};
use crate::moment;
use crate::schema::{Limits, Node, StrRule};
use crate::tree::Tree;

/// Checks `input` against a node without inner nodes.
pub(crate) fn check<'a>(node: &Node, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    match node {
        Node::Str(rule) => text(rule, input, found),
        Node::Int { strict, limits } => int(*strict, *limits, input, found),
        Node::Float { strict, limits } => float(*strict, *limits, input, found),
        Node::Bool { strict } => boolean(*strict, input, found),
        Node::Uuid => uuid(input, found),
        Node::Bytes => match input {
            Tree::Str(_) => Ok(None),
            _ => found.fail("bytes_type", "Input should be a valid bytes", input, None),
        },
        Node::Datetime => datetime(input, found),
        Node::Timestamp => timestamp(input, found),
        Node::TimeDelta { limits } => time_delta(*limits, input, found),
        Node::Choice { kind, members, expected } => choice(kind, members, expected, input, found),
        _ => Ok(None),
    }
}

fn text<'a>(rule: &StrRule, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    let Tree::Str(text) = input else {
        return found.fail("string_type", "Input should be a valid string", input, None);
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if rule.min.is_some() || rule.max.is_some() {
        let length = text.chars().count();
        if let Some(min) = rule.min.filter(|min| length < *min) {
            let msg = format!("String should have at least {min} character{}", plural(min));
            return found.fail(
                "string_too_short",
                msg,
                input,
                Some(number_ctx("min_length", &min.to_string())),
            );
        }
        if let Some(max) = rule.max.filter(|max| length > *max) {
            let msg = format!("String should have at most {max} character{}", plural(max));
            return found.fail(
                "string_too_long",
                msg,
                input,
                Some(number_ctx("max_length", &max.to_string())),
            );
        }
    }
    if let Some((pattern, regex)) = &rule.pattern
        && !regex.is_match(text)
    {
        let msg = format!("String should match pattern '{pattern}'");
        return found.fail("string_pattern_mismatch", msg, input, Some(text_ctx("pattern", pattern)));
    }
    Ok(None)
}

const INT_PARSING: &str = "Input should be a valid integer, unable to parse string as an integer";
const INT_SIZE: &str = "Unable to parse input string as an integer, exceeded maximum size";

fn int<'a>(strict: bool, limits: Limits, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    let (value, converted) = match input {
        Tree::Int(digits) => (digits.parse::<i64>().ok(), false),
        Tree::Bool(value) if !strict => (Some(i64::from(*value)), true),
        Tree::Float(value) if !strict => {
            if !value.is_finite() {
                return found.fail("finite_number", "Input should be a finite number", input, None);
            }
            if value.fract() != 0.0 {
                let msg = "Input should be a valid integer, got a number with a fractional part";
                return found.fail("int_from_float", msg, input, None);
            }
            (whole(*value), true)
        }
        Tree::Str(text) if !strict => match int_text(text) {
            None => return found.fail("int_parsing", INT_PARSING, input, None),
            Some(digits) => (digits.parse::<i64>().ok(), true),
        },
        _ => return found.fail("int_type", "Input should be a valid integer", input, None),
    };
    let Some(value) = value else {
        if let Tree::Int(_) = input {
            in_limits(limits, input.as_f64().unwrap_or_default(), &print_whole, input, found)?;
        }
        // Prefect takes larger numbers and then fails to store them; this is the error that says so.
        return found.fail("int_parsing_size", INT_SIZE, input, None);
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "limits are small, and beyond 2^53 the comparison still holds"
    )]
    in_limits(limits, value as f64, &print_whole, input, found)?;
    if converted {
        found.at_most(0);
        return Ok(Some(Tree::int(value)));
    }
    Ok(None)
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked in the line before")]
fn whole(value: f64) -> Option<i64> {
    (-9.2e18..=9.2e18).contains(&value).then_some(value as i64)
}

/// The digits of an integer in text, as Pydantic reads them: spaces around, a sign, single underscores, `.0` behind.
fn int_text(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match text.split_once('.') {
        Some((before, zeros)) if !before.is_empty() && zeros.bytes().all(|zero| zero == b'0') => before,
        Some(_) => return None,
        None => text,
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let clean = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && !digits.contains("__")
        && digits.bytes().all(|digit| digit.is_ascii_digit() || digit == b'_');
    clean.then(|| format!("{sign}{}", digits.replace('_', "")))
}

fn float<'a>(strict: bool, limits: Limits, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    let (value, converted) = match input {
        Tree::Float(value) => (*value, false),
        Tree::Int(_) => {
            found.at_most(1);
            (input.as_f64().unwrap_or(f64::INFINITY), false)
        }
        Tree::Bool(value) if !strict => (f64::from(u8::from(*value)), true),
        Tree::Str(text) if !strict => {
            let Ok(value) = text.trim().replace('_', "").parse() else {
                let msg = "Input should be a valid number, unable to parse string as a number";
                return found.fail("float_parsing", msg, input, None);
            };
            (value, true)
        }
        _ => return found.fail("float_type", "Input should be a valid number", input, None),
    };
    in_limits(limits, value, &print_float, input, found)?;
    if converted {
        found.at_most(0);
        return Ok(Some(Tree::Float(value)));
    }
    Ok(None)
}

fn print_whole(limit: f64) -> String {
    format!("{limit:.0}")
}

fn print_float(limit: f64) -> String {
    format!("{limit:?}")
}

fn in_limits(
    limits: Limits,
    value: f64,
    print: &dyn Fn(f64) -> String,
    input: &Tree<'_>,
    found: &mut Findings,
) -> Result<(), Failed> {
    let broken = |holds: bool, limit: Option<f64>| limit.filter(|_| !holds);
    let rules = [
        (
            "less_than_equal",
            "le",
            "less than or equal to",
            broken(limits.le.is_none_or(|le| value <= le), limits.le),
        ),
        ("less_than", "lt", "less than", broken(limits.lt.is_none_or(|lt| value < lt), limits.lt)),
        (
            "greater_than_equal",
            "ge",
            "greater than or equal to",
            broken(limits.ge.is_none_or(|ge| value >= ge), limits.ge),
        ),
        ("greater_than", "gt", "greater than", broken(limits.gt.is_none_or(|gt| value > gt), limits.gt)),
    ];
    for (kind, key, words, limit) in rules {
        if let Some(limit) = limit {
            let printed = print(limit);
            let msg = format!("Input should be {words} {}", printed.strip_suffix(".0").unwrap_or(&printed));
            return found.fail(kind, msg, input, Some(number_ctx(key, &printed)));
        }
    }
    Ok(())
}

fn boolean<'a>(strict: bool, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    let value = match input {
        Tree::Bool(_) => return Ok(None),
        Tree::Int(digits) if !strict && digits.parse::<i64>().is_ok() => match &**digits {
            "0" | "-0" => Some(false),
            "1" => Some(true),
            _ => None,
        },
        Tree::Float(value) if !strict => match *value {
            0.0 => Some(false),
            1.0 => Some(true),
            other if other.fract() == 0.0 => None,
            _ => return found.fail("bool_type", "Input should be a valid boolean", input, None),
        },
        Tree::Str(text) if !strict => bool_text(text),
        _ => return found.fail("bool_type", "Input should be a valid boolean", input, None),
    };
    let Some(value) = value else {
        let msg = "Input should be a valid boolean, unable to interpret input";
        return found.fail("bool_parsing", msg, input, None);
    };
    found.at_most(0);
    Ok(Some(Tree::Bool(value)))
}

fn bool_text(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "0" | "off" | "f" | "false" | "n" | "no" => Some(false),
        "1" | "on" | "t" | "true" | "y" | "yes" => Some(true),
        _ => None,
    }
}

fn uuid<'a>(input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    let Tree::Str(text) = input else {
        return found.fail("uuid_type", "UUID input should be a string, bytes or UUID object", input, None);
    };
    found.at_most(0);
    match Uuid::parse_str(text) {
        Ok(id) => {
            let canonical = text.len() == 36 && text.bytes().all(|byte| !byte.is_ascii_uppercase());
            Ok((!canonical).then(|| Tree::Str(Cow::Owned(id.hyphenated().to_string()))))
        }
        Err(_) if found.quiet > 0 => Err(Failed),
        Err(error) => {
            let error = error.to_string();
            let msg = format!("Input should be a valid UUID, {error}");
            found.fail("uuid_parsing", msg, input, Some(text_ctx("error", &error)))
        }
    }
}

fn from_number(value: f64) -> Option<Tree<'static>> {
    Timestamp::from_number(value).ok().map(|instant| Tree::Str(Cow::Owned(instant.to_string())))
}

fn datetime<'a>(input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    found.at_most(0);
    let error = match input {
        Tree::Str(text) => match Timestamp::parse(text) {
            Ok(_) => return Ok(None),
            Err(_) => moment::why_no_datetime(text),
        },
        Tree::Int(_) | Tree::Float(_) => match input.as_f64().and_then(from_number) {
            Some(instant) => return Ok(Some(instant)),
            None => "dates after 9999 are not supported as unix timestamps",
        },
        _ => return found.fail("datetime_type", "Input should be a valid datetime", input, None),
    };
    let msg = format!("Input should be a valid datetime or date, {error}");
    found.fail("datetime_from_date_parsing", msg, input, Some(text_ctx("error", error)))
}

fn timestamp<'a>(input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    found.at_most(0);
    match input {
        Tree::Str(text) => {
            if Timestamp::parse(text).is_ok() {
                return Ok(None);
            }
            if let Some(instant) = moment::common(text) {
                return Ok(Some(Tree::Str(Cow::Owned(instant.to_string()))));
            }
            found.value_error(&format!("Unable to parse string [{text}]"), input)
        }
        Tree::Int(_) | Tree::Float(_) if input.as_f64().and_then(from_number).is_some() => {
            Ok(input.as_f64().and_then(from_number))
        }
        _ => found.fail("value_error", "value is not a valid datetime", input, None),
    }
}

fn time_delta<'a>(limits: Limits, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    found.at_most(0);
    let (seconds, converted) = match input {
        Tree::Int(_) | Tree::Float(_) => (input.as_f64().unwrap_or(f64::INFINITY), false),
        Tree::Bool(value) => (f64::from(u8::from(*value)), true),
        Tree::Str(text) => match duration::parse(text) {
            Ok(seconds) => (seconds, true),
            Err(error) => {
                let msg = format!("Input should be a valid timedelta, {error}");
                return found.fail("time_delta_parsing", msg, input, Some(text_ctx("error", error)));
            }
        },
        _ => return found.fail("time_delta_type", "Input should be a valid timedelta", input, None),
    };
    if !(-86_399_999_913_600.0..=86_399_999_999_999.0).contains(&seconds) {
        let error = "durations may not exceed 999,999,999 days";
        let msg = format!("Input should be a valid timedelta, {error}");
        return found.fail("time_delta_parsing", msg, input, Some(text_ctx("error", error)));
    }
    if let Some(ge) = limits.ge.filter(|ge| seconds < *ge) {
        let msg = format!("Input should be greater than or equal to {ge:.0} seconds");
        // Pydantic shows the length of time that it has read, not the text.
        return found.fail(
            "greater_than_equal",
            msg,
            &Tree::Float(seconds),
            Some(text_ctx("ge", &format!("{ge:.0} seconds"))),
        );
    }
    Ok(converted.then_some(Tree::Float(seconds)))
}

fn choice<'a>(
    kind: &'static str,
    members: &[Box<str>],
    expected: &str,
    input: &Tree<'a>,
    found: &mut Findings,
) -> Checked<'a> {
    if let Tree::Str(text) = input
        && members.iter().any(|member| **member == **text)
    {
        if kind == "enum" {
            found.at_most(0);
        }
        return Ok(None);
    }
    if found.quiet > 0 {
        return Err(Failed);
    }
    found.fail(kind, format!("Input should be {expected}"), input, Some(text_ctx("expected", expected)))
}

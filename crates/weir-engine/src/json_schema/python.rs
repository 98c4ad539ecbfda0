//! Values as Python's `repr` writes them, which is how messages about them quote them.

use serde_json::{Number, Value};

use super::Instance;

/// The value as Python writes it.
pub fn repr(value: &Value) -> String {
    Instance::from(value).repr()
}

/// A number: floats keep their point, and are written with an exponent from `1e16` on and below `0.0001`.
pub(super) fn number_repr(number: &Number) -> String {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return number.to_string() };
    let scientific = format!("{float:e}");
    let exponent: i32 = scientific.split_once('e').and_then(|(_, of)| of.parse().ok()).unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{float:?}");
    }
    let digits = scientific.split('e').next().unwrap_or_default();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// A text in quotes: single ones, unless it has some and no double ones.
pub fn text_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if other == quote => {
                out.push('\\');
                out.push(other);
            }
            other if u32::from(other) < 0x20 || (0x7f..=0xa0).contains(&u32::from(other)) => {
                out.push_str("\\x");
                out.extend([u32::from(other) >> 4, u32::from(other) & 15].map(hexadecimal));
            }
            other => out.push(other),
        }
    }
    out.push(quote);
    out
}

fn hexadecimal(digit: u32) -> char {
    char::from_digit(digit, 16).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        for (value, expected) in [
            (json!(null), "None"),
            (json!([true, "it's"]), "[True, \"it's\"]"),
            (json!({ "a": 1.0 }), "{'a': 1.0}"),
            (json!(1e16), "1e+16"),
            (json!(123_456_789_012_345.0), "123456789012345.0"),
            (json!(0.000_012_5), "1.25e-05"),
            (json!(0.0001), "0.0001"),
            (json!("\u{85}\u{1}"), "'\\x85\\x01'"),
        ] {
            assert_eq!(repr(&value), expected);
        }
    }
}

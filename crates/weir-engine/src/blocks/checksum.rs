//! The checksum of a block schema: the SDK computes the same one from the class, so both must hash the same bytes.
//!
//! Hashed is the text that Python's `json.dumps(((fields,), {}), sort_keys=True)` gives.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Object, schema::non_block_definitions};

/// The checksum of a schema's fields, with `sha256:` in front.
///
/// Lists of secret fields do not count, at any depth; nor do definitions of other blocks.
pub fn schema_checksum(fields: &Object) -> String {
    let mut hashed = without_secret_fields(fields);
    if let Some(Value::Object(definitions)) = hashed.get("definitions")
        && !definitions.is_empty()
    {
        let kept = non_block_definitions(&hashed, definitions);
        if kept.is_empty() {
            hashed.shift_remove("definitions");
        } else {
            hashed.insert("definitions".to_owned(), Value::Object(kept));
        }
    }
    let mut text = String::from("[[");
    write_object(&mut text, &hashed);
    text.push_str("], {}]");
    let mut checksum = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        push_hex(&mut checksum, u16::from(byte), 2);
    }
    checksum
}

/// A copy without `secret_fields`, in nested objects too but not inside lists.
fn without_secret_fields(object: &Object) -> Object {
    object
        .iter()
        .filter(|(key, _)| *key != "secret_fields")
        .map(|(key, value)| {
            let value = match value {
                Value::Object(inner) => Value::Object(without_secret_fields(inner)),
                other => other.clone(),
            };
            (key.clone(), value)
        })
        .collect()
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => out.push_str(&python_float(float)),
            None => out.push_str(&number.to_string()),
        },
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(out, object),
    }
}

fn write_object(out: &mut String, object: &Object) {
    let mut members: Vec<_> = object.iter().collect();
    // Python sorts by code point, which is the order of UTF-8 bytes.
    members.sort_unstable_by_key(|(key, _)| key.as_str());
    out.push('{');
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_string(out, key);
        out.push_str(": ");
        write_value(out, value);
    }
    out.push('}');
}

/// Everything but printable ASCII is escaped, beyond the basic plane by surrogates.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(character),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    out.push_str("\\u");
                    push_hex(out, *unit, 4);
                }
            }
        }
    }
    out.push('"');
}

fn push_hex(out: &mut String, number: u16, digits: u32) {
    for place in (0..digits).rev() {
        out.extend(char::from_digit(u32::from(number) >> (4 * place) & 0xf, 16));
    }
}

/// A float as Python's `repr` writes it: the shortest digits, with an exponent from 1e16 on and below 1e-4.
fn python_float(number: f64) -> String {
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = number.to_string();
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn floats_are_written_as_python_writes_them() {
        for (number, text) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (123_456.75, "123456.75"),
        ] {
            assert_eq!(python_float(number), text);
        }
    }

    #[test]
    fn text_is_ascii_with_sorted_keys() {
        let value = json!({"b": ["ü\n\u{7f}😀", 1, null], "a": {"z": true, "y": 2.50}});
        let mut text = String::new();
        write_value(&mut text, &value);
        assert_eq!(text, r#"{"a": {"y": 2.5, "z": true}, "b": ["\u00fc\n\u007f\ud83d\ude00", 1, null]}"#);
    }

    #[test]
    fn definitions_of_blocks_and_secret_lists_do_not_count() {
        let Value::Object(plain) = json!({"title": "A", "properties": {"x": {"$ref": "#/definitions/B"}}})
        else {
            unreachable!("the value above is an object")
        };
        let mut more = plain.clone();
        more.insert("secret_fields".to_owned(), json!(["x"]));
        more.insert("definitions".to_owned(), json!({"B": {"block_type_slug": "b"}}));
        assert_eq!(schema_checksum(&plain), schema_checksum(&more));
        more.insert("definitions".to_owned(), json!({"B": {"type": "string"}}));
        assert_ne!(schema_checksum(&plain), schema_checksum(&more));
    }
}

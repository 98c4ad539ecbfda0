//! JSON as Python holds it after `json.loads`: integers of any size, `NaN`, the last of duplicate keys, strings borrowed
//! from the body where they need no unescaping.

use std::borrow::Cow;

/// A parsed JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer in the digits that were sent; never too large.
    Int(Cow<'a, str>),
    /// A number with a fraction or an exponent, or one of `NaN`, `Infinity` and `-Infinity`.
    Float(f64),
    /// Text.
    Str(Cow<'a, str>),
    /// An array.
    List(Vec<Tree<'a>>),
    /// An object; keys are unique and keep the place of their first appearance.
    Dict(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    /// The value under `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Tree<'a>> {
        match self {
            Tree::Dict(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Whether Python would take the value for true in a condition.
    pub fn is_truthy(&self) -> bool {
        match self {
            Tree::Null => false,
            Tree::Bool(value) => *value,
            Tree::Int(digits) => digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)),
            Tree::Float(value) => *value != 0.0,
            Tree::Str(text) => !text.is_empty(),
            Tree::List(items) => !items.is_empty(),
            Tree::Dict(entries) => !entries.is_empty(),
        }
    }

    /// An integer node.
    pub fn int(value: i64) -> Tree<'a> {
        Tree::Int(Cow::Owned(value.to_string()))
    }

    /// The number as a float; `None` for anything but a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Tree::Int(digits) => digits.parse().ok(),
            Tree::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The same value without ties to the body.
    pub fn into_static(self) -> Tree<'static> {
        match self {
            Tree::Null => Tree::Null,
            Tree::Bool(value) => Tree::Bool(value),
            Tree::Int(digits) => Tree::Int(Cow::Owned(digits.into_owned())),
            Tree::Float(value) => Tree::Float(value),
            Tree::Str(text) => Tree::Str(Cow::Owned(text.into_owned())),
            Tree::List(items) => Tree::List(items.into_iter().map(Tree::into_static).collect()),
            Tree::Dict(entries) => Tree::Dict(
                entries
                    .into_iter()
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_static()))
                    .collect(),
            ),
        }
    }

    /// Compact JSON text. A float that JSON cannot hold becomes `null`.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// The same as a [`serde_json::Value`]; numbers beyond its range lose their last digits.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::from_str(&self.to_text()).unwrap_or_default()
    }

    /// Appends compact JSON text to `out`.
    pub fn write(&self, out: &mut String) {
        match self {
            Tree::Null => out.push_str("null"),
            Tree::Bool(true) => out.push_str("true"),
            Tree::Bool(false) => out.push_str("false"),
            Tree::Int(digits) => out.push_str(if digits == "-0" { "0" } else { digits }),
            Tree::Float(value) => match serde_json::Number::from_f64(*value) {
                Some(number) => out.push_str(&number.to_string()),
                None => out.push_str("null"),
            },
            Tree::Str(text) => write_str(text, out),
            Tree::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Tree::Dict(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_str(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Appends `text` as a JSON string.
pub fn write_str(text: &str, out: &mut String) {
    out.push('"');
    let mut clean_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            8 => "\\b",
            12 => "\\f",
            0..=31 => "",
            _ => continue,
        };
        out.push_str(&text[clean_from..at]);
        clean_from = at + 1;
        if short.is_empty() {
            for digit in ["\\u00", if byte < 16 { "0" } else { "1" }] {
                out.push_str(digit);
            }
            out.push(char::from_digit(u32::from(byte % 16), 16).unwrap_or('0'));
        } else {
            out.push_str(short);
        }
    }
    out.push_str(&text[clean_from..]);
    out.push('"');
}

//! Variables: named JSON values that flows read.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{ids::VariableId, json::Json, names::VariableName, patch::Patch, time::Timestamp};

/// A variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// Its id.
    pub id: VariableId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its name, unique on a server.
    pub name: String,
    /// Its value: any JSON.
    pub value: Json,
    /// Its tags.
    pub tags: Vec<String>,
}

/// The body of `POST /variables/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableCreate {
    /// The name.
    pub name: VariableName,
    /// The value.
    pub value: VariableValue,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// The body of `PATCH /variables/{id}` and `PATCH /variables/name/{name}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableUpdate {
    /// The new name. The contract lets null through; the store refuses it.
    #[serde(default)]
    pub name: Patch<Option<VariableName>>,
    /// The new value.
    #[serde(default)]
    pub value: Patch<VariableValue>,
    /// The new tags. The contract lets null through; the store refuses it.
    #[serde(default)]
    pub tags: Patch<Option<Vec<String>>>,
}

/// The value of a variable: JSON of at most 5000 bytes without needless space, whose whole numbers fit 64 bits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct VariableValue(Json);

/// A value that no variable can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadVariableValue {
    /// A whole number is beyond 64 bits.
    #[error("Value error, Variable value must be serializable to JSON")]
    Number,
    /// The text is too long.
    #[error("Value error, Variable value must be less than {} characters", VariableValue::MAX_LENGTH)]
    TooLong,
}

impl VariableValue {
    /// How long the JSON text may be, in bytes.
    pub const MAX_LENGTH: usize = 5000;

    /// Checks a value.
    ///
    /// # Errors
    /// When it is too long, or holds a whole number beyond 64 bits.
    pub fn new(value: Json) -> Result<Self, BadVariableValue> {
        if has_huge_integer(value.as_str()) {
            return Err(BadVariableValue::Number);
        }
        // Only text that is long as it was sent needs to be measured without its white space.
        if value.as_str().len() > Self::MAX_LENGTH && value.to_value().to_string().len() > Self::MAX_LENGTH {
            return Err(BadVariableValue::TooLong);
        }
        Ok(Self(value))
    }

    /// The JSON.
    pub fn as_json(&self) -> &Json {
        &self.0
    }
}

/// Whether the JSON text holds a whole number that fits neither `i64` nor `u64`.
fn has_huge_integer(text: &str) -> bool {
    /// Numbers of fewer characters fit.
    const ALWAYS_FITS: usize = 18;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at += string_length(&bytes[at..]),
            b'-' | b'0'..=b'9' => {
                let length = bytes[at..]
                    .iter()
                    .take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
                    .count();
                let number = &text[at..at + length];
                if length > ALWAYS_FITS
                    && !number.contains(['.', 'e', 'E'])
                    && number.parse::<i64>().is_err()
                    && number.parse::<u64>().is_err()
                {
                    return true;
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    false
}

/// The length of the JSON string at the start of `bytes`, quotes included.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

impl<'de> Deserialize<'de> for VariableValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Json::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<VariableValue, BadVariableValue> {
        VariableValue::new(Json::from_text(text.to_owned()).unwrap())
    }

    #[test]
    fn any_json_of_up_to_5000_bytes_is_a_value() {
        let long = format!("\"{}\"", "x".repeat(4998));
        for good in ["null", "0.1", "-0.0", "[1, {\"a\": null}]", "18446744073709551615", "1e30", &long] {
            assert!(value(good).is_ok(), "{good}");
        }
        let spaced = format!("[{}1]", " ".repeat(6000));
        assert!(value(&spaced).is_ok(), "white space does not count");
        assert_eq!(value(&format!("\"{}\"", "x".repeat(4999))), Err(BadVariableValue::TooLong));
    }

    #[test]
    fn whole_numbers_must_fit_64_bits() {
        for bad in ["18446744073709551616", "[-9223372036854775809]", "{\"1\\\"\": 1000000000000000000000}"] {
            assert_eq!(value(bad), Err(BadVariableValue::Number), "{bad}");
        }
        assert!(value("\"1000000000000000000000\"").is_ok(), "a text is no number");
    }
}

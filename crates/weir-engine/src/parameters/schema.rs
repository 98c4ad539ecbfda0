//! Checks values against JSON Schemas as Pydantic writes them.

use serde_json::Value;

use super::modern::{Defaults, drop_required, modernise};
use crate::json_schema::{Fault, Formats, Instance, Step, Undecided, check_schema, faults, text_repr, worst};

/// Why a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The schema is none.
    #[error("Invalid schema: {0}")]
    Schema(String),
    /// The schema leads back to itself.
    #[error("Invalid schema: Unable to validate schema with circular references.")]
    Circular,
    /// The value as a whole does not fit.
    #[error("Validation failed. Failure reason: {0}")]
    Whole(String),
    /// A field does not fit.
    #[error("Validation failed for field {field}. Failure reason: {reason}")]
    Field {
        /// Its path, quoted.
        field: String,
        /// What is wrong.
        reason: String,
    },
}

impl From<Undecided> for Mismatch {
    fn from(undecided: Undecided) -> Self {
        match undecided {
            Undecided::Circular => Self::Circular,
            Undecided::Unresolvable(_) => Self::Whole(undecided.to_string()),
        }
    }
}

/// Checks `value` against `schema`, Draft 2020-12.
///
/// # Errors
/// The most telling of the mismatches.
pub fn check(value: &Value, mut schema: Value) -> Result<(), Mismatch> {
    modernise(&mut schema, Defaults::Typed);
    check_modern(value, &schema)
}

/// Checks what is given of `value` against `schema`: members that are not there may come later.
///
/// # Errors
/// The most telling of the mismatches.
pub fn check_given(value: &Value, mut schema: Value) -> Result<(), Mismatch> {
    modernise(&mut schema, Defaults::Typed);
    drop_required(&mut schema);
    check_modern(value, &schema)
}

/// Checks the parameters of a new deployment, if it has any, against the schema that comes with them. Both are taken as
/// they are; parameters that are not there may come later.
///
/// # Errors
/// The schema is none, or the most telling of the mismatches.
pub fn check_new(parameters: Option<&Value>, schema: &Value) -> Result<(), Mismatch> {
    if let Some(parameters) = parameters {
        let mut lax = schema.clone();
        drop_required(&mut lax);
        check_modern(parameters, &lax)?;
    }
    check_schema(schema).map_err(Mismatch::Schema)
}

fn check_modern(value: &Value, schema: &Value) -> Result<(), Mismatch> {
    check_schema(schema).map_err(Mismatch::Schema)?;
    fit(value, schema)
}

/// Checks `value` against what is known to be a schema. As Prefect does it, this looks at no formats.
pub(super) fn fit(value: &Value, schema: &Value) -> Result<(), Mismatch> {
    let faults = faults(&Instance::from(value), schema, Formats::Ignored)?;
    worst(faults).map_or(Ok(()), |worst| Err(mismatch(worst)))
}

fn mismatch(fault: Fault) -> Mismatch {
    let path = path(&fault.path);
    if path.is_empty() {
        Mismatch::Whole(fault.message)
    } else {
        Mismatch::Field { field: text_repr(&path), reason: fault.message }
    }
}

/// The path of the value at fault: `a.b[0]`. It is JSON's with its first `$.` taken away.
fn path(steps: &[Step]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            Step::Item(place) => path.push_str(&format!("[{place}]")),
            Step::Member(name) if is_plain(name) => path.push_str(&format!(".{name}")),
            Step::Member(name) => {
                path.push_str(&format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")));
            }
        }
    }
    path.replace("$.", "")
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mismatch(value: &Value, schema: Value) -> String {
        check(value, schema).map_or_else(|mismatch| mismatch.to_string(), |()| "fits".to_owned())
    }

    #[test]
    fn a_new_deployment_brings_what_fits() {
        let schema =
            json!({ "properties": { "a": { "type": "integer", "required": ["c"] } }, "required": ["b"] });
        let either = json!({ "anyOf": [{ "required": ["b"] }, { "required": ["c"] }] });
        let says = |parameters: Option<Value>, schema: &Value| {
            check_new(parameters.as_ref(), schema)
                .map_or_else(|mismatch| mismatch.to_string(), |()| "fits".to_owned())
        };
        for (parameters, schema, expected) in [
            (Some(json!({ "a": 1 })), &schema, "fits"),
            (
                Some(json!({ "a": null })),
                &schema,
                "Validation failed for field 'a'. Failure reason: None is not of type 'integer'",
            ),
            (Some(json!({ "b": 1 })), &either, "fits"),
            (
                Some(json!({})),
                &either,
                "Validation failed. Failure reason: {} is not valid under any of the given schemas",
            ),
            (None, &either, "fits"),
            (
                None,
                &json!({ "type": "rubbish" }),
                "Invalid schema: 'rubbish' is not valid under any of the given schemas",
            ),
            (Some(json!({})), &json!({ "required": 5 }), "Invalid schema: 5 is not of type 'array'"),
        ] {
            assert_eq!(says(parameters, schema), expected, "{schema}");
        }
    }

    #[test]
    fn says_what_is_wrong_as_pythons_validator_does() {
        let schema = json!({
            "type": "object",
            "properties": {
                "age": { "type": "integer", "minimum": 0 }, "name": { "type": "string" },
                "tags": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["age"],
        });
        for (value, expected) in [
            (json!({ "age": 1 }), "fits"),
            (json!({ "age": 1, "name": null }), "fits"),
            (json!({}), "Validation failed. Failure reason: 'age' is a required property"),
            (
                json!({ "age": "old" }),
                "Validation failed for field 'age'. Failure reason: 'old' is not of type 'integer'",
            ),
            (
                json!({ "age": -1 }),
                "Validation failed for field 'age'. Failure reason: -1 is less than the minimum of 0",
            ),
            (
                json!({ "age": 1, "tags": ["a", 2] }),
                "Validation failed for field 'tags[1]'. Failure reason: 2 is not of type 'string'",
            ),
        ] {
            assert_eq!(mismatch(&value, schema.clone()), expected, "{value}");
        }
    }

    #[test]
    fn what_is_not_given_yet_may_be_left_out() {
        let schema =
            json!({ "type": "object", "properties": { "x": { "type": "integer" } }, "required": ["x"] });
        assert_eq!(check_given(&json!({}), schema.clone()), Ok(()));
        assert!(check_given(&json!({ "x": "one" }), schema).is_err());
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        assert!(mismatch(&json!({}), json!({ "type": "no such type" })).starts_with("Invalid schema: "));
        assert_eq!(
            mismatch(&json!({}), json!({ "$ref": "https://example.org/s" })),
            "Validation failed. Failure reason: Unresolvable: https://example.org/s"
        );
    }
}

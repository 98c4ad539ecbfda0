//! Checks values against JSON Schemas as Pydantic writes them.

use jsonschema::{
    ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
    paths::LocationSegment,
};
use serde_json::{Map, Value, json};

use super::python::{repr, text_repr};

/// Why a value does not fit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The schema is none.
    #[error("Invalid schema: {0}")]
    Schema(String),
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

/// Checks `value` against `schema`, Draft 2020-12.
///
/// # Errors
/// The most telling of the mismatches.
pub fn check(value: &Value, mut schema: Value) -> Result<(), Mismatch> {
    modernise(&mut schema);
    check_modern(value, &schema)
}

fn check_modern(value: &Value, schema: &Value) -> Result<(), Mismatch> {
    let validator: Validator =
        jsonschema::draft202012::new(schema).map_err(|error| Mismatch::Schema(error.to_string()))?;
    // The shallowest tells most; of those, the one that is no mere list of choices.
    let rank = |error: &ValidationError<'_>| {
        let depth = error.instance_path().segments().count();
        (depth, is_choice(error.kind()))
    };
    let Some(worst) = validator.iter_errors(value).min_by_key(rank) else { return Ok(()) };
    let reason = reason(&worst);
    let path = path(&worst);
    Err(if path.is_empty() {
        Mismatch::Whole(reason)
    } else {
        Mismatch::Field { field: text_repr(&path), reason }
    })
}

/// Checks what is given of `value` against `schema`: members that are not there may come later.
///
/// # Errors
/// The most telling of the mismatches.
pub fn check_given(value: &Value, mut schema: Value) -> Result<(), Mismatch> {
    modernise(&mut schema);
    drop_required(&mut schema);
    check_modern(value, &schema)
}

fn drop_required(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.shift_remove("required");
            members.values_mut().for_each(drop_required);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_required),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

const fn is_choice(kind: &ValidationErrorKind) -> bool {
    matches!(
        kind,
        ValidationErrorKind::AnyOf { .. }
            | ValidationErrorKind::OneOfNotValid { .. }
            | ValidationErrorKind::OneOfMultipleValid { .. }
    )
}

/// Old versions of Pydantic write schemas that are not quite Draft 2020-12: a member that need not be given may be
/// null, and tuples are lists of schemas.
fn modernise(schema: &mut Value) {
    properties(schema);
    if let Some(Value::Object(definitions)) = schema.get_mut("definitions") {
        definitions.values_mut().for_each(properties);
    }
}

fn properties(schema: &mut Value) {
    let required: Vec<String> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let Some(Value::Object(members)) = schema.get_mut("properties") else { return };
    for (name, member) in members {
        let Value::Object(fields) = member else { continue };
        if !required.contains(name) {
            allow_null(fields);
        }
        if fields.get("items").is_some_and(Value::is_array) && !fields.contains_key("prefixItems") {
            let items = fields.shift_remove("items").unwrap_or_default();
            fields.insert("prefixItems".to_owned(), items);
        }
        properties(member);
    }
}

fn allow_null(fields: &mut Map<String, Value>) {
    if fields.contains_key("default") || fields.get("type").is_some_and(|of| of == "null") {
        return;
    }
    if let Some(of) = fields.shift_remove("type") {
        fields.insert("anyOf".to_owned(), json!([{ "type": of }, { "type": "null" }]));
    }
}

/// The path of the value at fault: `a.b[0]`.
fn path(error: &ValidationError<'_>) -> String {
    let mut path = String::new();
    for segment in error.instance_path().segments() {
        match segment {
            LocationSegment::Property(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&name);
            }
            LocationSegment::Index(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
    path
}

/// What is wrong, in the words of Python's validator.
fn reason(error: &ValidationError<'_>) -> String {
    use ValidationErrorKind as Kind;
    let value = repr(error.instance());
    match error.kind() {
        Kind::Required { property } => format!("{} is a required property", repr(property)),
        Kind::Type { kind } => format!("{value} is not of type {}", types(kind)),
        Kind::Minimum { limit } => format!("{value} is less than the minimum of {}", repr(limit)),
        Kind::Maximum { limit } => format!("{value} is greater than the maximum of {}", repr(limit)),
        Kind::ExclusiveMinimum { limit } => {
            format!("{value} is less than or equal to the minimum of {}", repr(limit))
        }
        Kind::ExclusiveMaximum { limit } => {
            format!("{value} is greater than or equal to the maximum of {}", repr(limit))
        }
        Kind::MinLength { limit } | Kind::MinItems { limit } => {
            format!("{value} {}", if *limit == 1 { "should be non-empty" } else { "is too short" })
        }
        Kind::MaxLength { limit } | Kind::MaxItems { limit } => {
            format!("{value} {}", if *limit == 0 { "is expected to be empty" } else { "is too long" })
        }
        Kind::Enum { options } => format!("{value} is not one of {}", repr(options)),
        Kind::Constant { expected_value } => format!("{} was expected", repr(expected_value)),
        Kind::Pattern { pattern } => format!("{value} does not match {}", text_repr(pattern)),
        Kind::UniqueItems => format!("{value} has non-unique elements"),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => {
            format!("{value} is not valid under any of the given schemas")
        }
        Kind::AdditionalProperties { unexpected } => {
            let mut names: Vec<String> = unexpected.iter().map(|name| text_repr(name)).collect();
            names.sort();
            let verb = if names.len() == 1 { "was" } else { "were" };
            format!("Additional properties are not allowed ({} {verb} unexpected)", names.join(", "))
        }
        _ => error.to_string(),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => text_repr(one.as_str()),
        TypeKind::Multiple(many) => {
            let names: Vec<String> = many.iter().map(|one| text_repr(one.as_str())).collect();
            names.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(value: &Value, schema: Value) -> String {
        check(value, schema).map_or_else(|mismatch| mismatch.to_string(), |()| "fits".to_owned())
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
        assert!(
            mismatch(&json!({}), json!({ "$ref": "https://example.org/s" })).starts_with("Invalid schema: ")
        );
    }
}

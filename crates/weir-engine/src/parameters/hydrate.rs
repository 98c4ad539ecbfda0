//! Placeholders in parameters: `{"__prefect_kind": "json", "value": "[1]"}` stands for what it describes.

use std::collections::HashMap;

use serde_json::{Map, Value};
use weir_types::{Json, JsonObject};

const KIND: &str = "__prefect_kind";

/// The values of variables, by name.
pub type Variables = HashMap<String, Json>;

/// A placeholder that stands for nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HydrationError {
    /// It lacks a member.
    #[error("Missing '{0}' key in __prefect object")]
    Missing(&'static str),
    /// Its text is not JSON.
    #[error("Invalid JSON: {0}")]
    Json(String),
    /// There is no such variable.
    #[error("Variable '{0}' not found in workspace.")]
    Variable(String),
    /// Templates are not rendered.
    #[error("Invalid jinja: templates are not served yet")]
    Template,
}

/// Whether filling in may need the variables.
pub fn needs_variables(given: &JsonObject) -> bool {
    given.as_str().contains("workspace_variable")
}

/// Fills in every placeholder of an object.
///
/// # Errors
/// When a placeholder stands for nothing.
pub fn hydrate(given: &JsonObject, variables: &Variables) -> Result<Value, HydrationError> {
    let given = Value::Object(given.to_map());
    Ok(filled(given, variables)?.unwrap_or_else(|| Value::Object(Map::new())))
}

/// None when the placeholder asks to be left out.
fn filled(value: Value, variables: &Variables) -> Result<Option<Value>, HydrationError> {
    Ok(Some(match value {
        Value::Object(mut members) => {
            if let Some(kind) = members.shift_remove(KIND) {
                return placeholder(kind.as_str().unwrap_or_default(), members, variables);
            }
            let mut out = Map::with_capacity(members.len());
            for (key, value) in members {
                if let Some(value) = filled(value, variables)? {
                    out.insert(key, value);
                }
            }
            Value::Object(out)
        }
        Value::Array(items) => {
            let items: Result<Vec<Option<Value>>, _> =
                items.into_iter().map(|item| filled(item, variables)).collect();
            Value::Array(items?.into_iter().flatten().collect())
        }
        scalar => scalar,
    }))
}

fn placeholder(
    kind: &str,
    mut members: Map<String, Value>,
    variables: &Variables,
) -> Result<Option<Value>, HydrationError> {
    match kind {
        "none" => match members.shift_remove("value") {
            Some(value) => filled(value, variables),
            None => Err(HydrationError::Missing("value")),
        },
        "json" => match inner(members.shift_remove("value"), variables)? {
            Some(Value::String(text)) => {
                serde_json::from_str(&text).map(Some).map_err(|error| not_json(&text, &error))
            }
            other => Ok(other),
        },
        "workspace_variable" => match inner(members.shift_remove("variable_name"), variables)? {
            Some(Value::String(name)) => match variables.get(&name) {
                Some(value) => Ok(Some(value.to_value())),
                None => Err(HydrationError::Variable(name)),
            },
            Some(other) => Err(HydrationError::Variable(super::python::repr(&other))),
            None => Ok(None),
        },
        "jinja" if members.contains_key("template") => Err(HydrationError::Template),
        "jinja" => Err(HydrationError::Missing("template")),
        // A kind that is not known stands for its value.
        _ => Ok(Some(members.shift_remove("value").unwrap_or(Value::Null))),
    }
}

/// A member of a placeholder may be a placeholder itself.
fn inner(member: Option<Value>, variables: &Variables) -> Result<Option<Value>, HydrationError> {
    match member {
        Some(value @ Value::Object(_)) => filled(value, variables),
        other => Ok(other),
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> HydrationError {
    let (line, column) = (error.line(), error.column());
    let before: usize = text.lines().take(line.saturating_sub(1)).map(|line| line.chars().count() + 1).sum();
    let at = before + column.saturating_sub(1);
    HydrationError::Json(format!("Expecting value: line {line} column {column} (char {at})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hydrated(given: &str) -> Result<Value, HydrationError> {
        let variables = Variables::from([("limit".to_owned(), Json::from(Value::from(7)))]);
        hydrate(&serde_json::from_str(given).unwrap(), &variables)
    }

    #[test]
    fn placeholders_stand_for_what_they_describe() {
        for (given, expected) in [
            (r#"{"a": {"__prefect_kind": "json", "value": "{\"b\": [1]}"}}"#, r#"{"a": {"b": [1]}}"#),
            (r#"{"a": {"__prefect_kind": "json", "value": 5}}"#, r#"{"a": 5}"#),
            (r#"{"a": {"__prefect_kind": "json"}, "b": [{"__prefect_kind": "json"}]}"#, r#"{"b": []}"#),
            (r#"{"__prefect_kind": "json"}"#, "{}"),
            (r#"{"a": {"__prefect_kind": "none", "value": {"b": 1}}}"#, r#"{"a": {"b": 1}}"#),
            (r#"{"a": {"__prefect_kind": "workspace_variable", "variable_name": "limit"}}"#, r#"{"a": 7}"#),
            (r#"{"a": {"__prefect_kind": "no such"}, "b": 1}"#, r#"{"a": null, "b": 1}"#),
        ] {
            assert_eq!(hydrated(given), Ok(serde_json::from_str(expected).unwrap()), "{given}");
        }
    }

    #[test]
    fn a_placeholder_for_nothing_is_refused() {
        for (given, message) in [
            (r#"{"__prefect_kind": "none"}"#, "Missing 'value' key in __prefect object"),
            (
                r#"{"a": {"__prefect_kind": "json", "value": "rubbish"}}"#,
                "Invalid JSON: Expecting value: line 1 column 1 (char 0)",
            ),
            (
                r#"{"a": [{"__prefect_kind": "workspace_variable", "variable_name": "x"}]}"#,
                "Variable 'x' not found in workspace.",
            ),
        ] {
            assert_eq!(hydrated(given).unwrap_err().to_string(), message, "{given}");
        }
    }
}

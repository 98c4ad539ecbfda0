//! Placeholders in parameters: `{"__prefect_kind": "json", "value": "[1]"}` stands for what it describes.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use weir_types::{Json, JsonObject};

use crate::{
    json_schema::{Broken, Instance},
    templates,
};

/// The member that makes an object a placeholder.
pub(super) const KIND: &str = "__prefect_kind";

/// The values of variables, by name.
pub type Variables = HashMap<String, Json>;

/// Why a placeholder stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HydrationError(String);

/// What becomes of templates.
#[derive(Debug, Clone, Copy)]
enum Templates<'a> {
    /// They are rendered with this context, and with links to pages below this address.
    Render(&'a Value, &'a str),
    /// They stay open: they are rendered when a run is made.
    Leave,
}

/// Whether filling in may need the variables.
#[must_use]
pub fn needs_variables(given: &JsonObject) -> bool {
    given.as_str().contains("workspace_variable")
}

/// Fills in every placeholder of an object.
///
/// # Errors
/// When a placeholder stands for nothing.
pub fn hydrate(given: &JsonObject, variables: &Variables) -> Result<Value, HydrationError> {
    hydrate_in(given, variables, &json!({}), "")
}

/// Fills in every placeholder of an object; templates can name what is in the context.
pub(super) fn hydrate_in(
    given: &JsonObject,
    variables: &Variables,
    context: &Value,
    ui_url: &str,
) -> Result<Value, HydrationError> {
    object(given, variables, Templates::Render(context, ui_url)).into_value().map_err(HydrationError)
}

/// Fills in what can be filled in now. Templates stay open, and what stands for nothing says why.
#[must_use]
pub fn hydrate_openly(given: &JsonObject, variables: &Variables) -> Instance {
    object(given, variables, Templates::Leave)
}

/// What stands for nothing, whatever the variables are: the path of each place, and what is wrong there. As on Prefect's
/// server nothing is looked for inside of lists. A plain text that looks like a template counts as one.
#[must_use]
pub fn broken_places(given: &JsonObject) -> Vec<(String, String)> {
    let mut broken = Vec::new();
    let hydration = Hydration { variables: None, templates: Templates::Leave };
    note_broken(&hydration, &Value::Object(given.to_map()), String::new(), &mut broken);
    broken
}

fn note_broken(hydration: &Hydration<'_>, value: &Value, path: String, broken: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) if !members.contains_key(KIND) => {
            let dot = if path.is_empty() { "" } else { "." };
            for (name, member) in members {
                note_broken(hydration, member, format!("{path}{dot}{name}"), broken);
            }
        }
        Value::String(text) if templates::is_template(text) => {
            if let Instance::Broken(why) = hydration.template(Instance::Text(text.clone())) {
                broken.push((path, why.message));
            }
        }
        Value::Object(_) => {
            if let Some(Instance::Broken(why)) = hydration.filled(value) {
                broken.push((path, why.message));
            }
        }
        _ => {}
    }
}

fn object(given: &JsonObject, variables: &Variables, templates: Templates<'_>) -> Instance {
    let filled = Hydration { variables: Some(variables), templates }.members(&given.to_map());
    filled.unwrap_or_else(|| Instance::Object(IndexMap::new()))
}

struct Hydration<'a> {
    /// None while they are not known: what they stand for stays open.
    variables: Option<&'a Variables>,
    templates: Templates<'a>,
}

impl Hydration<'_> {
    /// None when the placeholder asks to be left out.
    fn filled(&self, value: &Value) -> Option<Instance> {
        Some(match value {
            Value::Object(members) => return self.members(members),
            Value::Array(items) => {
                Instance::List(items.iter().filter_map(|item| self.filled(item)).collect())
            }
            scalar => Instance::from(scalar),
        })
    }

    fn members(&self, members: &Map<String, Value>) -> Option<Instance> {
        if let Some(kind) = members.get(KIND) {
            return self.placeholder(kind.as_str().unwrap_or_default(), members);
        }
        let filled = members.iter().filter_map(|(key, value)| Some((key.clone(), self.filled(value)?)));
        Some(Instance::Object(filled.collect()))
    }

    fn placeholder(&self, kind: &str, members: &Map<String, Value>) -> Option<Instance> {
        Some(match kind {
            "none" => match members.get("value") {
                Some(value) => return self.filled(value),
                None => missing("value"),
            },
            "json" => match self.inner(members.get("value")?)? {
                Instance::Text(text) => match serde_json::from_str::<Value>(&text) {
                    Ok(value) => Instance::from(&value),
                    Err(error) => not_json(&text, &error),
                },
                other => other,
            },
            "workspace_variable" => match self.inner(members.get("variable_name")?)? {
                Instance::Text(name) => self.variable(&name),
                open @ (Instance::Open | Instance::Broken(_)) => open,
                other => unknown_variable(&other.repr()),
            },
            "jinja" => match members.get("template").map(|template| self.inner(template)) {
                Some(template) => self.template(template?),
                None => missing("template"),
            },
            // A kind that is not known stands for its value.
            _ => members.get("value").map_or(Instance::Null, Instance::from),
        })
    }

    /// A member of a placeholder may be a placeholder itself.
    fn inner(&self, member: &Value) -> Option<Instance> {
        match member {
            Value::Object(members) => self.members(members),
            other => Some(Instance::from(other)),
        }
    }

    fn variable(&self, name: &str) -> Instance {
        let Some(variables) = self.variables else { return Instance::Open };
        variables.get(name).map_or_else(|| unknown_variable(name), |value| Instance::from(&value.to_value()))
    }

    fn template(&self, template: Instance) -> Instance {
        let template = match template {
            Instance::Text(template) => template,
            open @ (Instance::Open | Instance::Broken(_)) => return open,
            other => return no_template(&format!("{} is no text", other.repr())),
        };
        let done = match self.templates {
            Templates::Leave => {
                templates::check(&template).map(|()| Instance::Open).map_err(|error| error.to_string())
            }
            Templates::Render(context, ui_url) => {
                templates::check(&template).map_err(|error| error.to_string()).and_then(|()| {
                    let rendered = templates::render(&template, context, ui_url);
                    rendered.map(Instance::Text).map_err(|error| error.to_string())
                })
            }
        };
        done.unwrap_or_else(|why| no_template(&why))
    }
}

fn broken(kind: &'static str, message: String) -> Instance {
    Instance::Broken(Broken { kind, message })
}

fn missing(member: &str) -> Instance {
    let kind = if member == "value" { "ValueNotFound" } else { "TemplateNotFound" };
    broken(kind, format!("Missing '{member}' key in __prefect object"))
}

fn unknown_variable(name: &str) -> Instance {
    broken("WorkspaceVariableNotFound", format!("Variable '{name}' not found in workspace."))
}

fn no_template(why: &str) -> Instance {
    broken("InvalidJinja", format!("Invalid jinja: {why}"))
}

fn not_json(text: &str, error: &serde_json::Error) -> Instance {
    let (line, column) = (error.line(), error.column());
    let before: usize = text.lines().take(line.saturating_sub(1)).map(|line| line.chars().count() + 1).sum();
    let at = before + column.saturating_sub(1);
    broken("InvalidJSON", format!("Invalid JSON: Expecting value: line {line} column {column} (char {at})"))
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
            (r#"{"a": {"__prefect_kind": "jinja", "template": "{{ 1 + 2 }}{{ x.y }}"}}"#, r#"{"a": "3"}"#),
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

    #[test]
    fn what_can_stand_for_nothing_is_told_by_its_path() {
        let given = r#"{
            "a": "{{ event.id }}", "b": { "c": "{{ broken", "d": { "__prefect_kind": "none" } }, "e": ["{{ broken"],
            "f": { "__prefect_kind": "workspace_variable", "variable_name": "x" }, "g": "{ plain }"
        }"#;
        let broken = broken_places(&serde_json::from_str(given).unwrap());
        let places: Vec<&str> = broken.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["b.c", "b.d"]);
        assert!(broken[0].1.starts_with("Invalid jinja: "), "{broken:?}");
        assert_eq!(broken[1].1, "Missing 'value' key in __prefect object");
    }

    #[test]
    fn what_is_open_or_broken_keeps_its_place() {
        let given =
            r#"{"a": {"__prefect_kind": "jinja", "template": "{{ x }}"}, "b": {"__prefect_kind": "none"}}"#;
        let Instance::Object(members) =
            hydrate_openly(&serde_json::from_str(given).unwrap(), &Variables::new())
        else {
            unreachable!("an object stays one")
        };
        assert_eq!(members["a"], Instance::Open);
        assert_eq!(members["b"], missing("value"));
    }
}

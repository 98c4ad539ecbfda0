//! Parameters that an automation gives to a run: templates in them are filled in with what the automation knows.

use serde_json::{Map, Value, json};
use weir_types::JsonObject;

use super::hydrate::{HydrationError, KIND, Variables, hydrate_in};
use crate::templates;

/// Fills in every placeholder and every plain text that is a template.
///
/// # Errors
/// When a placeholder stands for nothing, or a template cannot be rendered.
pub fn render(
    given: &JsonObject,
    variables: &Variables,
    context: &Value,
    ui_url: &str,
) -> Result<Value, HydrationError> {
    let given = JsonObject::from(upgraded(given.to_map()));
    hydrate_in(&given, variables, context, ui_url)
}

/// The object with placeholders in place of plain texts that are templates, as older automations have them.
fn upgraded(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key, upgrade(value))).collect()
}

fn upgrade(value: Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key(KIND) => Value::Object(members),
        Value::Object(members) => Value::Object(upgraded(members)),
        Value::Array(items) => Value::Array(items.into_iter().map(upgrade_item).collect()),
        Value::String(text) if templates::is_template(&text) => placeholder(&text),
        other => other,
    }
}

/// Lists within lists stay as they are.
fn upgrade_item(item: Value) -> Value {
    match item {
        Value::Array(_) => item,
        other => upgrade(other),
    }
}

/// A single expression keeps the type of its value; text with expressions in it becomes text.
fn placeholder(template: &str) -> Value {
    let inner = template.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    match inner.filter(|_| template.matches("{{").count() == 1) {
        Some(expression) => json!({
            KIND: "json",
            "value": { KIND: "jinja", "template": format!("{{{{ {} | tojson }}}}", expression.trim()) },
        }),
        None => json!({ KIND: "jinja", "template": template }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in_and_keep_their_types() {
        let context = json!({ "flow_run": { "name": "lively-heron", "parameters": { "rows": 3 } } });
        for (given, expected) in [
            (r#"{"a": "{{ flow_run.parameters.rows }}"}"#, json!({ "a": 3 })),
            (r#"{"a": "{{ flow_run.parameters }}"}"#, json!({ "a": { "rows": 3 } })),
            (
                r#"{"a": "{{ flow_run.name }} had {{ flow_run.parameters.rows }}"}"#,
                json!({ "a": "lively-heron had 3" }),
            ),
            (
                r#"{"a": {"b": ["{{ flow_run.name }}", 1, "plain"]}}"#,
                json!({ "a": { "b": ["lively-heron", 1, "plain"] } }),
            ),
            (
                r#"{"a": {"__prefect_kind": "jinja", "template": "{{ flow_run.parameters.rows }}"}}"#,
                json!({ "a": "3" }),
            ),
            (r#"{"a": "no template"}"#, json!({ "a": "no template" })),
        ] {
            let given = serde_json::from_str(given).unwrap();
            assert_eq!(render(&given, &Variables::new(), &context, ""), Ok(expected), "{given:?}");
        }
    }

    #[test]
    fn a_template_that_cannot_be_read_is_refused() {
        let given = serde_json::from_str(r#"{"a": "{{ nothing"}"#).unwrap();
        assert!(render(&given, &Variables::new(), &json!({}), "").is_err());
    }
}

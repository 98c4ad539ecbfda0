//! Jinja templates in the texts of actions. Fuel bounds what a template may cost; there is no way to files or network.

use minijinja::{Environment, UndefinedBehavior, value::Serde};

/// How many instructions one rendering may take: enough for any text that a person would read.
const FUEL: u64 = 100_000;

/// A template that cannot be read or rendered.
#[derive(Debug, thiserror::Error)]
#[error("render the template: {0}")]
pub struct TemplateError(String);

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment
}

/// Checks that a template can be read.
///
/// # Errors
/// When its syntax is wrong; the text says where.
pub fn check(template: &str) -> Result<(), TemplateError> {
    let environment = environment();
    let checked = environment.template_from_str(template).map(drop);
    checked.map_err(|error| TemplateError(error.to_string()))
}

/// Fills a template in. What the context lacks renders as nothing.
///
/// # Errors
/// When the template cannot be read, or does what cannot be done.
pub fn render(template: &str, context: &serde_json::Value) -> Result<String, TemplateError> {
    let rendered = environment().render_str(template, Serde(context));
    rendered.map_err(|error| TemplateError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_context_is_filled_in_and_what_it_lacks_is_empty() {
        let context = json!({ "event": { "resource": { "prefect.resource.name": "lively-heron" } } });
        let text = "{{ event.resource['prefect.resource.name'].upper() }} failed{{ flow.name }}";
        assert_eq!(render(text, &context).unwrap(), "LIVELY-HERON failed");
    }

    #[test]
    fn a_template_that_never_ends_is_stopped() {
        let text = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
        assert!(render(text, &json!({})).is_err());
        assert!(check("{{ broken").is_err());
    }
}

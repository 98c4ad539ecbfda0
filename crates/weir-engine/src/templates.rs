//! Jinja templates in the texts of actions. Fuel bounds what a template may cost; there is no way to files or network.

use minijinja::{Environment, UndefinedBehavior, Value as Rendered, value::Serde};

/// How many instructions one rendering may take: enough for any text that a person would read.
const FUEL: u64 = 100_000;

/// The member by which the filters know what kind of object they have: `flow-run`.
pub const KIND: &str = "__kind__";

/// A template that cannot be read or rendered.
#[derive(Debug, thiserror::Error)]
#[error("render the template: {0}")]
pub struct TemplateError(String);

fn environment(ui_url: &str) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    let base = ui_url.trim_end_matches('/').to_owned();
    environment
        .add_filter("ui_url", move |object: Rendered| page(&object).map(|page| format!("{base}/{page}")));
    let base = ui_url.trim_end_matches('/').to_owned();
    environment.add_filter("ui_resource_events_url", move |object: Rendered| {
        resource_id(&object).map(|id| format!("{base}/events?resource={id}"))
    });
    environment
}

fn member(object: &Rendered, name: &str) -> Option<String> {
    object.get_attr(name).ok()?.as_str().map(str::to_owned)
}

/// The address of an object's page, below the UI's.
fn page(object: &Rendered) -> Option<String> {
    let (kind, id) = (member(object, KIND)?, member(object, "id")?);
    let section = match kind.as_str() {
        "flow-run" | "task-run" => "runs",
        "flow" => "flows",
        "deployment" => "deployments",
        "automation" => "automations",
        _ => return None,
    };
    Some(format!("{section}/{kind}/{id}"))
}

/// The id under which events tell of an object, or which a resource has.
fn resource_id(object: &Rendered) -> Option<String> {
    let labelled = object.get_item(&Rendered::from("prefect.resource.id")).ok();
    if let Some(id) = labelled.as_ref().and_then(Rendered::as_str) {
        return Some(id.to_owned());
    }
    Some(format!("prefect.{}.{}", member(object, KIND)?, member(object, "id")?))
}

/// Checks that a template can be read.
///
/// # Errors
/// When its syntax is wrong; the text says where.
pub fn check(template: &str) -> Result<(), TemplateError> {
    let environment = environment("");
    let checked = environment.template_from_str(template).map(drop);
    checked.map_err(|error| TemplateError(error.to_string()))
}

/// Fills a template in. What the context lacks renders as nothing. Links lead to pages below `ui_url`.
///
/// # Errors
/// When the template cannot be read, or does what cannot be done.
pub fn render(template: &str, context: &serde_json::Value, ui_url: &str) -> Result<String, TemplateError> {
    let rendered = environment(ui_url).render_str(template, Serde(context));
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
        assert_eq!(render(text, &context, "").unwrap(), "LIVELY-HERON failed");
    }

    #[test]
    fn links_lead_to_the_pages_of_objects() {
        let context = json!({
            "flow_run": { KIND: "flow-run", "id": "7" },
            "event": { "resource": { "prefect.resource.id": "prefect.flow.8" } },
        });
        for (template, expected) in [
            ("{{ flow_run|ui_url }}", "http://weir/runs/flow-run/7"),
            ("{{ flow_run|ui_resource_events_url }}", "http://weir/events?resource=prefect.flow-run.7"),
            ("{{ event.resource|ui_resource_events_url }}", "http://weir/events?resource=prefect.flow.8"),
        ] {
            assert_eq!(render(template, &context, "http://weir/").unwrap(), expected);
        }
    }

    #[test]
    fn a_template_that_never_ends_is_stopped() {
        let text = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
        assert!(render(text, &json!({}), "").is_err());
        assert!(check("{{ broken").is_err());
    }
}

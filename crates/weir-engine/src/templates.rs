//! Jinja templates in the texts of actions. Fuel bounds what a template may cost; there is no way to files or network.

use minijinja::{Environment, UndefinedBehavior, Value as Rendered, value::Serde};

/// How many instructions one rendering may take: enough for any text that a person would read.
const FUEL: u64 = 100_000;

/// The member by which the filters know what kind of object they have: `flow-run`.
pub const KIND: &str = "__kind__";

/// So many loops may a template have, and so deep may they lie in each other: what Prefect allows.
const LOOPS: usize = 10;
const LOOP_DEPTH: usize = 2;

/// A template that cannot be read or rendered.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// The line at fault, from 1; 0 when it is the template as a whole.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        Self { line: error.line().unwrap_or(0), message }
    }
}

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

/// Whether a text may be a template.
pub fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Checks that a template can be read, and that its loops are not too many.
///
/// # Errors
/// When its syntax is wrong, and where; or when there are too many loops.
pub fn check(template: &str) -> Result<(), TemplateError> {
    environment("").template_from_str(template)?;
    let (loops, depth) = loops(template);
    let message = if loops > LOOPS {
        format!("Contains {loops} for loops. Templates can contain no more than {LOOPS} for loops.")
    } else if depth > LOOP_DEPTH {
        format!(
            "Contains nested for loops at a depth of {depth}. Templates can nest for loops no more than {LOOP_DEPTH} \
             loops deep."
        )
    } else {
        return Ok(());
    };
    Err(TemplateError { line: 0, message })
}

/// Checks the templates among the texts in a value.
///
/// # Errors
/// As [`check`] says of the first that is wrong.
pub fn check_all(value: &serde_json::Value) -> Result<(), TemplateError> {
    match value {
        serde_json::Value::String(text) => check(text),
        serde_json::Value::Array(items) => items.iter().try_for_each(check_all),
        serde_json::Value::Object(members) => members.values().try_for_each(check_all),
        _ => Ok(()),
    }
}

/// How many loops a template that can be read has, and how deep they lie in each other.
fn loops(template: &str) -> (usize, usize) {
    let (mut loops, mut depth, mut deepest) = (0, 0_usize, 0);
    let (mut rest, mut raw) = (template, false);
    while let Some(tag) = rest.find("{%") {
        if let Some(comment) = rest.find("{#").filter(|comment| *comment < tag && !raw) {
            rest = rest[comment..].split_once("#}").map_or("", |(_, after)| after);
            continue;
        }
        rest = &rest[tag + 2..];
        let name = rest.trim_start_matches(['-', '+']).trim_start();
        match name.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default() {
            "raw" => raw = true,
            "endraw" => raw = false,
            "for" if !raw => {
                loops += 1;
                depth += 1;
                deepest = deepest.max(depth);
            }
            "endfor" if !raw => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (loops, deepest)
}

/// Fills a template in. What the context lacks renders as nothing. Links lead to pages below `ui_url`.
///
/// # Errors
/// When the template cannot be read, or does what cannot be done.
pub fn render(template: &str, context: &serde_json::Value, ui_url: &str) -> Result<String, TemplateError> {
    Ok(environment(ui_url).render_str(template, Serde(context))?)
}

/// Fills in the templates among the texts in a value.
///
/// # Errors
/// As [`render`] says of the first that cannot be filled in.
pub fn render_all(
    value: &serde_json::Value,
    context: &serde_json::Value,
    ui_url: &str,
) -> Result<serde_json::Value, TemplateError> {
    Ok(match value {
        serde_json::Value::String(text) if is_template(text) => render(text, context, ui_url)?.into(),
        serde_json::Value::Array(items) => {
            items.iter().map(|item| render_all(item, context, ui_url)).collect::<Result<_, _>>()?
        }
        serde_json::Value::Object(members) => {
            let filled = members
                .iter()
                .map(|(name, value)| render_all(value, context, ui_url).map(|value| (name.clone(), value)));
            serde_json::Value::Object(filled.collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
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
    fn loops_are_counted_where_they_are_loops() {
        let deep = "{% for a in b %}{%- for c in d %}{% for e in f %}{% endfor %}{% endfor %}{% endfor %}";
        for (template, expected) in [
            ("plain", (0, 0)),
            (deep, (3, 3)),
            ("{% for a in b %}{% endfor %}{% for a in b %}{% else %}{% endfor %}", (2, 1)),
            ("{% raw %}{% for a in b %}{% endraw %}{% for a in b %}{% endfor %}", (1, 1)),
            ("{# {% for a in b %} #}{% for a in b %}{% endfor %}", (1, 1)),
            ("{# none #}{{ x }}{% if forks %}{% endif %}", (0, 0)),
        ] {
            assert_eq!(loops(template), expected, "{template}");
        }
        assert!(check(deep).unwrap_err().message.contains("depth of 3"));
        assert!(
            check(&"{% for a in b %}{% endfor %}".repeat(11)).unwrap_err().message.contains("11 for loops")
        );
        assert!(check(&"{% for a in b %}{% endfor %}".repeat(10)).is_ok());
    }

    #[test]
    fn a_template_that_never_ends_is_stopped() {
        let text = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
        assert!(render(text, &json!({}), "").is_err());
        assert!(check("{{ broken").is_err());
    }
}

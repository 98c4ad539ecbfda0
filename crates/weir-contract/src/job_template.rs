//! A work pool's base job template: a configuration with placeholders, and a schema of what may stand in their places.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use crate::tree::Tree;

/// A name in double braces. Prefect looks for it in JSON, where line breaks and letters beyond ASCII are escaped.
#[expect(clippy::unwrap_used, reason = "the pattern is fixed")]
static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{ *([A-Za-z0-9_.\-\[\]$]+) *\}\}").unwrap());

/// What is wrong with the template, if anything. An empty one asks for nothing.
pub(crate) fn objection(template: &Tree<'_>) -> Option<Cow<'static, str>> {
    let Tree::Dict(members) = template else { return None };
    if members.is_empty() {
        return None;
    }
    let part = |name: &str| template.get(name).filter(|part| part.is_truthy());
    let (Some(configuration), Some(variables)) = (part("job_configuration"), part("variables")) else {
        return Some(Cow::Borrowed(
            "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.",
        ));
    };
    let mut missing = Vec::new();
    for_each_name(configuration, &mut |name| {
        let declared = variables.get("properties").is_some_and(|properties| properties.get(name).is_some());
        if !declared && !missing.iter().any(|known| known == name) {
            missing.push(name.to_owned());
        }
    });
    (!missing.is_empty()).then(|| {
        Cow::Owned(format!(
            "The variables specified in the job configuration template must be present as properties in the variables \
             schema. Your job configuration uses the following undeclared variable(s): {}.",
            missing.join(" ,")
        ))
    })
}

/// Calls for each name in braces, wherever it is.
fn for_each_name(value: &Tree<'_>, call: &mut impl FnMut(&str)) {
    let mut in_text = |text: &str| {
        for found in PLACEHOLDER.captures_iter(text) {
            call(&found[1]);
        }
    };
    match value {
        Tree::Str(text) => in_text(text),
        Tree::List(items) => items.iter().for_each(|item| for_each_name(item, call)),
        Tree::Dict(members) => {
            for (name, member) in members {
                for found in PLACEHOLDER.captures_iter(name) {
                    call(&found[1]);
                }
                for_each_name(member, call);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn names_in_braces_must_be_declared() {
        let undeclared = "undeclared variable(s): ";
        for (template, wanted) in [
            ("{}", None),
            (r#"{"job_configuration": {}, "variables": {}}"#, Some("a `variables` key")),
            (r#"{"job_configuration": {"a": "{{ x }}"}, "variables": {"properties": {"x": {}}}}"#, None),
            (
                r#"{"job_configuration": {"a": "{{x}} {{ y }}"}, "variables": {"properties": {"x": {}}}}"#,
                Some("y."),
            ),
            (
                r#"{"job_configuration": {"a": [{"{{ k }}": 1}]}, "variables": {"type": "object"}}"#,
                Some("k."),
            ),
            (r#"{"job_configuration": {"a": "{{ x | upper }}"}, "variables": {"type": "object"}}"#, None),
        ] {
            let found = objection(&parse::parse(template).unwrap().tree);
            match wanted {
                None => assert_eq!(found, None, "{template}"),
                Some(part) => assert!(found.unwrap().contains(part), "{template}"),
            }
        }
        let two = r#"{"job_configuration": {"a": "{{ x }}{{ y }}{{ x }}"}, "variables": {"type": "object"}}"#;
        let found = objection(&parse::parse(two).unwrap().tree).unwrap();
        assert!(found.ends_with(&format!("{undeclared}x ,y.")), "{found}");
    }
}

//! Mismatches as a tree in the shape of the value, which forms show beside their fields.

use serde_json::{Value, json};
use weir_types::JsonObject;

use super::{
    Variables, hydrate_openly,
    modern::{Defaults, modernise},
};
use crate::json_schema::{At, Fault, Formats, Step, Undecided, check_schema, faults};

/// What a form is told of the values that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether all is well.
    pub valid: bool,
    /// Texts of the whole; `{"property": …, "errors": […]}` and `{"index": …, "errors": […]}` of its parts.
    pub errors: Vec<Value>,
}

/// Checks `values`, with placeholders, against `schema`.
///
/// # Errors
/// Why the schema is none.
pub fn tell(values: &JsonObject, mut schema: Value, variables: &Variables) -> Result<Told, String> {
    modernise(&mut schema, Defaults::Typed);
    check_schema(&schema).map_err(|error| format!("Invalid schema: {error}"))?;
    let values = hydrate_openly(values, variables);
    let faults = faults(&values, &schema, Formats::Checked).map_err(|undecided| match undecided {
        Undecided::Circular => format!("Invalid schema: {undecided}"),
        Undecided::Unresolvable(_) => {
            format!("Invalid schema: Validation failed. Failure reason: {undecided}")
        }
    })?;
    let mut errors = Vec::new();
    for fault in told(&faults) {
        let mut path = fault.path.clone();
        if fault.keyword == "required" {
            // It is told of the member that is missing.
            let name = fault.message.split(' ').next().unwrap_or_default();
            path.push(Step::Member(name.trim_matches('\'').to_owned()));
        }
        add(&mut errors, &path, &fault.message);
    }
    Ok(Told { valid: errors.is_empty(), errors })
}

/// Of a placeholder that stands for nothing only that is told; of an open one nothing. Faults of one place stay together.
fn told(faults: &[Fault]) -> Vec<&Fault> {
    let mut places: Vec<(Vec<String>, Vec<&Fault>)> = Vec::new();
    for fault in faults {
        let place: Vec<String> = fault.path.iter().map(name_of).collect();
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, faults)) => faults.push(fault),
            None => places.push((place, vec![fault])),
        }
    }
    places
        .into_iter()
        .flat_map(|(_, faults)| {
            let broken: Vec<&Fault> = faults.iter().copied().filter(|fault| fault.at == At::Broken).collect();
            if broken.is_empty() { faults } else { broken }
        })
        .filter(|fault| fault.at != At::Open)
        .collect()
}

fn name_of(step: &Step) -> String {
    match step {
        Step::Item(place) => place.to_string(),
        Step::Member(name) => name.clone(),
    }
}

/// Puts a message where its path leads.
fn add(errors: &mut Vec<Value>, path: &[Step], message: &str) {
    let Some((step, rest)) = path.split_first() else {
        errors.push(Value::String(message.to_owned()));
        return;
    };
    let (kind, name) = match step {
        Step::Item(place) => ("index", json!(place)),
        Step::Member(name) => ("property", json!(name)),
    };
    if rest.is_empty() {
        errors.push(json!({ kind: name, "errors": [message] }));
        return;
    }
    let known = errors.iter().position(|entry| entry.get(kind) == Some(&name));
    let place = known.unwrap_or_else(|| {
        errors.push(json!({ kind: name, "errors": [] }));
        errors.len() - 1
    });
    if let Some(Value::Array(inner)) = errors[place].get_mut("errors") {
        add(inner, rest, message);
    }
}

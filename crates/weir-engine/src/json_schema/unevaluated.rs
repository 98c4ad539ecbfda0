//! What no other keyword has looked at.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    Fault, Instance, Undecided,
    assertions::list,
    pattern,
    python::text_repr,
    walk::{NEW, Walk, fault},
};

type Schema = Map<String, Value>;

pub(super) fn items<'a>(
    walk: &mut Walk<'a>,
    instance: &Instance,
    schema: &'a Schema,
) -> Result<Vec<Fault>, Undecided> {
    let Instance::List(items) = instance else { return Ok(Vec::new()) };
    let mut seen = HashSet::new();
    seen_items(walk, instance, items, schema, &mut seen)?;
    let unseen: Vec<&Instance> =
        items.iter().enumerate().filter(|(place, _)| !seen.contains(place)).map(|(_, item)| item).collect();
    if unseen.is_empty() {
        return Ok(Vec::new());
    }
    let were = if unseen.len() == 1 { "was" } else { "were" };
    let names = list(unseen.into_iter().map(Instance::repr));
    let message = format!("Unevaluated items are not allowed ({names} {were} unexpected)");
    Ok(vec![fault(NEW, message, instance, Some(schema))])
}

fn seen_items<'a>(
    walk: &mut Walk<'a>,
    instance: &Instance,
    items: &[Instance],
    schema: &'a Schema,
    seen: &mut HashSet<usize>,
) -> Result<(), Undecided> {
    if schema.contains_key("items") {
        seen.extend(0..items.len());
        return Ok(());
    }
    if let Some(Value::Array(before)) = schema.get("prefixItems") {
        seen.extend(0..before.len());
    }
    for keyword in ["contains", "unevaluatedItems"] {
        let Some(wanted) = schema.get(keyword) else { continue };
        for (place, item) in items.iter().enumerate() {
            if walk.fits(item, wanted)? {
                seen.insert(place);
            }
        }
    }
    for inner in applied(walk, instance, schema)? {
        seen_items(walk, instance, items, inner, seen)?;
    }
    Ok(())
}

pub(super) fn properties<'a>(
    walk: &mut Walk<'a>,
    wanted: &'a Value,
    instance: &Instance,
    schema: &'a Schema,
) -> Result<Vec<Fault>, Undecided> {
    let Instance::Object(members) = instance else { return Ok(Vec::new()) };
    let mut seen = HashSet::new();
    seen_members(walk, instance, schema, &mut seen)?;
    let mut unseen = Vec::new();
    for (name, member) in members {
        if !seen.contains(name) {
            let faults = walk.faults(member, wanted)?;
            unseen.extend(std::iter::repeat_n(name.as_str(), faults.len()));
        }
    }
    if unseen.is_empty() {
        return Ok(Vec::new());
    }
    let were = if unseen.len() == 1 { "was" } else { "were" };
    let message = if *wanted == Value::Bool(false) {
        unseen.sort_unstable();
        format!(
            "Unevaluated properties are not allowed ({} {were} unexpected)",
            list(unseen.into_iter().map(text_repr))
        )
    } else {
        format!(
            "Unevaluated properties are not valid under the given schema ({} {were} unevaluated and invalid)",
            list(unseen.into_iter().map(text_repr))
        )
    };
    Ok(vec![fault(NEW, message, instance, Some(schema))])
}

fn seen_members<'a>(
    walk: &mut Walk<'a>,
    instance: &Instance,
    schema: &'a Schema,
    seen: &mut HashSet<String>,
) -> Result<(), Undecided> {
    let Instance::Object(members) = instance else { return Ok(()) };
    if let Some(Value::Object(properties)) = schema.get("properties") {
        seen.extend(properties.keys().filter(|name| members.contains_key(*name)).cloned());
    }
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
        let Some(wanted) = schema.get(keyword) else { continue };
        for (name, member) in members {
            if walk.fits(member, wanted)? {
                seen.insert(name.clone());
            }
        }
    }
    if let Some(Value::Object(patterns)) = schema.get("patternProperties") {
        let told = |name: &&String| patterns.keys().any(|pattern| pattern::found(pattern, name));
        seen.extend(members.keys().filter(told).cloned());
    }
    if let Some(Value::Object(dependents)) = schema.get("dependentSchemas") {
        for (_, wanted) in dependents.iter().filter(|(name, _)| members.contains_key(*name)) {
            if let Value::Object(wanted) = wanted {
                seen_members(walk, instance, wanted, seen)?;
            }
        }
    }
    for inner in applied(walk, instance, schema)? {
        seen_members(walk, instance, inner, seen)?;
    }
    Ok(())
}

/// The schemas that a schema applies to the same value, and that the value fits.
fn applied<'a>(
    walk: &mut Walk<'a>,
    instance: &Instance,
    schema: &'a Schema,
) -> Result<Vec<&'a Schema>, Undecided> {
    let mut applied = Vec::new();
    for keyword in ["$ref", "$dynamicRef"] {
        if let Some(reference) = schema.get(keyword).and_then(Value::as_str) {
            applied.push(walk.resolve(reference)?);
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for choice in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            if walk.fits(instance, choice)? {
                applied.push(choice);
            }
        }
    }
    if let Some(condition) = schema.get("if") {
        let fits = walk.fits(instance, condition)?;
        applied.extend(fits.then_some(condition));
        applied.extend(schema.get(if fits { "then" } else { "else" }));
    }
    Ok(applied.into_iter().filter_map(Value::as_object).collect())
}

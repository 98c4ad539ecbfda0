//! JSON Schema, Draft 2020-12, as Python's validator reads it: Prefect answers which mismatches it found, in which order
//! and in which words, and which of them it calls the worst. The validators that there are for Rust keep neither the
//! order nor the words, and know no places that are open (`Instance::Open`). Schemas elsewhere are not fetched.

mod assertions;
mod fault;
mod formats;
mod instance;
mod pattern;
mod python;
mod reference;
mod unevaluated;
mod walk;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use self::walk::Walk;
pub use self::{
    fault::{At, Fault, Step, worst},
    instance::{Broken, Instance},
    python::{repr, text_repr},
};

/// Why a schema does not say whether a value fits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// It leads back to itself, or asks for more work than can be done.
    #[error("Unable to validate schema with circular references.")]
    Circular,
    /// It refers to what is not there.
    #[error("{0}")]
    Unresolvable(String),
}

/// Whether `format` is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formats {
    /// A text must have the format.
    Checked,
    /// Any text will do.
    Ignored,
}

/// Every mismatch of a value, in the order of the schema.
///
/// # Errors
/// When the schema does not say whether the value fits.
pub fn faults(instance: &Instance, schema: &Value, formats: Formats) -> Result<Vec<Fault>, Undecided> {
    Walk::new(schema, formats).faults(instance, schema)
}

/// Checks that a schema is one.
///
/// # Errors
/// What is wrong with it first.
pub fn check_schema(schema: &Value) -> Result<(), String> {
    let mut faults = faults(&Instance::from(schema), &METASCHEMA, Formats::Checked)
        .map_err(|undecided| undecided.to_string())?;
    if faults.is_empty() { Ok(()) } else { Err(faults.swap_remove(0).message) }
}

/// The schema of schemas: its vocabularies lie among its definitions, and what they say of any schema inside a schema
/// leads back to the whole.
static METASCHEMA: LazyLock<Value> = LazyLock::new(|| {
    use referencing::meta;
    let vocabularies: Vec<Value> = [
        &meta::DRAFT202012_CORE,
        &meta::DRAFT202012_APPLICATOR,
        &meta::DRAFT202012_UNEVALUATED,
        &meta::DRAFT202012_VALIDATION,
        &meta::DRAFT202012_META_DATA,
        &meta::DRAFT202012_FORMAT_ANNOTATION,
        &meta::DRAFT202012_CONTENT,
    ]
    .into_iter()
    .enumerate()
    .map(|(place, vocabulary)| whole(vocabulary, &format!("#/allOf/{place}/$defs/")))
    .collect();
    let mut schema = whole(&meta::DRAFT202012, "#/$defs/");
    schema["allOf"] = Value::Array(vocabularies);
    schema
});

/// A part of the metaschema as it reads inside of the whole: its own definitions are now below `definitions`.
fn whole(part: &Value, definitions: &str) -> Value {
    match part {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match (key.as_str(), value.as_str()) {
                ("$dynamicRef", Some("#meta")) => ("$ref".to_owned(), json!("#")),
                ("$ref", Some(to)) if to.starts_with("meta/") => {
                    let (_, fragment) = to.split_once("#/$defs/").unwrap_or_default();
                    (key.clone(), Value::String(format!("#/allOf/{}/$defs/{fragment}", vocabulary(to))))
                }
                ("$ref", Some(to)) => (key.clone(), Value::String(to.replacen("#/$defs/", definitions, 1))),
                ("$id" | "$dynamicAnchor", Some(_)) => (format!("{key} of the part"), value.clone()),
                _ => (key.clone(), whole(value, definitions)),
            })
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| whole(item, definitions)).collect(),
        scalar => scalar.clone(),
    }
}

/// The place among the vocabularies of the one that a reference of the old keywords leads to.
fn vocabulary(reference: &str) -> usize {
    if reference.starts_with("meta/validation") { 3 } else { 0 }
}

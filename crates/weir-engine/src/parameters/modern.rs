//! Old versions of Pydantic write schemas that are not quite Draft 2020-12: a member that need not be given may be
//! null, tuples are lists of schemas, and blocks may be named instead of given.

use serde_json::{Map, Value, json};

/// Whether a member that has a default may be null too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// It may not.
    Typed,
    /// It may.
    OrNull,
}

/// The schema as Draft 2020-12 would have it.
pub fn modernise(schema: &mut Value, defaults: Defaults) {
    properties(schema, defaults);
    let Some(Value::Object(definitions)) = schema.get_mut("definitions") else { return };
    let mut blocks = Vec::new();
    for definition in definitions.values_mut() {
        properties(definition, defaults);
        if definition.get("block_type_slug").is_some()
            && let Some(Value::String(title)) = definition.get("title")
        {
            blocks.push((title.clone(), json!({ "oneOf": [definition, a_reference()] })));
        }
    }
    definitions.extend(blocks);
}

/// What may stand for a block: its id, or a mapping that leads to it.
fn a_reference() -> Value {
    json!({
        "type": "object",
        "properties": {
            "$ref": {
                "oneOf": [
                    { "type": "string", "format": "uuid" },
                    { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1 },
                ],
            },
        },
        "required": ["$ref"],
    })
}

fn properties(schema: &mut Value, defaults: Defaults) {
    let required: Vec<String> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let Some(Value::Object(members)) = schema.get_mut("properties") else { return };
    for (name, member) in members {
        let Value::Object(fields) = member else { continue };
        if !required.contains(name) && (defaults == Defaults::OrNull || !fields.contains_key("default")) {
            allow_null(fields);
        }
        let tuple = fields.get("items").and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        let has_prefix = fields.get("prefixItems").is_some_and(|prefix| *prefix != json!([]));
        if tuple && !has_prefix {
            let items = fields.shift_remove("items").unwrap_or_default();
            fields.insert("prefixItems".to_owned(), items);
        }
        properties(member, defaults);
    }
}

fn allow_null(fields: &mut Map<String, Value>) {
    if fields.get("type").is_some_and(|of| of == "null") {
        return;
    }
    if let Some(of) = fields.shift_remove("type") {
        fields.insert("anyOf".to_owned(), json!([{ "type": of }, { "type": "null" }]));
    }
}

/// Without the members that must be given, wherever they are told of; but the alternatives in a list keep theirs, by
/// which they are told apart.
pub fn drop_required(schema: &mut Value) {
    if let Value::Object(members) = schema {
        members.shift_remove("required");
        members.values_mut().for_each(drop_required);
    }
}

//! How a block schema is kept and given: schemas that it refers to are kept apart and put back among its definitions.

use serde_json::{Value, json};

use super::Object;

const REFERENCES: &str = "block_schema_references";
const DEFINITIONS: &str = "definitions";

/// Definitions that the object reaches and that describe no block.
pub(super) fn non_block_definitions(object: &Object, definitions: &Object) -> Object {
    let mut found = Object::new();
    let mut targets = Vec::new();
    for value in object.values() {
        collect_targets(value, &mut targets);
    }
    if let Some(Value::String(target)) = object.get("$ref") {
        targets.push(target.as_str());
    }
    while let Some(target) = targets.pop() {
        let name = definition_name(target);
        if found.contains_key(name) {
            continue;
        }
        if let Some(Value::Object(definition)) = definitions.get(name)
            && definition.get("block_type_slug").is_none_or(Value::is_null)
            && !definition.is_empty()
        {
            found.insert(name.to_owned(), Value::Object(definition.clone()));
            collect_targets(&definitions[name], &mut targets);
        }
    }
    found
}

/// `X` of `#/definitions/X`.
fn definition_name(target: &str) -> &str {
    target.strip_prefix("#/definitions/").unwrap_or(target)
}

/// Every text under a `$ref`, at any depth.
fn collect_targets<'v>(value: &'v Value, targets: &mut Vec<&'v str>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get("$ref") {
                targets.push(target);
            }
            object.values().for_each(|value| collect_targets(value, targets));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_targets(value, targets)),
        _ => {}
    }
}

/// What is kept of a schema's fields.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFields {
    /// The fields without references to other schemas, and with those definitions alone that describe no block.
    pub fields: Object,
    /// The schemas that it refers to.
    pub references: Vec<ReferenceEntry>,
}

/// One reference of a schema to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceEntry {
    /// The field under which the other stands.
    pub name: String,
    /// The other's block type.
    pub slug: String,
    /// The other's checksum.
    pub checksum: String,
}

/// Takes a schema's fields apart.
pub fn stored_fields(mut fields: Object) -> StoredFields {
    if let Some(Value::Object(definitions)) = fields.get(DEFINITIONS)
        && !definitions.is_empty()
    {
        let kept = non_block_definitions(&fields, definitions);
        if kept.is_empty() {
            fields.shift_remove(DEFINITIONS);
        } else {
            fields.insert(DEFINITIONS.to_owned(), Value::Object(kept));
        }
    }
    let references = reference_entries(&fields);
    fields.shift_remove(REFERENCES);
    StoredFields { fields, references }
}

/// The references that the fields declare. A name may stand for one schema or for several.
fn reference_entries(fields: &Object) -> Vec<ReferenceEntry> {
    let Some(Value::Object(references)) = fields.get(REFERENCES) else { return Vec::new() };
    let mut entries = Vec::new();
    for (name, value) in references {
        let several = match value {
            Value::Array(several) => several.as_slice(),
            one => std::slice::from_ref(one),
        };
        for reference in several {
            let text = |key: &str| reference.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            entries.push(ReferenceEntry {
                name: name.clone(),
                slug: text("block_type_slug"),
                checksum: text("block_schema_checksum"),
            });
        }
    }
    entries
}

/// The fields of the schema that stands under `name`, found among the definitions: the only one that is named there,
/// or the one of the block type `slug`.
pub fn child_fields(fields: &Object, definitions: &Object, name: &str, slug: &str) -> Option<Object> {
    let mut targets = Vec::new();
    collect_targets(fields.get("properties")?.get(name)?, &mut targets);
    let mut found = targets.iter().filter_map(|target| definitions.get(definition_name(target))?.as_object());
    if targets.len() == 1 {
        return found.next().cloned();
    }
    found.find(|definition| definition.get("block_type_slug").and_then(Value::as_str) == Some(slug)).cloned()
}

/// A stored schema together with those that it refers to.
#[derive(Clone, Debug)]
pub struct SchemaNode<'s> {
    /// Its stored fields.
    pub fields: &'s Object,
    /// Its checksum.
    pub checksum: &'s str,
    /// Its block type.
    pub slug: &'s str,
    /// The schemas that it refers to, each by the field where it stands.
    pub children: Vec<(&'s str, SchemaNode<'s>)>,
}

/// The fields as they are given to clients: with the references, and the fields of referenced schemas as definitions.
pub fn full_fields(node: &SchemaNode<'_>) -> Object {
    let mut fields = node.fields.clone();
    let mut references = Object::new();
    let mut definitions = match fields.get(DEFINITIONS) {
        Some(Value::Object(own)) => own.clone(),
        _ => Object::new(),
    };
    for (name, child) in &node.children {
        let entry = json!({ "block_schema_checksum": child.checksum, "block_type_slug": child.slug });
        match references.get_mut(*name) {
            None => {
                references.insert((*name).to_owned(), entry);
            }
            Some(Value::Array(several)) if !several.contains(&entry) => several.push(entry),
            Some(Value::Array(_)) => {}
            Some(one) if *one != entry => *one = Value::Array(vec![one.take(), entry]),
            Some(_) => {}
        }
        let mut child_fields = full_fields(child);
        if let Some(title) = child.fields.get("title").and_then(Value::as_str) {
            let nested = child_fields.shift_remove(DEFINITIONS);
            definitions.insert(title.to_owned(), Value::Object(child_fields));
            if let Some(Value::Object(nested)) = nested {
                definitions.extend(nested);
            }
        }
    }
    fields.insert(REFERENCES.to_owned(), Value::Object(references));
    if !definitions.is_empty() {
        fields.insert(DEFINITIONS.to_owned(), Value::Object(definitions));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            _ => Object::new(),
        }
    }

    #[test]
    fn a_schema_that_is_taken_apart_is_put_together_again() {
        let inner = json!({"title": "Inner", "type": "object", "block_type_slug": "inner", "block_schema_references": {}});
        let plain = json!({"type": "string", "items": {"$ref": "#/definitions/Plain"}});
        let outer = object(json!({
            "title": "Outer",
            "properties": {"one": {"$ref": "#/definitions/Inner"}, "kind": {"$ref": "#/definitions/Plain"}},
            "block_schema_references": {"one": {"block_type_slug": "inner", "block_schema_checksum": "sha256:1"}},
            "definitions": {"Inner": inner, "Plain": plain},
        }));
        let definitions = object(outer["definitions"].clone());
        let stored = stored_fields(outer.clone());
        assert_eq!(stored.fields["definitions"], json!({"Plain": plain}), "blocks are kept apart");
        assert_eq!(stored.references.len(), 1);

        let child = child_fields(&outer, &definitions, "one", "inner").map(stored_fields);
        let child = child.expect("the definition of the child is found");
        let node = SchemaNode {
            fields: &stored.fields,
            checksum: "sha256:2",
            slug: "outer",
            children: vec![(
                "one",
                SchemaNode {
                    fields: &child.fields,
                    checksum: "sha256:1",
                    slug: "inner",
                    children: Vec::new(),
                },
            )],
        };
        assert_eq!(Value::Object(full_fields(&node)), Value::Object(outer));
    }

    #[test]
    fn a_union_is_told_apart_by_its_block_type() {
        let fields = object(
            json!({"properties": {"u": {"anyOf": [{"$ref": "#/definitions/A"}, {"$ref": "#/definitions/B"}]}}}),
        );
        let definitions = object(json!({"A": {"block_type_slug": "a"}, "B": {"block_type_slug": "b"}}));
        assert_eq!(child_fields(&fields, &definitions, "u", "b"), definitions["B"].as_object().cloned());
        assert_eq!(child_fields(&fields, &definitions, "u", "c"), None);
    }
}

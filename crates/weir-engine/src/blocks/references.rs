//! References of a block document to others, which stand in its data as `{"$ref": {"block_document_id": …}}`.

use serde_json::Value;
use weir_types::ids::BlockDocumentId;

use super::Object;

/// A block document's data, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct References {
    /// The values of its own.
    pub data: Object,
    /// The documents that it refers to, each by the key where it stands.
    pub references: Vec<(String, BlockDocumentId)>,
}

/// A reference that names no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Received block reference without a block_document_id in key {0}")]
pub struct BadReference(String);

/// Takes the references out of a document's data; they stand directly under its keys.
///
/// # Errors
/// When a reference names no document.
pub fn separate_references(data: Object) -> Result<References, BadReference> {
    let mut parts = References::default();
    for (key, value) in data {
        match value.get("$ref") {
            Some(target) if value.is_object() => {
                let id =
                    target.get("block_document_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
                match id {
                    Some(id) => parts.references.push((key, id)),
                    None => return Err(BadReference(key)),
                }
            }
            _ => {
                parts.data.insert(key, value);
            }
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            _ => Object::new(),
        }
    }

    #[test]
    fn references_are_told_from_values() {
        let id = BlockDocumentId::generate();
        let data = object(
            json!({"a": {"$ref": {"block_document_id": id}}, "b": [{"$ref": 1}], "c": {"d": {"$ref": {}}}}),
        );
        let parts = separate_references(data).expect("the reference is whole");
        assert_eq!(parts.references, vec![("a".to_owned(), id)]);
        assert_eq!(parts.data.len(), 2, "only references directly under a key count");
        let bad = separate_references(object(json!({"x": {"$ref": {}}}))).expect_err("it names no document");
        assert_eq!(bad.to_string(), "Received block reference without a block_document_id in key x");
    }
}

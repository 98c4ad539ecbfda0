//! What the data of a state says of its result.

use serde_json::Value;
use weir_types::Json;

/// Whether the data is worth keeping: there is some, and it does not say of itself that it was not persisted.
/// Prefect keeps such data as an artifact of the run and drops the rest after it has answered.
pub fn is_kept(data: &Json) -> bool {
    !data.is_null() && !is_unpersisted(data)
}

/// Whether the data points to a result that is stored somewhere: a JSON object with members whose `type` is not
/// `unpersisted`.
pub fn is_persisted(data: &Json) -> bool {
    // Text first: most states carry no data, and an object starts with a brace.
    data.as_str().starts_with('{')
        && matches!(data.to_value(), Value::Object(object) if !object.is_empty() && !says_unpersisted(&object))
}

fn is_unpersisted(data: &Json) -> bool {
    data.as_str().starts_with('{')
        && matches!(data.to_value(), Value::Object(object) if says_unpersisted(&object))
}

fn says_unpersisted(object: &serde_json::Map<String, Value>) -> bool {
    object.get("type").and_then(Value::as_str) == Some("unpersisted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_results_apart() {
        for (text, kept, persisted) in [
            ("null", false, false),
            (r#"{"type": "unpersisted"}"#, false, false),
            (r#"{"type": "reference", "storage_key": "k"}"#, true, true),
            (r#"{"storage_key": "k"}"#, true, true),
            ("{}", true, false),
            ("42", true, false),
            (r#""unpersisted""#, true, false),
        ] {
            let data = Json::from_text(text.to_owned()).unwrap();
            assert_eq!((is_kept(&data), is_persisted(&data)), (kept, persisted), "{text}");
        }
    }
}

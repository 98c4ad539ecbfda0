//! What Prefect's user interface asks beside the rest.

use http::StatusCode;
use serde_json::{Value, json};

use crate::api::Api;

#[tokio::test]
async fn a_form_is_told_what_does_not_fit() {
    let api = Api::new().await;
    api.post("/variables/", json!({ "name": "limit", "value": "many" })).await;
    let schema = json!({
        "properties": { "limit": { "type": "integer" }, "names": { "type": "array", "items": { "type": "string" } } },
        "required": ["limit"],
    });
    let variable = json!({ "__prefect_kind": "workspace_variable", "variable_name": "limit" });
    let template = json!({ "__prefect_kind": "jinja", "template": "{{ later }}" });
    for (values, errors) in [
        (json!({ "limit": 1 }), json!([])),
        (json!({ "limit": template }), json!([])),
        (json!({}), json!([{ "property": "limit", "errors": ["'limit' is a required property"] }])),
        (
            json!({ "limit": variable }),
            json!([{ "property": "limit", "errors": ["'many' is not of type 'integer'"] }]),
        ),
        (
            json!({ "limit": 1, "names": ["a", 2] }),
            json!([{ "property": "names", "errors": [{ "index": 1, "errors": ["2 is not of type 'string'"] }] }]),
        ),
    ] {
        let valid = errors.as_array().unwrap().is_empty();
        let told = api.post("/ui/schemas/validate", json!({ "schema": schema, "values": values })).await;
        assert_eq!(told, (StatusCode::OK, json!({ "errors": errors, "valid": valid })), "{values}");
    }
    for (schema, sentence) in [
        (json!({ "type": 1 }), "Invalid schema: 1 is not valid under any of the given schemas"),
        (json!({ "$ref": "#" }), "Invalid schema: Unable to validate schema with circular references."),
    ] {
        let told = api.post("/ui/schemas/validate", json!({ "schema": schema, "values": {} })).await;
        assert_eq!(told, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": sentence })), "{schema}");
    }
}

#[tokio::test]
async fn templates_are_read_before_they_are_kept() {
    let api = Api::new().await;
    for path in ["/templates/validate", "/automations/templates/validate"] {
        assert_eq!(api.post(path, json!("{{ event.id }}")).await, (StatusCode::NO_CONTENT, Value::Null));
        let broken = "fine\n{{ broken";
        let (status, told) = api.post(path, json!(broken)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((&told["error"]["line"], &told["error"]["source"]), (&json!(2), &json!(broken)));
        assert!(told["error"]["message"].is_string());
    }
}

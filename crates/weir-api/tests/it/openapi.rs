//! What routes of Weir's own answer, held against their OpenAPI document in all tests.

use std::sync::LazyLock;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use weir_contract::{OWN_OPENAPI, contract, decode_path};
use weir_engine::json_schema::{Formats, Instance, faults};

use crate::api::Api;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(OWN_OPENAPI).unwrap());

/// Holds an answer to a request for `path`, below `/api`, against the document, if the operation is one of Weir's own.
pub fn hold(method: &Method, path: &str, status: StatusCode, body: &[u8]) {
    let path = path.split('?').next().unwrap_or_default();
    let Ok(operation) = contract().route(method.as_str(), &decode_path(&format!("/api{path}"))) else {
        return;
    };
    let place = operation.path.strip_prefix("/api").unwrap().replace(":uuid}", "}");
    let described = &DOCUMENT["paths"][&place][method.as_str().to_lowercase()];
    if described.is_null() {
        return;
    }
    let told = || format!("{method} {path}: {status} {}", String::from_utf8_lossy(body));
    let mut answer = &described["responses"][status.as_str()];
    if let Some(shared) = answer["$ref"].as_str() {
        answer = DOCUMENT.pointer(&shared[1..]).unwrap();
    }
    assert!(!answer.is_null(), "the document has no such answer: {}", told());
    let schema = &answer["content"]["application/json"]["schema"];
    if schema.is_null() {
        assert!(body.is_empty(), "the document knows no body: {}", told());
        return;
    }
    let root = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    let body: Value = serde_json::from_slice(body).unwrap();
    let found = faults(&Instance::from(&body), &root, Formats::Checked).unwrap();
    assert!(found.is_empty(), "{found:?} in {}", told());
}

#[test]
fn an_answer_that_does_not_fit_is_found() {
    let wrong = |body: &[u8]| {
        let body = body.to_vec();
        std::panic::catch_unwind(move || hold(&Method::GET, "/weir/access", StatusCode::OK, &body)).is_err()
    };
    assert!(!wrong(br#"{"required":true,"role":"admin","key_name":null}"#));
    assert!(wrong(br#"{"required":true,"role":"owner","key_name":null}"#));
    assert!(wrong(br#"{"required":true,"role":"admin"}"#));
}

#[tokio::test]
async fn the_document_is_served() {
    let api = Api::new().await;
    let (status, served) = api.get("/weir/openapi.json").await;
    assert_eq!((status, &served), (StatusCode::OK, &*DOCUMENT));
}

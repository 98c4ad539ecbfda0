//! Requests that do not fit the contract: what is sent, and the whole answer.

use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};

use crate::api::Api;

async fn answer(api: &Api, uri: &str, content_type: Option<&str>, body: impl Into<Body>) -> (u16, Value) {
    let mut request = Request::post(format!("/api{uri}"));
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    let response = api.send(request.body(body.into()).unwrap()).await;
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let api = Api::new().await;
    let deep = "[".repeat(100_000);
    let deep_name = format!("{{\"name\":\"a\",\"labels\":{}1{}}}", "[".repeat(1_000), "]".repeat(1_000));
    let mut seen = Vec::new();
    for (title, content_type, body) in [
        ("nothing", JSON, &b""[..]),
        ("null", JSON, b"null"),
        ("a list", JSON, b"[]"),
        ("an open object", JSON, b"{\"name\": \"a\""),
        ("something behind it", JSON, b"{} x"),
        ("single quotes", JSON, b"{'name': 'a'}"),
        ("broken UTF-8", JSON, b"{\"name\": \"\xff\"}"),
        ("half a surrogate pair", JSON, br#"{"name": "\ud800"}"#),
        ("depth", JSON, deep.as_bytes()),
        ("closed depth", JSON, deep_name.as_bytes()),
        ("a control character", JSON, b"{\"name\": \"a\nb\"}"),
        ("plain text", Some("text/plain"), b"{\"name\": \"a\"}"),
        ("a form", Some("application/x-www-form-urlencoded"), b"name=a"),
        ("no content type and no length", None, b"{\"name\": \"a\"}"),
    ] {
        let (status, body) = answer(&api, "/flows/", content_type, body.to_vec()).await;
        seen.push(json!([title, status, body]));
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn values_that_do_not_fit() {
    let api = Api::new().await;
    let mut seen = Vec::new();
    for (uri, body) in [
        ("/flows/", r#"{"name": 5, "tags": "a", "colour": "red"}"#),
        ("/flows/", r#"{"name": "a/b"}"#),
        ("/flows/", r#"{"name": "first", "name": 5}"#),
        ("/flow_runs/", r#"{"flow_id": "rubbish", "parameters": [], "state": {"type": "running"}}"#),
        ("/flow_runs/filter", r#"{"limit": 201}"#),
        ("/flow_runs/filter", r#"{"limit": -1, "offset": -1}"#),
        ("/flow_runs/filter", r#"{"offset": -1, "sort": "COLOUR", "flows": {"id": {"any_": [5]}}}"#),
        ("/flow_runs/filter", r#"{"offset": 1e400}"#),
        ("/flow_runs/0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e/set_state", r#"{"force": "perhaps"}"#),
        ("/flow_runs/history", r#"{"history_start": "2026-02-30", "history_end": "10000-01-01T00:00:00Z"}"#),
        ("/logs/", r#"[{"name": "l", "level": "high", "message": null, "timestamp": 1e20}]"#),
        ("/variables/", r#"{"name": "Not Allowed", "value": {"a": [1]}}"#),
        ("/automations/", r#"{"name": "a", "trigger": {"type": "event", "threshold": -1}, "actions": [{}]}"#),
    ] {
        let (status, answer) = answer(&api, uri, JSON, body).await;
        seen.push(json!([uri, body, status, answer]));
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn what_pydantic_converts_is_converted() {
    let api = Api::new().await;
    let body = r#"{"name": "first", "name": "last", "tags": ["a"]}"#;
    let (status, flow) = answer(&api, "/flows/", JSON, body).await;
    assert_eq!((status, &flow["name"]), (201, &json!("last")));
    let body =
        format!(r#"{{"flow_id": {}, "name": "", "empirical_policy": {{"retries": "3"}}}}"#, flow["id"]);
    let (status, run) = answer(&api, "/flow_runs/", JSON, body).await;
    assert_eq!((status, &run["empirical_policy"]["retries"]), (201, &json!(3)));
    let (status, flow) =
        answer(&api, "/flows/", JSON, b"\xEF\xBB\xBF{\"name\": \"with a mark\"}".to_vec()).await;
    assert_eq!((status, &flow["name"]), (201, &json!("with a mark")));
}

#[tokio::test]
async fn a_whole_number_beyond_64_bits_is_refused() {
    let api = Api::new().await;
    let body = format!(
        r#"[{{"name": "l", "level": 1{}, "message": "m", "timestamp": "2026-01-01"}}]"#,
        "0".repeat(30)
    );
    let (status, answer) = answer(&api, "/logs/", JSON, body).await;
    assert_eq!(status, 422, "{answer}");
    assert_eq!(answer["exception_detail"][0]["loc"], json!(["body", 0, "level"]));
}

#[tokio::test]
async fn a_large_body_is_taken_and_a_larger_one_refused() {
    let api = Api::new().await;
    let body = |size: usize| format!(r#"{{"name": "large", "tags": ["{}"]}}"#, "x".repeat(size));
    assert_eq!(answer(&api, "/flows/", JSON, body(10 << 20)).await.0, 201);
    let (status, answer) = answer(&api, "/flows/", JSON, body(64 << 20)).await;
    assert_eq!((status, answer), (413, json!({ "detail": "Request Entity Too Large" })));
}

#[tokio::test]
async fn bodies_in_other_encodings() {
    let api = Api::new().await;
    let text = r#"{"name": "größer"}"#;
    let little = || text.encode_utf16().flat_map(u16::to_le_bytes);
    let wide = || text.chars().flat_map(|character| u32::from(character).to_be_bytes());
    for body in [
        little().collect::<Vec<u8>>(),
        [0xFF, 0xFE].into_iter().chain(little()).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        wide().collect(),
        [0, 0, 0xFE, 0xFF].into_iter().chain(wide()).collect(),
    ] {
        let (status, flow) = answer(&api, "/flows/", JSON, body).await;
        assert!(status == 200 || status == 201, "{status} {flow}");
        assert_eq!(flow["name"], "größer");
    }
    let (status, refused) = answer(&api, "/flows/", JSON, b"\xff\xfe".to_vec()).await;
    assert_eq!((status, &refused["request_body"]), (422, &json!("")));
}

/// Python takes half a surrogate pair for text, and fails where it is used.
#[tokio::test]
async fn half_a_surrogate_pair_may_stand_where_nobody_looks() {
    let api = Api::new().await;
    for (path, body, status) in [
        ("/flows/filter", r#"{"a": "\ud800"}"#, 200),
        ("/flows/filter", r#"{"\udc00": {"\ud800": ["\ud800x"]}, "limit": 1}"#, 200),
        ("/flows/filter", r#"{"flows": {"name": {"any_": ["\ud83d\ude00"]}}}"#, 200),
        ("/flows/filter", r#"{"flows": {"name": {"any_": ["\ud800"]}}}"#, 400),
        ("/flows/filter", r#"{"flows": {"\ud800": 1}}"#, 400),
        ("/flows/", r#"{"name": "\ud800"}"#, 400),
        ("/flows/", r#"{"name": "f", "labels": {"\ud800": 1}}"#, 400),
        ("/variables/", r#"{"name": "v", "value": {"a": ["\ude00\ud83d"]}}"#, 400),
        ("/variables/", r#"{"name": "v", "value": "\ud83d\ude00"}"#, 201),
    ] {
        let request = Request::post(format!("/api{path}")).header("content-type", "application/json");
        let response = api.send(request.body(body.into()).unwrap()).await;
        assert_eq!(response.status(), status, "{path} {body}");
    }
}

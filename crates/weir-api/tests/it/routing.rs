//! Which requests find a route, and what the others are told: method, address, status, headers, body.

use std::fmt::Write as _;

use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::json;
use weir_api::{Cors, Settings};

use crate::api::Api;

const SHOWN: [header::HeaderName; 9] = [
    header::ALLOW,
    header::LOCATION,
    header::CONTENT_TYPE,
    header::VARY,
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    header::ACCESS_CONTROL_ALLOW_METHODS,
    header::ACCESS_CONTROL_ALLOW_HEADERS,
    header::ACCESS_CONTROL_MAX_AGE,
    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
];

/// What the server answers, as text: the status, the headers that matter, the body.
async fn answer(api: &Api, method: &str, uri: &str, headers: &[(&str, &str)]) -> String {
    let mut request = Request::builder().method(method).uri(uri).header(header::HOST, "weir.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = api.send(request.body(Body::empty()).unwrap()).await;
    let mut shown = response.status().as_u16().to_string();
    for name in SHOWN {
        for value in response.headers().get_all(&name) {
            write!(shown, "\n  {name}: {}", value.to_str().unwrap()).unwrap();
        }
    }
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    if !body.is_empty() {
        shown.push_str("\n  ");
        shown.push_str(&String::from_utf8_lossy(&body));
    }
    shown
}

#[tokio::test]
async fn what_no_route_takes() {
    let api = Api::new().await;
    let mut seen = String::new();
    for (method, uri) in [
        ("GET", "/api"),
        ("GET", "/api/"),
        ("GET", "/api/nothing"),
        ("PURGE", "/api/nothing"),
        ("GET", "/nothing"),
        ("GET", "/api/flows"),
        ("POST", "/api/flows?colour=red"),
        ("POST", "/api/health/"),
        ("GET", "/api/health%2F"),
        ("GET", "/api/flow_runs//"),
        ("GET", "/api/flows/"),
        ("HEAD", "/api/health"),
        ("OPTIONS", "/api/health"),
        ("PURGE", "/api/health"),
        ("GET", "/api/flows/rubbish"),
        ("GET", "/api/flows/%00"),
        ("GET", "/api/flows/name/a%2Fb"),
        ("POST", "/api/flows/0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e"),
        ("GET", "/api/flow_runs/count"),
        ("GET", "/api/events/in"),
        ("GET", "/api//health"),
    ] {
        writeln!(seen, "{method} {uri} → {}", answer(&api, method, uri, &[]).await).unwrap();
    }
    insta::assert_snapshot!(seen);
}

/// The paths below are routes too, of `POST` alone.
#[tokio::test]
async fn a_name_may_be_spelled_like_a_route() {
    let api = Api::new().await;
    for name in ["count", "filter"] {
        let path = format!("/work_pools/{name}");
        let missing = json!({ "detail": format!("Work pool \"{name}\" not found.") });
        assert_eq!(api.get(&path).await, (StatusCode::NOT_FOUND, missing.clone()));
        api.make("/work_pools/", json!({ "name": name, "type": "process" })).await;
        assert_eq!(api.get(&path).await.1["name"], name);
        assert_eq!(api.patch(&path, json!({ "is_paused": true })).await.0, StatusCode::NO_CONTENT);
        assert_eq!(api.get(&path).await.1["is_paused"], true);
        assert_eq!(api.get(&format!("{path}/queues/filter")).await.0, StatusCode::NOT_FOUND);
        api.make(&format!("{path}/queues"), json!({ "name": "filter" })).await;
        assert_eq!(api.get(&format!("{path}/queues/filter")).await.1["name"], "filter");
        assert_eq!(api.post("/work_pools/count", json!({})).await.1, 1);
        assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
        assert_eq!(api.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(api.put(&path, json!({})).await.0, StatusCode::METHOD_NOT_ALLOWED);
    }
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    let input = format!("/flow_runs/{run}/input/filter");
    assert_eq!(api.get(&input).await.0, StatusCode::NOT_FOUND);
    let made = api.post(&format!("/flow_runs/{run}/input"), json!({ "key": "filter", "value": "1" })).await;
    assert_eq!(made.0, StatusCode::CREATED);
    assert_eq!(api.get_text(&input).await, (StatusCode::OK, "1".to_owned()));
}

#[tokio::test]
async fn a_uuid_may_be_written_in_several_ways() {
    let api = Api::new().await;
    let id = api.flow("a flow").await;
    for written in [id.clone(), id.to_uppercase(), id.replace('-', "")] {
        let (status, flow) = api.get(&format!("/flows/{written}")).await;
        assert_eq!((status.as_u16(), flow["id"].as_str()), (200, Some(id.as_str())), "{written}");
    }
}

#[tokio::test]
async fn the_version_that_the_client_asks_for() {
    let api = Api::new().await;
    let mut seen = String::new();
    for version in ["0.8.4", "0.8.0", "0.7.9", "-1.0.0", "", "1", "1.2.x", "1.2.3.4"] {
        for path in ["/api/hello", "/api/health"] {
            let answer = answer(&api, "GET", path, &[("x-prefect-api-version", version)]).await;
            writeln!(seen, "{version:?} {path} → {answer}").unwrap();
        }
    }
    insta::assert_snapshot!(seen);
}

#[tokio::test]
async fn pages_of_other_origins() {
    let everybody = Api::new().await;
    let cors = Cors::new("https://ui.example,https://b.example", "GET,POST", "X-Colour");
    let some = Api::with(Settings { cors, ..Settings::default() }).await;
    let origin = ("origin", "https://ui.example");
    let method = ("access-control-request-method", "POST");
    let mut seen = String::new();
    for (title, headers) in [
        ("a simple request", vec![origin]),
        ("of a stranger", vec![("origin", "https://evil.example")]),
        ("a preflight", vec![origin, method]),
        ("of a stranger", vec![("origin", "https://evil.example"), method]),
        ("with headers", vec![origin, method, ("access-control-request-headers", "x-colour, content-type")]),
        ("with other headers", vec![origin, method, ("access-control-request-headers", "x-shape")]),
        ("for a method", vec![origin, ("access-control-request-method", "DELETE")]),
        ("for no method", vec![origin, ("access-control-request-method", "PURGE")]),
        ("from a private network", vec![origin, method, ("access-control-request-private-network", "true")]),
    ] {
        let verb = if headers.len() > 1 { "OPTIONS" } else { "GET" };
        for (name, api) in [("everybody", &everybody), ("some", &some)] {
            let answer = answer(api, verb, "/api/health", &headers).await;
            writeln!(seen, "{title}, {name}: {answer}").unwrap();
        }
    }
    insta::assert_snapshot!(seen);
}

#[tokio::test]
async fn the_contract_is_published() {
    let api = Api::new().await;
    for (uri, version) in [("/openapi.json", weir_api::PREFECT_VERSION), ("/api/openapi.json", "0.1.0")] {
        let response = api.send(Request::get(uri).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let document: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(document["info"]["version"], version);
        assert!(document["paths"]["/flow_runs/{id}/set_state"]["post"].is_object());
    }
}

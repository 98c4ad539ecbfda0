//! `/weir/keys` and `/weir/access`: keys made and revoked through the API.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use weir_api::Settings;
use weir_types::Secret;

use crate::api::{Answer, Api};

async fn ask(api: &Api, key: &str, method: Method, path: &str, body: Value) -> Answer {
    let authorization = format!("Bearer {key}");
    let headers = [("authorization", authorization.as_str())];
    api.ask_with(method, path, (!body.is_null()).then_some(body), &headers).await
}

/// Makes the first key, which is an administrator's.
async fn first(api: &Api) -> String {
    let (status, made) = api.post("/weir/keys", json!({ "name": "root", "role": "admin" })).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn keys_are_made_shown_once_and_revoked() {
    let api = Api::new().await;
    let root = first(&api).await;
    assert_eq!(api.get("/weir/keys").await.0, StatusCode::UNAUTHORIZED, "the server asks at once");
    let new = json!({ "name": "ci", "role": "viewer", "expires": "2026-02-03T00:00:00Z" });
    let (status, made) = ask(&api, &root, Method::POST, "/weir/keys", new.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(made, { ".api_key.id" => "[id]", ".key" => "[key]" });
    let text = made["key"].as_str().unwrap().to_owned();
    assert!(text.starts_with("weir_"));
    assert_eq!(ask(&api, &text, Method::GET, "/hello", Value::Null).await.0, StatusCode::OK);

    let (_, listed) = ask(&api, &root, Method::GET, "/weir/keys", Value::Null).await;
    assert_eq!(listed[0]["name"], "ci");
    assert_eq!(listed[1]["name"], "root");
    assert!(!listed.to_string().contains(&text) && !listed.to_string().contains("hash"));

    let (status, again) = ask(&api, &root, Method::POST, "/weir/keys", new).await;
    assert_eq!(status, StatusCode::CONFLICT, "{again}");
    let path = format!("/weir/keys/{}", made["api_key"]["id"].as_str().unwrap());
    assert_eq!(
        ask(&api, &root, Method::DELETE, &path, Value::Null).await,
        (StatusCode::NO_CONTENT, Value::Null)
    );
    let refused = ask(&api, &text, Method::GET, "/hello", Value::Null).await;
    assert_eq!(refused.0, StatusCode::UNAUTHORIZED, "this server knows at once");
    let (status, _) = ask(&api, &root, Method::DELETE, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let (_, log) = ask(&api, &root, Method::GET, "/weir/audit", Value::Null).await;
    let told: Vec<_> = log["entries"].as_array().unwrap().iter().map(|one| &one["method"]).collect();
    assert_eq!(told, ["DELETE", "DELETE", "POST", "POST"]);
    assert!(!log.to_string().contains(&text));
}

#[tokio::test]
async fn the_answer_with_a_key_is_not_kept_by_caches() {
    let api = Api::new().await;
    let request = Request::post("/api/weir/keys")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json!({ "name": "root", "role": "admin" }).to_string()))
        .unwrap();
    assert_eq!(api.send(request).await.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn the_first_key_is_an_administrators() {
    let api = Api::new().await;
    let (status, told) = api.post("/weir/keys", json!({ "name": "ci", "role": "operator" })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_json_snapshot!(told);
    assert_eq!(api.get("/hello").await.0, StatusCode::OK, "no key was made");
    let auth_string = Some(Secret::new("admin:pass".to_owned()));
    let api = Api::with(Settings { auth_string, ..Settings::default() }).await;
    let headers = [("authorization", "Basic YWRtaW46cGFzcw==")];
    let new = json!({ "name": "ci", "role": "operator" });
    let (status, _) = api.ask_with(Method::POST, "/weir/keys", Some(new), &headers).await;
    assert_eq!(status, StatusCode::CREATED, "whoever knows the auth string can make others");
}

#[tokio::test]
async fn bad_keys_are_refused_with_the_reason() {
    let api = Api::new().await;
    let mut told = Vec::new();
    for body in [
        json!({}),
        json!({ "name": "", "role": "admin" }),
        json!({ "name": "x".repeat(101), "role": "admin" }),
        json!({ "name": "a\nb", "role": "admin" }),
        json!({ "name": "ci", "role": "owner" }),
        json!({ "name": "ci", "role": "admin", "expires": "soon" }),
        json!({ "name": "ci", "role": "admin", "expires": "2026-02-02T02:40:00Z" }),
    ] {
        let (status, refused) = api.post("/weir/keys", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let detail =
            if refused["detail"].is_null() { &refused["exception_detail"] } else { &refused["detail"] };
        told.push(detail.clone());
    }
    assert_json_snapshot!(told);
    assert_eq!(api.get("/weir/keys").await, (StatusCode::OK, json!([])));
}

#[tokio::test]
async fn whoever_asks_learns_what_they_may() {
    let api = Api::new().await;
    let told = async |key: &str| ask(&api, key, Method::GET, "/weir/access", Value::Null).await.1;
    assert_eq!(told("").await, json!({ "required": false, "role": "admin", "key_name": null }));
    let root = first(&api).await;
    assert_eq!(told(&root).await, json!({ "required": true, "role": "admin", "key_name": "root" }));
    let new = json!({ "name": "eye", "role": "viewer" });
    let (_, made) = ask(&api, &root, Method::POST, "/weir/keys", new).await;
    let viewer = made["key"].as_str().unwrap();
    assert_eq!(told(viewer).await, json!({ "required": true, "role": "viewer", "key_name": "eye" }));
}

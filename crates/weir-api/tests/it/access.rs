//! Credentials and CSRF tokens.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, Request, StatusCode};
use serde_json::json;
use weir_api::Settings;
use weir_types::Secret;

use crate::api::Api;

#[tokio::test]
async fn every_route_but_the_probes_wants_the_credentials() {
    let auth_string = Some(Secret::new("admin:pass".to_owned()));
    let api = Api::with(Settings { auth_string, ..Settings::default() }).await;
    let unauthorized = (StatusCode::UNAUTHORIZED, json!({ "exception_message": "Unauthorized" }));
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let good = basic("admin:pass");
    let wrong = [
        basic("admin:wrong"),
        basic("admin:pass2"),
        good.replace("Basic", "Bearer"),
        "Basic".to_owned(),
        "Basic ???".to_owned(),
        String::new(),
    ];
    for path in ["/hello", "/version", "/admin/settings", "/variables/name/health", "/no-such-route"] {
        assert_eq!(api.get(path).await, unauthorized, "{path}");
        for wrong in &wrong {
            let headers = [("authorization", wrong.as_str()), ("upgrade", "websocket")];
            assert_eq!(api.ask_with(Method::GET, path, None, &headers).await, unauthorized, "{path} {wrong}");
        }
        let answer = api.ask_with(Method::GET, path, None, &[("authorization", &good)]).await;
        assert_ne!(answer.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(api.post("/variables/", json!({ "name": "n", "value": 1 })).await, unauthorized);
    assert_eq!(api.get("/health").await.0, StatusCode::OK);
    assert_eq!(api.get("/ready").await.0, StatusCode::OK);
    assert_eq!(api.post("/health", json!({})).await, unauthorized);
    let settings = api.ask_with(Method::GET, "/admin/settings", None, &[("authorization", &good)]).await.1;
    assert_eq!(settings["server"]["api"]["auth_string"], "**********");
}

#[tokio::test]
async fn metrics_want_the_credentials_unless_they_are_opened() {
    let auth_string = || Some(Secret::new("prometheus:pass".to_owned()));
    let open = Settings { auth_string: auth_string(), metrics_public: true, ..Settings::default() };
    let closed = Settings { auth_string: auth_string(), ..Settings::default() };
    let good = format!("Basic {}", STANDARD.encode("prometheus:pass"));
    let wrong = format!("Basic {}", STANDARD.encode("prometheus:no"));
    for (settings, path, without, with) in [
        (Settings::default(), "/metrics", StatusCode::OK, StatusCode::OK),
        (open.clone(), "/metrics", StatusCode::OK, StatusCode::OK),
        (open, "/api/flows/name/f", StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND),
        (closed.clone(), "/metrics", StatusCode::UNAUTHORIZED, StatusCode::OK),
        (closed.clone(), "/api/openapi.json", StatusCode::UNAUTHORIZED, StatusCode::OK),
        (closed, "/openapi.json", StatusCode::OK, StatusCode::OK),
    ] {
        let api = Api::with(settings).await;
        for (credentials, status) in [("", without), (&wrong, without), (&good, with)] {
            let request =
                Request::get(path).header("authorization", credentials).body(Body::empty()).unwrap();
            assert_eq!(api.send(request).await.status(), status, "{path} {credentials}");
        }
    }
}

#[tokio::test]
async fn what_changes_something_wants_a_csrf_token_where_that_is_asked() {
    let off = Api::new().await;
    let disabled = (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": "CSRF protection is disabled." }));
    assert_eq!(off.get("/csrf-token?client=me").await, disabled);

    let api = Api::with(Settings { csrf_protection: true, ..Settings::default() }).await;
    let (status, issued) = api.get("/csrf-token?client=me").await;
    assert_eq!(status, StatusCode::OK);
    let token = issued["token"].as_str().unwrap();
    assert_eq!((token.len(), &issued["client"]), (64, &json!("me")));
    assert_eq!(api.get("/flows/name/none").await.0, StatusCode::NOT_FOUND, "reading needs none");

    let make = |headers: Vec<(&'static str, String)>| {
        let api = &api;
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            api.ask_with(Method::POST, "/flows/", Some(json!({ "name": "f" })), &headers).await
        }
    };
    let refused = |detail: &str| (StatusCode::FORBIDDEN, json!({ "detail": detail }));
    let own = ("prefect-csrf-client", "me".to_owned());
    assert_eq!(make(vec![]).await, refused("Missing CSRF token."));
    assert_eq!(
        make(vec![("prefect-csrf-token", token.to_owned())]).await,
        refused("Missing client identifier.")
    );
    let invalid = refused("Invalid CSRF token or client identifier.");
    let other = ("prefect-csrf-client", "you".to_owned());
    assert_eq!(make(vec![("prefect-csrf-token", token.to_owned()), other]).await, invalid);
    assert_eq!(make(vec![("prefect-csrf-token", "x".to_owned()), own.clone()]).await, invalid);
    let good = vec![("prefect-csrf-token", token.to_owned()), own];
    assert_eq!(make(good.clone()).await.0, StatusCode::CREATED);
    api.wait(3601);
    assert_eq!(make(good).await, invalid, "it has expired");
}

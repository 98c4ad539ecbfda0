//! API keys: how they are shown, what each role may do, how soon they lose their force.

use std::time::Duration;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, Request, StatusCode};
use proptest::prelude::{ProptestConfig, Strategy, TestCaseError, prop_assert_eq, proptest};
use serde_json::{Value, json};
use weir_api::Settings;
use weir_store::api_keys;
use weir_types::{
    Secret, TimeDelta,
    api_keys::{ApiKeyCreate, Role},
};

use crate::{
    api::{Answer, Api},
    socket::Socket,
};

/// For how long a server may not have noticed what was done to a key.
const NOTICED: i64 = 2;

async fn key(api: &Api, name: &'static str, role: Role, expires: Option<i64>) -> String {
    let now = api.now();
    let expires = expires.map(|seconds| now + TimeDelta::from_secs(seconds));
    let new = ApiKeyCreate { name: name.to_owned(), role, expires };
    let made = api.store().write(new, move |conn, new| Box::pin(api_keys::create(conn, new, now)));
    made.await.unwrap().unwrap().key.expose().to_owned()
}

async fn revoke(api: &Api, name: &'static str) {
    let now = api.now();
    let revoked = api.store().write((), move |conn, ()| Box::pin(api_keys::revoke(conn, name, now))).await;
    assert!(revoked.unwrap());
}

fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

fn basic(text: &str) -> String {
    format!("Basic {}", STANDARD.encode(text))
}

async fn get(api: &Api, path: &str, authorization: &str) -> Answer {
    api.ask_with(Method::GET, path, None, &[("authorization", authorization)]).await
}

async fn status(api: &Api, authorization: &str) -> u16 {
    get(api, "/hello", authorization).await.0.as_u16()
}

fn unauthorized() -> Answer {
    (StatusCode::UNAUTHORIZED, json!({ "exception_message": "Unauthorized" }))
}

#[tokio::test]
async fn a_key_opens_the_server_however_it_is_shown() {
    let api = Api::new().await;
    assert_eq!(api.get("/hello").await.0, StatusCode::OK, "there is no key yet");
    let (good, other) =
        (key(&api, "good", Role::Viewer, None).await, key(&api, "other", Role::Viewer, None).await);
    api.wait(NOTICED);
    assert_eq!(api.get("/hello").await, unauthorized());
    let swapped = format!("{}_{}", &good[..37], &other[38..]);
    assert_eq!(swapped.len(), good.len());
    for (authorization, opens) in [
        (bearer(&good), true),
        (format!("bearer {good}"), true),
        (basic(&good), true),
        (basic(&format!("prometheus:{good}")), true),
        (bearer(&swapped), false),
        (bearer(&good[..good.len() - 1]), false),
        (bearer(&format!("{good}A")), false),
        (bearer(&basic(&good)[6..]), false),
        (basic(&format!("{good}:x")), false),
        (format!("Bearer {good} x"), false),
        (format!("Token {good}"), false),
        (good.clone(), false),
        ("Bearer".to_owned(), false),
        (bearer("weir__"), false),
        (bearer("pnu_1234"), false),
    ] {
        assert_eq!(status(&api, &authorization).await, if opens { 200 } else { 401 }, "{authorization}");
    }
}

/// The rows are gone, but what tells of them is not asked.
#[tokio::test]
async fn a_request_with_a_key_costs_no_statement() {
    let api = Api::new().await;
    let key = bearer(&key(&api, "k", Role::Viewer, None).await);
    assert_eq!(status(&api, &key).await, 200);
    let gone = api.store().write((), |conn, ()| Box::pin(conn.execute("DELETE FROM api_keys", &[])));
    assert_eq!(gone.await.unwrap(), 1);
    api.wait(NOTICED - 1);
    for _ in 0..50 {
        assert_eq!((status(&api, &key).await, api.get("/hello").await), (200, unauthorized()));
    }
}

/// The clock stands still, so no request finds the keys too old.
#[tokio::test]
async fn a_serving_server_notices_keys_by_itself() {
    let api = Api::new().await;
    api.listen().await;
    assert_eq!(api.get("/hello").await.0, StatusCode::OK);
    let key = bearer(&key(&api, "k", Role::Viewer, None).await);
    until(async || api.get("/hello").await == unauthorized() && status(&api, &key).await == 200).await;
    revoke(&api, "k").await;
    until(async || status(&api, &key).await == 401).await;
}

async fn until(holds: impl AsyncFn() -> bool) {
    while !holds().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn keys_and_the_auth_string_may_both_be_set() {
    let auth_string = Some(Secret::new("admin:pass".to_owned()));
    let api = Api::with(Settings { auth_string, ..Settings::default() }).await;
    let key = key(&api, "k", Role::Viewer, None).await;
    for (authorization, expected) in [
        (basic("admin:pass"), 200),
        (bearer(&key), 200),
        (bearer("admin:pass"), 401),
        (basic("admin:no"), 401),
    ] {
        assert_eq!(status(&api, &authorization).await, expected, "{authorization}");
    }
    assert_eq!(get(&api, "/admin/settings", &basic("admin:pass")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_a_role_may_not_do_is_refused_with_the_reason() {
    let api = Api::new().await;
    let viewer = bearer(&key(&api, "eye", Role::Viewer, None).await);
    let refused = json!({ "detail": "The role of the API key \"eye\", viewer, may not do this." });
    let headers = [("authorization", viewer.as_str())];
    let make = api.ask_with(Method::POST, "/flows/", Some(json!({ "name": "f" })), &headers);
    assert_eq!(make.await, (StatusCode::FORBIDDEN, refused));
    let list = api.ask_with(Method::POST, "/flows/filter", Some(json!({})), &headers);
    assert_eq!(list.await, (StatusCode::OK, json!([])));
    assert_eq!(
        get(&api, "/work_pools/count", &viewer).await.0,
        StatusCode::NOT_FOUND,
        "spelled like a route"
    );
}

#[tokio::test]
async fn metrics_are_for_every_role() {
    let api = Api::new().await;
    for role in Role::ALL {
        let key = key(&api, role.as_str(), role, None).await;
        for (path, expected) in [("/metrics", true), ("/api/openapi.json", role != Role::Metrics)] {
            let request =
                Request::get(path).header("authorization", bearer(&key)).body(Body::empty()).unwrap();
            assert_eq!(api.send(request).await.status() == StatusCode::OK, expected, "{role} {path}");
        }
        api.wait(NOTICED);
    }
    assert_eq!(api.send(Request::get("/metrics").body(Body::empty()).unwrap()).await.status(), 401);
}

#[tokio::test]
async fn those_who_may_only_read_see_no_secrets() {
    let api = Api::new().await;
    let (viewer, operator) = (
        bearer(&key(&api, "v", Role::Viewer, None).await),
        bearer(&key(&api, "o", Role::Operator, None).await),
    );
    for secrets in [false, true] {
        let id = "0192f0c1-a2b3-7c4d-8e9f-0a1b2c3d4e5f";
        for path in [
            "/block_documents/ID",
            "/block_types/slug/s/block_documents",
            "/block_types/slug/s/block_documents/name/n",
        ] {
            let path = format!("{}?include_secrets={secrets}", path.replace("ID", id));
            assert_eq!(get(&api, &path, &viewer).await.0.as_u16(), if secrets { 403 } else { 404 }, "{path}");
            assert_eq!(get(&api, &path, &operator).await.0.as_u16(), 404, "{path}");
        }
        let body = json!({ "include_secrets": secrets });
        for (key, expected) in [(&viewer, if secrets { 403 } else { 200 }), (&operator, 200)] {
            let headers = [("authorization", key.as_str())];
            let listed =
                api.ask_with(Method::POST, "/block_documents/filter", Some(body.clone()), &headers).await;
            assert_eq!(listed.0.as_u16(), expected, "{secrets}");
        }
    }
}

#[tokio::test]
async fn the_last_use_is_noted_beside_the_request() {
    let api = Api::new().await;
    let key = key(&api, "k", Role::Viewer, None).await;
    assert_eq!(status(&api, &bearer(&key)).await, 200);
    let used = api.now();
    loop {
        let keys = api.store().read((), |conn, ()| Box::pin(api_keys::list(conn))).await.unwrap();
        if let Some(noted) = keys[0].last_used {
            assert_eq!(noted, used);
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// What is done to a key, and what a client that shows it sees.
#[derive(Clone, Debug)]
enum Step {
    Wait(i64),
    Revoke,
    Ask,
}

fn steps() -> impl Strategy<Value = (Option<i64>, Vec<Step>)> {
    let step = proptest::prop_oneof![
        4 => (1..4_i64).prop_map(Step::Wait),
        1 => proptest::strategy::Just(Step::Revoke),
        4 => proptest::strategy::Just(Step::Ask),
    ];
    (proptest::option::of(1..12_i64), proptest::collection::vec(step, 1..20))
}

/// A key opens the server from the moment that it is noticed until it expires or it is noticed that it was revoked.
async fn obey(expires: Option<i64>, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let api = Api::new().await;
    let (key, mut revoked) = (bearer(&key(&api, "k", Role::Viewer, expires).await), None);
    let begin = api.now();
    for step in steps {
        match step {
            Step::Wait(seconds) => api.wait(seconds),
            Step::Revoke if revoked.is_none() => {
                revoke(&api, "k").await;
                revoked = Some(api.now());
            }
            Step::Revoke => {}
            Step::Ask => {
                let now = api.now();
                let expired =
                    expires.is_some_and(|seconds| now.since(begin) >= TimeDelta::from_secs(seconds));
                let noticed = revoked.is_some_and(|at| now.since(at) >= TimeDelta::from_secs(NOTICED));
                let status = status(&api, &key).await;
                if expired || noticed {
                    prop_assert_eq!(status, 401);
                } else if revoked.is_none() {
                    prop_assert_eq!(status, 200);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_key_is_refused_in_time((expires, steps) in steps()) {
        tokio::runtime::Runtime::new().unwrap().block_on(obey(expires, steps))?;
    }
}

#[tokio::test]
async fn a_server_whose_last_key_is_revoked_stays_closed() {
    let api = Api::new().await;
    let key = key(&api, "k", Role::Admin, None).await;
    revoke(&api, "k").await;
    for _ in 0..3 {
        assert_eq!((api.get("/hello").await, status(&api, &bearer(&key)).await), (unauthorized(), 401));
        api.wait(NOTICED);
    }
}

/// The websockets with the weakest role that may use them.
const SOCKETS: [(&str, Role); 5] = [
    ("/events/in", Role::Operator),
    ("/events/out", Role::Viewer),
    ("/logs/out", Role::Viewer),
    ("/task_runs/subscriptions/scheduled", Role::Operator),
    ("/work_pools/p/workers/connect", Role::Operator),
];

#[tokio::test]
async fn a_websocket_asks_for_the_role() {
    let api = Api::new().await;
    for role in Role::ALL {
        let key = key(&api, role.as_str(), role, None).await;
        api.wait(NOTICED);
        for (path, weakest) in SOCKETS {
            let strict = path.starts_with("/work_pools");
            let reason =
                |text: String| Some((1008, if strict { "authentication_failed".to_owned() } else { text }));
            for (token, authorization) in
                [(json!(key), None), (Value::Null, Some(bearer(&key))), (json!(""), Some(basic(&key)))]
            {
                let mut socket = Socket::ask_with(&api, path, true, authorization.as_deref()).await.unwrap();
                socket.send(json!({ "type": "auth", "token": token })).await;
                if role >= weakest {
                    assert_eq!(socket.receive().await, json!({ "type": "auth_success" }), "{role} {path}");
                } else {
                    let text = format!("The role of the API key \"{role}\", {role}, may not do this.");
                    assert_eq!(socket.ended().await, reason(text), "{path}");
                }
            }
            for (token, text) in
                [(Value::Null, "Auth required but no token provided"), (json!("weir_x"), "Invalid token")]
            {
                let mut socket = Socket::connect(&api, path).await;
                socket.send(json!({ "type": "auth", "token": token })).await;
                assert_eq!(socket.ended().await, reason(text.to_owned()), "{path}");
            }
            let without = Socket::ask_with(&api, path, false, Some(&bearer(&key))).await;
            assert_eq!(without.is_ok(), role >= weakest && !strict, "without the handshake: {role} {path}");
            assert!(Socket::ask(&api, path, false).await.is_err());
        }
    }
}

#[tokio::test]
async fn a_websocket_ends_with_its_key() {
    let api = Api::new().await;
    let key = key(&api, "k", Role::Operator, None).await;
    let mut socket = Socket::connect(&api, "/events/in").await;
    socket.send(json!({ "type": "auth", "token": key })).await;
    assert_eq!(socket.receive().await, json!({ "type": "auth_success" }));
    socket.confirmed().await;
    revoke(&api, "k").await;
    api.wait(NOTICED);
    assert_eq!(socket.ended().await, None);
}

async fn audit(api: &Api, admin: &str, query: &str) -> Value {
    let (status, page) = get(api, &format!("/weir/audit{query}"), admin).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

#[tokio::test]
async fn what_is_changed_with_a_key_is_written_down() {
    let api = Api::new().await;
    let admin = bearer(&key(&api, "root", Role::Admin, None).await);
    let operator = bearer(&key(&api, "ci", Role::Operator, None).await);
    let ask = async |method: Method, path: &str, body: Value, headers: &[(&'static str, &str)]| {
        let headers: Vec<_> =
            std::iter::once(("authorization", operator.as_str())).chain(headers.iter().copied()).collect();
        api.ask_with(method, path, Some(body), &headers).await
    };
    let (_, made) = ask(Method::POST, "/flows/", json!({ "name": "f" }), &[("x-request-id", "r-1")]).await;
    api.wait(1);
    let path = format!("/flows/{}", made["id"].as_str().unwrap());
    ask(Method::PATCH, &format!("{path}?secret=s"), json!({ "tags": ["t"] }), &[]).await;
    api.wait(1);
    ask(Method::POST, "/flows/", json!({ "name": 5 }), &[]).await;
    // These change nothing, or nobody is known to ask.
    ask(Method::POST, "/flows/filter", json!({}), &[]).await;
    ask(Method::GET, &path, Value::Null, &[]).await;
    api.delete(&path).await;
    let mut socket = Socket::connect(&api, "/events/in").await;
    socket.send(json!({ "type": "auth", "token": operator[7..] })).await;
    assert_eq!(socket.receive().await, json!({ "type": "auth_success" }));
    socket.confirmed().await;
    let mut reader = Socket::connect(&api, "/events/out").await;
    reader.send(json!({ "type": "auth", "token": operator[7..] })).await;
    assert_eq!(reader.receive().await, json!({ "type": "auth_success" }));

    let mut page = audit(&api, &admin, "").await;
    let all = page["entries"].as_array().unwrap().clone();
    for entry in page["entries"].as_array_mut().unwrap() {
        entry["path"] =
            entry["path"].as_str().unwrap().replace(made["id"].as_str().unwrap(), "[flow]").into();
    }
    insta::assert_json_snapshot!(page, {
        ".entries[].id" => "[id]",
        ".entries[].key_id" => "[key]",
    });

    let first = audit(&api, &admin, "?limit=3").await;
    assert_eq!(first["entries"].as_array().unwrap(), &all[..3]);
    let rest = audit(&api, &admin, &format!("?limit=3&after={}", first["next"].as_str().unwrap())).await;
    assert_eq!((rest["entries"].as_array().unwrap().as_slice(), &rest["next"]), (&all[3..], &Value::Null));
    let since = audit(&api, &admin, &format!("?since={}", all[2]["at"].as_str().unwrap())).await;
    assert_eq!(since["entries"].as_array().unwrap(), &all[..3]);
    let by_path = audit(&api, &admin, "?method=POST&path=events&failed=false&key_name=robot").await;
    assert_eq!(by_path, json!({ "entries": [], "next": null }));
    let failed = audit(&api, &admin, "?failed=true").await;
    assert!(failed["entries"].as_array().unwrap().iter().all(|entry| entry["status"].as_i64() >= Some(400)));
    assert!(!failed["entries"].as_array().unwrap().is_empty());
    assert_eq!(get(&api, "/weir/audit", &operator).await.0, StatusCode::FORBIDDEN);
    assert_eq!(api.get("/weir/audit").await, unauthorized());
    assert_eq!(get(&api, "/weir/audit?limit=x", &admin).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn many_changes_at_once_are_all_written_down() {
    let api = Api::new().await;
    let admin = bearer(&key(&api, "root", Role::Admin, None).await);
    let headers = [("authorization", admin.as_str())];
    let changes = (0..60).map(|number| {
        api.ask_with(Method::POST, "/flows/", Some(json!({ "name": format!("f{number}") })), &headers)
    });
    for (status, _) in futures_util::future::join_all(changes).await {
        assert_eq!(status, StatusCode::CREATED);
    }
    let written = audit(&api, &admin, "").await;
    assert_eq!(written["entries"].as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn a_change_whose_client_goes_away_is_written_down() {
    let api = Api::new().await;
    let admin = bearer(&key(&api, "root", Role::Admin, None).await);
    assert_eq!(status(&api, &admin).await, 200);
    let headers = [("authorization", admin.as_str())];
    let mut change = Box::pin(api.ask_with(Method::POST, "/flows/", Some(json!({ "name": "f" })), &headers));
    assert!(futures_util::FutureExt::now_or_never(&mut change).is_none(), "it is under way");
    drop(change);
    while audit(&api, &admin, "").await["entries"] == json!([]) {
        tokio::task::yield_now().await;
    }
    assert_eq!(audit(&api, &admin, "").await["entries"][0]["status"], 201);
}

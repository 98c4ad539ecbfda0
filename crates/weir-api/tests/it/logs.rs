//! `/logs`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::{
    api::{Api, numbered},
    socket::Socket,
};

const RUN: &str = "00000000-0000-4000-8000-000000000001";
const TASK: &str = "00000000-0000-4000-8000-000000000002";

fn line(message: &str, level: i64) -> Value {
    json!({
        "name": "l", "message": message, "level": level, "timestamp": "2026-02-02T02:40:00Z", "flow_run_id": RUN,
    })
}

fn lines() -> Value {
    let mut task = line("task", 50);
    task["timestamp"] = json!("2026-02-02T02:40:01Z");
    task["task_run_id"] = json!(TASK);
    json!([line("low", 20), line("high\0", 40), task])
}

async fn listen(api: &Api, filter: Value) -> Socket {
    let mut socket = Socket::open(api, "/logs/out").await;
    socket.send(json!({ "type": "filter", "filter": filter })).await;
    // The pong comes when the stream has begun.
    socket.confirmed().await;
    socket
}

#[tokio::test]
async fn lines_go_to_those_who_listen_for_them() {
    let api = Api::new().await;
    assert_eq!(api.post("/logs/", json!([line("before", 40)])).await, (StatusCode::CREATED, Value::Null));
    let cases = [
        (json!({}), vec!["low", "high", "task"]),
        (json!({ "level": { "ge_": 30 } }), vec!["high", "task"]),
        (json!({ "level": { "le_": 30 }, "flow_run_id": { "any_": [RUN] } }), vec!["low"]),
        (
            json!({ "level": { "ge_": 50 }, "operator": "or_", "text": { "query": "LOW" } }),
            vec!["low", "task"],
        ),
        (json!({ "task_run_id": { "is_null_": true } }), vec!["low", "high"]),
        (json!({ "task_run_id": { "any_": [TASK] } }), vec!["task"]),
        (json!({ "timestamp": { "before_": "2026-02-02T02:40:00Z" } }), vec!["low", "high"]),
        (json!({ "operator": "or_" }), vec!["low", "high", "task"]),
    ];
    let mut listeners = Vec::new();
    for (filter, expected) in cases {
        listeners.push((listen(&api, filter.clone()).await, filter, expected));
    }
    // Twice, so that a line that should not come shows before the last one that should.
    for _ in 0..2 {
        api.post("/logs/", lines()).await;
    }
    for (mut socket, filter, expected) in listeners {
        for message in [expected.clone(), expected].concat() {
            let received = socket.receive().await;
            assert_eq!(received["log"]["message"], message, "{filter}");
        }
    }
}

#[tokio::test]
async fn a_line_that_comes_before_the_filter_is_streamed() {
    let api = Api::new().await;
    api.post("/logs/", json!([line("before", 40)])).await;
    let mut socket = Socket::open(&api, "/logs/out").await;
    // Whoever reads now what there is must be told of what comes from here on.
    api.post("/logs/", json!([line("between", 40)])).await;
    socket.send(json!({ "type": "filter", "filter": {} })).await;
    assert_eq!(socket.receive().await["log"]["message"], "between");
}

#[tokio::test]
async fn a_line_streams_whole() {
    let api = Api::new().await;
    let mut socket = listen(&api, json!({})).await;
    api.post("/logs/", lines()).await;
    assert_json_snapshot!(numbered(&socket.receive().await));
}

#[tokio::test]
async fn who_sends_no_filter_is_shown_out() {
    let api = Api::new().await;
    let protocol = |reason: &str| Some((1002, reason.to_owned()));
    for path in ["/logs/out", "/events/out"] {
        for (message, end) in [
            (r#"{"type":"other"}"#, protocol("Expected 'filter' message")),
            (r#"{"type":"filter"}"#, protocol("Invalid filter: 'filter'")),
            (r#"{"type":"filter","filter":{"colour":1}}"#, None),
            ("{}", None),
            ("[]", None),
            ("rubbish", None),
        ] {
            let mut socket = Socket::open(&api, path).await;
            socket.send_raw(Message::text(message)).await;
            assert_eq!(socket.ended().await, end, "{path} {message}");
        }
        let mut socket = Socket::open(&api, path).await;
        socket.send_raw(Message::binary(r#"{"type":"filter","filter":{}}"#)).await;
        assert_eq!(socket.ended().await, None, "{path}");
    }
    assert_eq!(api.get("/ready").await.0, StatusCode::OK);
}

#[tokio::test]
async fn lines_are_listed() {
    let api = Api::new().await;
    api.post("/logs/", lines()).await;
    for (query, expected) in [
        (json!({}), vec!["low", "high", "task"]),
        (json!({ "sort": "TIMESTAMP_DESC", "limit": 1 }), vec!["task"]),
        (json!({ "logs": { "level": { "ge_": 30 } }, "offset": 1 }), vec!["task"]),
        (json!({ "limit": 0 }), vec![]),
    ] {
        let (status, found) = api.post("/logs/filter", query.clone()).await;
        assert_eq!(status, StatusCode::OK);
        let messages: Vec<&str> =
            found.as_array().unwrap().iter().map(|line| line["message"].as_str().unwrap()).collect();
        assert_eq!(messages, expected, "{query}");
    }
    assert_eq!(api.post("/logs/filter", json!({ "limit": 201 })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn where_there_is_no_websocket_the_upgrade_is_refused() {
    let api = Api::new().await;
    match Socket::ask(&api, "/no/such/socket", true).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), StatusCode::FORBIDDEN),
        other => panic!("expected a refusal: {}", other.is_ok()),
    }
}

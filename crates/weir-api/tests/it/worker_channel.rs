//! `/work_pools/{name}/workers/connect`: the websocket of a pool's workers.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use weir_api::Settings;
use weir_types::Secret;

use crate::{
    api::{Api, numbered},
    socket::Socket,
};

const CONNECT: &str = "/work_pools/p/workers/connect";
const CONSUMER: &str = "00000000-0000-4000-8000-000000000002";

fn frame(kind: &str, payload: &Value) -> Value {
    json!({
        "type": kind, "id": "00000000-0000-4000-8000-000000000001", "sent_at": "2026-02-02T02:40:00Z",
        "payload": payload,
    })
}

fn hello(change: Value) -> Value {
    let mut payload = json!({
        "consumer_id": CONSUMER, "worker_name": "w", "worker_type": "process", "heartbeat_interval_seconds": 30,
        "supported_channel_versions": ["work_pool_worker_channel.v0", "work_pool_worker_channel.v1"],
        "requested_capabilities": ["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"],
    });
    if let Value::Object(change) = change {
        payload.as_object_mut().unwrap().extend(change);
    }
    frame("worker.hello.v1", &payload)
}

fn heartbeat(worker: &str) -> Value {
    frame(
        "worker.heartbeat.v1",
        &json!({ "consumer_id": CONSUMER, "worker_name": worker, "heartbeat_interval_seconds": 20 }),
    )
}

async fn pool(api: &Api) {
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
}

/// Opens the channel of a worker that was told that all is ready.
async fn ready(api: &Api) -> Socket {
    let mut socket = Socket::open(api, CONNECT).await;
    socket.send(hello(Value::Null)).await;
    assert_eq!(socket.receive().await["type"], "worker.ready.v1");
    socket
}

#[tokio::test]
async fn a_worker_presents_itself_and_is_sent_the_pool() {
    let api = Api::new().await;
    pool(&api).await;
    api.make("/work_pools/p/queues", json!({ "name": "q", "priority": 1 })).await;
    let mut socket = Socket::open(&api, CONNECT).await;
    let template = json!({ "variables": {}, "job_configuration": {} });
    socket
        .send(hello(json!({ "work_queue_names": ["q", "q"], "default_base_job_template": template })))
        .await;
    assert_json_snapshot!("worker_ready", numbered(&socket.receive().await));
    let (_, workers) = api.post("/work_pools/p/workers/filter", json!({})).await;
    assert_eq!((&workers[0]["name"], &workers[0]["status"]), (&json!("w"), &json!("ONLINE")));
    assert_eq!(api.get("/work_pools/p").await.1["base_job_template"], template);
    assert_eq!(api.delete("/work_pools/p/workers/connect").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_worker_hears_of_changes_of_its_pool() {
    let api = Api::new().await;
    pool(&api).await;
    api.make("/work_pools/", json!({ "name": "other", "type": "process" })).await;
    let mut socket = ready(&api).await;
    for (path, change) in [
        ("/work_pools/other", json!({ "is_paused": true })),
        ("/work_pools/p", json!({ "description": "of no concern" })),
        ("/work_pools/p", json!({ "concurrency_limit": 3 })),
    ] {
        assert_eq!(api.patch(path, change).await.0, StatusCode::NO_CONTENT);
    }
    let snapshot = socket.receive().await;
    let payload = &snapshot["payload"];
    assert_eq!(snapshot["type"], "work_pool.snapshot.v1");
    assert_eq!((&payload["snapshot_sequence"], &payload["reason"]), (&json!(2), &json!("work_pool_updated")));
    assert_eq!(payload["work_pool"]["concurrency_limit"], 3);
    assert_eq!(api.delete("/work_pools/p").await.0, StatusCode::NO_CONTENT);
    assert_eq!(socket.ended().await, Some((1008, "authorization_failed".to_owned())));
}

#[tokio::test]
async fn signs_of_life_are_noted() {
    let api = Api::new().await;
    pool(&api).await;
    let mut socket = ready(&api).await;
    api.wait(10);
    socket.send(heartbeat("w")).await;
    socket.confirmed().await;
    // What was changed without a word to this process shows at the next sign of life.
    assert_eq!(api.patch("/work_pools/p", json!({ "description": "d" })).await.0, StatusCode::NO_CONTENT);
    api.wait(10);
    socket.send(heartbeat("w")).await;
    let snapshot = socket.receive().await;
    assert_eq!(snapshot["payload"]["reason"], "heartbeat_reconciliation");
    assert_eq!(snapshot["payload"]["work_pool"]["description"], "d");
    let (_, workers) = api.post("/work_pools/p/workers/filter", json!({})).await;
    assert_eq!(workers[0]["heartbeat_interval_seconds"], 20);
    assert_eq!(workers[0]["last_heartbeat_time"], "2026-02-02T02:40:20Z");

    let answer = json!({ "message_id": CONSUMER, "reservation_token": "t" });
    socket.send(frame("cleanup.ack.v1", &answer)).await;
    assert_json_snapshot!("cleanup_refused", numbered(&socket.receive().await));
    socket.send(heartbeat("another")).await;
    assert_eq!(socket.ended().await, Some((1002, "protocol_error".to_owned())));
}

#[tokio::test]
async fn a_pool_is_made_for_a_worker_that_asks_for_it() {
    let api = Api::new().await;
    for (path, change, reason) in [
        (CONNECT, json!({}), "authorization_failed"),
        (
            CONNECT,
            json!({ "create_pool_if_not_found": true, "work_queue_names": ["q"] }),
            "authorization_failed",
        ),
        (
            "/work_pools/Prefect/workers/connect",
            json!({ "create_pool_if_not_found": true }),
            "authorization_failed",
        ),
    ] {
        let mut socket = Socket::open(&api, path).await;
        socket.send(hello(change)).await;
        assert_eq!(socket.ended().await, Some((1008, reason.to_owned())));
    }
    let mut socket = Socket::open(&api, CONNECT).await;
    socket.send(hello(json!({ "create_pool_if_not_found": true }))).await;
    let pool = &socket.receive().await["payload"]["initial_snapshot"]["work_pool"];
    assert_eq!((&pool["type"], &pool["status"]), (&json!("process"), &json!("READY")));
    assert_eq!(api.get("/work_pools/p").await.1["id"], pool["id"]);
}

#[tokio::test]
async fn what_breaks_the_protocol_ends_the_channel() {
    let api = Api::new().await;
    pool(&api).await;
    let protocol = (1002, "protocol_error");
    for (message, (code, reason)) in [
        (Message::text("rubbish"), protocol),
        (Message::text(heartbeat("w").to_string()), protocol),
        (Message::text(hello(json!({ "colour": 1 })).to_string()), protocol),
        (
            Message::text(hello(json!({ "work_queue_names": ["none"] })).to_string()),
            (1008, "authorization_failed"),
        ),
        (
            Message::text(hello(json!({ "supported_channel_versions": ["v2"] })).to_string()),
            (1008, "unsupported_version"),
        ),
        (Message::binary(b"{}".to_vec()), (1011, "transient_server_error")),
    ] {
        let mut socket = Socket::open(&api, CONNECT).await;
        socket.send_raw(message.clone()).await;
        assert_eq!(socket.ended().await, Some((code, reason.to_owned())), "{message:?}");
    }
    let mut socket = ready(&api).await;
    socket.send(hello(Value::Null)).await;
    assert_eq!(socket.ended().await, Some((1002, "protocol_error".to_owned())));
}

#[tokio::test]
async fn a_worker_must_greet() {
    let auth_string = Some(Secret::new("u:p".to_owned()));
    for settings in [Settings::default(), Settings { auth_string, ..Settings::default() }] {
        let api = Api::with(settings).await;
        assert!(Socket::ask(&api, CONNECT, false).await.is_err(), "the subprotocol is required");
        let mut socket = Socket::connect(&api, CONNECT).await;
        socket.send(json!({ "type": "hello" })).await;
        assert_eq!(socket.ended().await, Some((1008, "authentication_failed".to_owned())));
    }
}

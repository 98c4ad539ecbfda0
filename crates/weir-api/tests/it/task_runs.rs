//! `/task_runs`, `/task_run_states` and `/ui/task_runs`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::{
    api::{Api, numbered},
    socket::Socket,
};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";

async fn flow_run(api: &Api) -> String {
    let flow = api.flow("f").await;
    let body = json!({ "flow_id": flow, "name": "parent", "state": { "type": "RUNNING" } });
    api.make("/flow_runs/", body).await
}

async fn task_run(api: &Api, flow_run: &str, key: &str) -> String {
    let body = json!({ "flow_run_id": flow_run, "task_key": key, "dynamic_key": "0", "name": key });
    api.make("/task_runs/", body).await
}

async fn set_state(api: &Api, run: &str, state: &str) -> (StatusCode, Value) {
    api.post(&format!("/task_runs/{run}/set_state"), json!({ "state": { "type": state } })).await
}

#[tokio::test]
async fn a_run_is_made_with_all_that_was_asked_for() {
    let api = Api::new().await;
    let flow_run = flow_run(&api).await;
    let wanted = json!({
        "flow_run_id": flow_run, "name": "mine", "task_key": "m.t-1", "dynamic_key": "7", "cache_key": "c",
        "cache_expiration": "2031-01-01T00:00:00Z", "task_version": "3", "tags": ["b", "a"], "labels": { "n": 1 },
        "empirical_policy": { "retries": 3, "retry_delay": [1, 2.5] },
        "task_inputs": { "p": [{ "input_type": "parameter", "name": "day" }] },
        "state": { "type": "SCHEDULED", "state_details": { "scheduled_time": "2026-02-02T03:00:00Z" } },
    });
    let (status, made) = api.post("/task_runs/", wanted.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let run = made["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/task_runs/{run}")).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.post("/task_runs/", wanted).await, (StatusCode::OK, made.clone()));
    let (_, mut shown) = api.get(&format!("/ui/task_runs/{run}")).await;
    assert_eq!(shown.as_object_mut().unwrap().remove("flow_run_name"), Some(json!("parent")));
    assert_eq!(shown, made);
}

#[tokio::test]
async fn a_run_goes_through_its_states() {
    let api = Api::new().await;
    let run = task_run(&api, &flow_run(&api).await, "t").await;
    let mut answers = Vec::new();
    for state in ["RUNNING", "COMPLETED", "RUNNING"] {
        api.wait(10);
        let (status, answer) = set_state(&api, &run, state).await;
        answers.push(json!([status.as_u16(), answer]));
    }
    let (_, states) = api.get(&format!("/task_run_states/?task_run_id={run}")).await;
    assert_json_snapshot!(numbered(&json!({ "answers": answers, "states": states })));
    let state = states[1]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/task_run_states/{state}")).await, (StatusCode::OK, states[1].clone()));
}

#[tokio::test]
async fn runs_are_listed_counted_and_paged() {
    let api = Api::new().await;
    let flow_run = flow_run(&api).await;
    for key in ["a", "b", "c"] {
        let run = task_run(&api, &flow_run, key).await;
        set_state(&api, &run, "RUNNING").await;
    }
    let names =
        |runs: &Value| runs.as_array().unwrap().iter().map(|run| run["name"].clone()).collect::<Vec<_>>();
    let some = json!({ "task_runs": { "name": { "any_": ["a", "b"] } }, "sort": "NAME_DESC" });
    assert_eq!(names(&api.post("/task_runs/filter", some.clone()).await.1), ["b", "a"]);
    assert_eq!(api.post("/task_runs/count", some).await.1, 2);
    let (_, page) =
        api.post("/task_runs/paginate", json!({ "limit": 2, "page": 2, "sort": "NAME_ASC" })).await;
    assert_json_snapshot!(numbered(&page));
    assert_eq!(api.post("/ui/task_runs/count", json!({})).await.1["RUNNING"], 3);
    for (limit, expected) in [(201, "less than or equal to 200."), (-1, "greater than or equal to 0.")] {
        let (status, answer) = api.post("/task_runs/filter", json!({ "limit": limit })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer, json!({ "detail": format!("Invalid limit: must be {expected}") }));
    }
}

#[tokio::test]
async fn runs_have_a_history() {
    let api = Api::new().await;
    let run = task_run(&api, &flow_run(&api).await, "t").await;
    for state in ["RUNNING", "COMPLETED"] {
        api.wait(60);
        set_state(&api, &run, state).await;
    }
    let span = json!({
        "history_start": "2026-02-02T02:00:00Z", "history_end": "2026-02-02T03:30:00Z",
        "history_interval_seconds": 3600.0,
    });
    assert_json_snapshot!(api.post("/task_runs/history", span.clone()).await.1);
    let mut short = span;
    short["history_interval_seconds"] = json!(0.5);
    let refusal = json!({ "detail": "History interval must not be less than 1 second." });
    assert_eq!(api.post("/task_runs/history", short).await, (StatusCode::UNPROCESSABLE_ENTITY, refusal));
    let since = json!({ "task_runs": { "start_time": { "after_": "2026-02-02T02:40:30Z" } } });
    let (_, counts) = api.post("/ui/task_runs/dashboard/counts", since).await;
    // The clock shows 02:42, so the twenty intervals are nine seconds long; the run started in the seventh.
    let expected: Vec<Value> =
        (0..20).map(|nth| json!({ "completed": i64::from(nth == 6), "failed": 0 })).collect();
    assert_eq!(counts, json!(expected));
    let refusal = json!({ "detail": "task_runs.start_time.after_ is required" });
    let answer = api.post("/ui/task_runs/dashboard/counts", json!({ "task_runs": {} })).await;
    assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, refusal));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let api = Api::new().await;
    let not_found = |what: &str| (StatusCode::NOT_FOUND, json!({ "detail": format!("{what} not found") }));
    let run = task_run(&api, &flow_run(&api).await, "t").await;
    assert_eq!(
        api.patch(&format!("/task_runs/{run}"), json!({ "name": "u" })).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(api.get(&format!("/task_runs/{run}")).await.1["name"], "u");
    assert_eq!(api.delete(&format!("/task_runs/{run}")).await.0, StatusCode::NO_CONTENT);
    for run in [&run, UNKNOWN] {
        assert_eq!(api.get(&format!("/task_runs/{run}")).await, not_found("Task"));
        assert_eq!(api.get(&format!("/ui/task_runs/{run}")).await, not_found("Task"));
        assert_eq!(api.delete(&format!("/task_runs/{run}")).await, not_found("Task"));
        assert_eq!(api.patch(&format!("/task_runs/{run}"), json!({})).await, not_found("Task run"));
        let answer = set_state(&api, run, "RUNNING").await;
        let expected = json!({ "exception_message": format!("Task run with id {run} not found") });
        assert_eq!(answer, (StatusCode::NOT_FOUND, expected));
    }
    let (status, answer) =
        api.post("/task_runs/", json!({ "flow_run_id": UNKNOWN, "task_key": "t", "dynamic_key": "0" })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(answer["detail"].as_str().unwrap().starts_with("Data integrity conflict."));
}

const SUBSCRIPTION: &str = "/task_runs/subscriptions/scheduled";

async fn background(api: &Api, key: &str, number: u32) -> String {
    let state = json!({ "type": "SCHEDULED", "state_details": { "deferred": true } });
    let body =
        json!({ "flow_run_id": null, "task_key": key, "dynamic_key": number.to_string(), "state": state });
    api.make("/task_runs/", body).await
}

async fn subscribe(api: &Api) -> Socket {
    let mut socket = Socket::open(api, SUBSCRIPTION).await;
    socket.send(json!({ "type": "subscribe", "keys": ["k", "l"], "client_id": "w" })).await;
    socket
}

#[tokio::test]
async fn background_runs_go_to_one_worker_each() {
    let api = Api::new().await;
    let first = background(&api, "k", 0).await;
    background(&api, "other", 0).await;
    let mut worker = subscribe(&api).await;
    let offered = worker.receive().await;
    assert_eq!(offered, api.get(&format!("/task_runs/{first}")).await.1);
    api.wait(1);
    let second = background(&api, "l", 1).await;
    let mut other = subscribe(&api).await;
    assert_eq!(other.receive().await["id"], second, "the first run is with the first worker");
    worker.send(json!({ "type": "ack" })).await;
    drop(other);
    assert_eq!(worker.receive().await["id"], second, "the other worker broke off");
    worker.send(json!({ "type": "ack" })).await;
    worker.confirmed().await;
    let third = background(&api, "k", 2).await;
    assert_eq!(worker.receive().await["id"], third);
    worker.send(json!({ "type": "quit" })).await;
    assert_eq!(worker.ended().await, Some((1000, String::new())));
}

#[tokio::test]
async fn the_workers_that_are_connected_are_listed() {
    let api = Api::new().await;
    let mut worker = subscribe(&api).await;
    background(&api, "k", 0).await;
    worker.receive().await;
    let shown = json!([{ "identifier": "w", "task_keys": ["k", "l"], "timestamp": "2026-02-02T02:40:00Z" }]);
    for (filter, expected) in [
        (json!({}), &shown),
        (json!({ "task_worker_filter": { "task_keys": [] } }), &shown),
        (json!({ "task_worker_filter": { "task_keys": ["x", "l"] } }), &shown),
        (json!({ "task_worker_filter": { "task_keys": ["x"] } }), &json!([])),
    ] {
        assert_eq!(&api.post("/task_workers/filter", filter).await, &(StatusCode::OK, expected.clone()));
    }
    worker.send(json!({ "type": "quit" })).await;
    assert_eq!(worker.ended().await, Some((1000, String::new())));
    assert_eq!(api.post("/task_workers/filter", json!({})).await, (StatusCode::OK, json!([])));
}

#[tokio::test]
async fn a_worker_must_say_what_it_executes() {
    let api = Api::new().await;
    for (message, expected) in [
        (json!({ "type": "rubbish" }), "subscribe' message"),
        (json!({ "type": "subscribe" }), "keys' in subscribe message"),
        (json!({ "type": "subscribe", "keys": [] }), "keys' in subscribe message"),
        (json!({ "type": "subscribe", "keys": ["k"], "client_id": "" }), "client_id' in subscribe message"),
    ] {
        let mut socket = Socket::open(&api, SUBSCRIPTION).await;
        socket.send(message).await;
        let reason = format!("Protocol violation: expected '{expected}");
        assert_eq!(socket.ended().await, Some((4001, reason)));
    }
}

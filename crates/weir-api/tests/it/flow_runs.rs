//! `/flow_runs` and `/flow_run_states`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::json;

use crate::api::{Api, numbered};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_run_is_made_with_all_that_was_asked_for() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let wanted = json!({
        "flow_id": flow, "name": "mine", "flow_version": "1.2", "parameters": { "x": [1, 2.50, null] },
        "context": { "c": 1 }, "tags": ["b", "a"], "labels": { "team": "data" }, "job_variables": { "cpu": 2 },
        "empirical_policy": { "retries": 3, "retry_delay": 10 }, "idempotency_key": "key",
        "state": { "type": "SCHEDULED", "state_details": { "scheduled_time": "2026-02-02T03:00:00Z" } },
    });
    let (status, made) = api.post("/flow_runs/", wanted.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let run = made["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/flow_runs/{run}")).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.post("/flow_runs/", wanted).await, (StatusCode::OK, made), "the key finds the run again");
}

#[tokio::test]
async fn a_run_needs_a_flow_that_exists() {
    let api = Api::new().await;
    let (status, answer) = api.post("/flow_runs/", json!({ "flow_id": UNKNOWN })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(answer["detail"].as_str().unwrap().starts_with("Data integrity conflict."));
    let (status, answer) = api.get(&format!("/flow_runs/{UNKNOWN}")).await;
    assert_eq!((status, answer), (StatusCode::NOT_FOUND, json!({ "detail": "Flow run not found" })));
}

#[tokio::test]
async fn a_run_goes_through_its_states() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "name": "mine" })).await;
    let mut answers = Vec::new();
    for state in [
        json!({ "type": "PENDING" }),
        json!({ "type": "RUNNING" }),
        json!({ "type": "COMPLETED", "message": "well", "data": { "type": "result" } }),
        json!({ "type": "RUNNING" }),
    ] {
        api.wait(10);
        let (status, answer) = api.set_state(&run, state).await;
        answers.push(json!([status.as_u16(), answer]));
    }
    let (_, read) = api.get(&format!("/flow_runs/{run}")).await;
    let (_, states) = api.get(&format!("/flow_run_states/?flow_run_id={run}")).await;
    assert_json_snapshot!(numbered(&json!({ "answers": answers, "run": read, "states": states })));
    let state = states[1]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/flow_run_states/{state}")).await, (StatusCode::OK, states[1].clone()));
}

#[tokio::test]
async fn an_unknown_run_has_no_states() {
    let api = Api::new().await;
    let (status, answer) = api.set_state(UNKNOWN, json!({ "type": "RUNNING" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(answer, json!({ "exception_message": format!("Flow run with id {UNKNOWN} not found") }));
    assert_eq!(
        api.get(&format!("/flow_run_states/?flow_run_id={UNKNOWN}")).await,
        (StatusCode::OK, json!([]))
    );
    let (status, answer) = api.get(&format!("/flow_run_states/{UNKNOWN}")).await;
    assert_eq!((status, answer), (StatusCode::NOT_FOUND, json!({ "detail": "Flow run state not found" })));
}

//! `/flow_runs` and `/flow_run_states`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

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

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let path = format!("/flow_runs/{}", api.make("/flow_runs/", json!({ "flow_id": flow })).await);
    api.wait(10);
    let change = json!({
        "name": "after", "tags": ["b"], "flow_version": "9", "parameters": { "p": 1 },
        "empirical_policy": { "retries": 5 }, "infrastructure_pid": "host:1",
    });
    assert_eq!(api.patch(&path, change).await, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(api.patch(&format!("{path}/labels"), json!({ "n": 1 })).await.0, StatusCode::NO_CONTENT);
    let (_, run) = api.get(&path).await;
    assert_json_snapshot!(numbered(&run));
    assert_eq!(api.patch(&path, json!({ "flow_version": null, "name": "" })).await.0, StatusCode::NO_CONTENT);
    let (_, again) = api.get(&path).await;
    assert_eq!(again["flow_version"], Value::Null);
    assert_ne!(again["name"], "after", "a name is drawn");
    assert_eq!(again["tags"], run["tags"]);
}

#[tokio::test]
async fn an_update_is_refused_with_its_reason() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let variables = json!({ "job_variables": { "cpu": 1 } });
    for (state, reason) in [
        ("PENDING", "Job variables for a flow run in state PENDING cannot be updated"),
        ("SCHEDULED", "A deployment for the flow run could not be found"),
    ] {
        let run = api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": state } })).await;
        let answer = api.patch(&format!("/flow_runs/{run}"), variables.clone()).await;
        assert_eq!(answer, (StatusCode::BAD_REQUEST, json!({ "detail": reason })));
    }
    for change in [variables, json!({ "name": "nobody" })] {
        let answer = api.patch(&format!("/flow_runs/{UNKNOWN}"), change).await;
        assert_eq!(answer, (StatusCode::NOT_FOUND, json!({ "detail": "Flow run not found" })));
    }
    let answer = api.patch(&format!("/flow_runs/{UNKNOWN}/labels"), json!({})).await;
    let message = format!("Flow run with id {UNKNOWN} not found");
    assert_eq!(answer, (StatusCode::NOT_FOUND, json!({ "exception_message": message })));
}

#[tokio::test]
async fn a_run_is_deleted_once() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    let path = format!("/flow_runs/{run}");
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.delete(&path).await, (StatusCode::NOT_FOUND, json!({ "detail": "Flow run not found" })));
    assert_eq!(api.get(&format!("/flow_run_states/?flow_run_id={run}")).await.1, json!([]));
    assert_eq!(api.delete(&format!("/flows/{flow}")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.delete(&format!("/flows/{flow}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn inputs_are_kept_by_key() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    let path = format!("/flow_runs/{run}/input");
    for key in ["wait-1", "wait-2", "other"] {
        let body = json!({ "key": key, "value": "\"ü\"", "sender": "me" });
        assert_eq!(api.post(&path, body).await, (StatusCode::CREATED, Value::Null));
        api.wait(1);
    }
    let taken = api.post(&path, json!({ "key": "other", "value": "" })).await;
    let detail = "A flow run input with this key already exists.";
    assert_eq!(taken, (StatusCode::CONFLICT, json!({ "detail": detail })));
    let bad = api.post(&path, json!({ "key": "Bad key", "value": "" })).await;
    assert_eq!(bad.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, found) = api.post(&format!("{path}/filter"), json!({ "prefix": "wait", "limit": 5 })).await;
    assert_json_snapshot!(numbered(&found));
    let rest = json!({ "prefix": "", "limit": 5, "exclude_keys": ["wait-1", "wait-2"] });
    let (_, rest) = api.post(&format!("{path}/filter"), rest).await;
    assert_eq!(rest[0]["key"], "other");
    assert_eq!(api.get_text(&format!("{path}/wait-1")).await, (StatusCode::OK, "\"ü\"".to_owned()));
    assert_eq!(api.delete(&format!("{path}/wait-1")).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Flow run input not found" }));
    assert_eq!(api.get(&format!("{path}/wait-1")).await, gone);
    assert_eq!(api.delete(&format!("{path}/wait-1")).await, gone);
    let nobody = api.post(&format!("/flow_runs/{UNKNOWN}/input"), json!({ "key": "k", "value": "" })).await;
    assert_eq!(nobody, (StatusCode::NOT_FOUND, json!({ "detail": "Flow run not found" })));
}

#[tokio::test]
async fn a_paused_run_goes_on_with_the_input_that_it_waits_for() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await;
    let resume = format!("/flow_runs/{run}/resume");
    let refusal = |answer: &Value| answer["details"]["reason"].as_str().unwrap_or_default().to_owned();
    let (status, answer) = api.post(&resume, json!({})).await;
    assert_eq!(
        (status, refusal(&answer).as_str()),
        (StatusCode::OK, "Cannot resume a flow run that is not paused.")
    );

    let keyset = json!({ "schema": "s", "response": "r", "description": "d" });
    let details = json!({ "pause_timeout": "2033-01-01T00:00:00Z", "run_input_keyset": keyset });
    api.set_state(&run, json!({ "type": "PAUSED", "state_details": details })).await;
    let schema = json!({ "properties": { "age": { "type": "integer" } }, "required": ["age"] });
    let cases = [
        (None, "Run input schema not found."),
        (Some("rubbish"), "Run input schema is not valid JSON."),
        (
            Some(&*schema.to_string()),
            "Reason: Validation failed for field 'age'. Failure reason: 'x' is not of type 'integer'",
        ),
    ];
    for (schema, expected) in cases {
        if let Some(schema) = schema {
            api.delete(&format!("/flow_runs/{run}/input/s")).await;
            api.post(&format!("/flow_runs/{run}/input"), json!({ "key": "s", "value": schema })).await;
        }
        let (_, answer) = api.post(&resume, json!({ "run_input": { "age": "x" } })).await;
        assert_eq!((answer["status"].as_str(), refusal(&answer).as_str()), (Some("REJECT"), expected));
    }
    api.wait(5);
    let age = json!({ "__prefect_kind": "json", "value": "41" });
    let (status, answer) = api.post(&resume, json!({ "run_input": { "age": age } })).await;
    assert_eq!((status, &answer["status"]), (StatusCode::CREATED, &json!("ACCEPT")));
    assert_eq!(answer["state"]["type"], "RUNNING");
    let (_, kept) = api.get_text(&format!("/flow_runs/{run}/input/r")).await;
    assert_eq!(kept, r#"{"age":41}"#);
    let unknown = api.post(&format!("/flow_runs/{UNKNOWN}/resume"), json!({})).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn log_lines_are_downloaded_as_csv() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "name": "n" })).await;
    let line = |second: u8, message: &str| {
        json!({
            "name": "prefect", "level": 20, "message": message, "flow_run_id": run,
            "timestamp": format!("2026-01-01T00:00:0{second}Z"),
        })
    };
    let lines = json!([line(2, "two,\n\"quoted\""), line(1, "one")]);
    assert_eq!(api.post("/logs/", lines).await.0, StatusCode::CREATED);
    let (status, text) = api.get_text(&format!("/flow_runs/{run}/logs/download")).await;
    assert_eq!(status, StatusCode::OK);
    let expected = format!(
        "timestamp,level,flow_run_id,task_run_id,message\r\n\
         2026-01-01 00:00:01+00:00,20,{run},,one\r\n\
         2026-01-01 00:00:02+00:00,20,{run},,\"two,\n\"\"quoted\"\"\"\r\n"
    );
    assert_eq!(text, expected);
    let unknown = api.get(&format!("/flow_runs/{UNKNOWN}/logs/download")).await;
    assert_eq!(unknown, (StatusCode::NOT_FOUND, json!({ "detail": "Flow run not found" })));
}

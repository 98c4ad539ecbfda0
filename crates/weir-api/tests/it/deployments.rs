//! `/deployments`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";

fn not_found() -> (StatusCode, Value) {
    (StatusCode::NOT_FOUND, json!({ "detail": "Deployment not found" }))
}

#[tokio::test]
async fn a_deployment_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    let flow = api.flow("f").await;
    let wanted = json!({
        "name": "d", "flow_id": flow, "work_pool_name": "p", "version": "1", "parameters": { "x": 1 },
        "tags": ["b", "a"], "labels": { "team": "data" }, "job_variables": { "cpu": 2 }, "concurrency_limit": 3,
        "concurrency_options": { "collision_strategy": "ENQUEUE" },
        "schedules": [{ "schedule": { "cron": "0 0 * * *" } }, { "schedule": { "interval": 60 }, "slug": "s" }],
    });
    let (status, made) = api.post("/deployments/", wanted).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let path = format!("/deployments/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get("/deployments/name/f/d").await, (StatusCode::OK, made.clone()));

    api.wait(60);
    let (status, changed) =
        api.post("/deployments/", json!({ "name": "d", "flow_id": flow, "version": "2" })).await;
    assert_eq!((status, &changed["version"], &changed["id"]), (StatusCode::OK, &json!("2"), &made["id"]));
    assert_eq!(api.post(&format!("{path}/pause_deployment"), json!({})).await, (StatusCode::OK, Value::Null));
    assert_eq!(api.get(&path).await.1["paused"], json!(true));
    assert_eq!(
        api.post(&format!("{path}/resume_deployment"), json!({})).await,
        (StatusCode::OK, Value::Null)
    );
    assert_eq!(api.get(&path).await.1["paused"], json!(false));

    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    for answer in [
        api.get(&path).await,
        api.get("/deployments/name/f/d").await,
        api.delete(&path).await,
        api.post(&format!("{path}/pause_deployment"), json!({})).await,
        api.post(&format!("{path}/create_flow_run"), json!({})).await,
        api.post(&format!("{path}/create_flow_run/bulk"), json!([])).await,
    ] {
        assert_eq!(answer, not_found());
    }
}

#[tokio::test]
async fn a_deployment_needs_what_it_names() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    for (body, status, start) in [
        (json!({ "flow_id": UNKNOWN }), StatusCode::CONFLICT, "Data integrity conflict."),
        (
            json!({ "flow_id": flow, "work_pool_name": "x" }),
            StatusCode::NOT_FOUND,
            "Work pool \"x\" not found.",
        ),
        (
            json!({ "flow_id": flow, "global_concurrency_limit_id": UNKNOWN }),
            StatusCode::NOT_FOUND,
            "Concurrency limit not found",
        ),
        (
            json!({ "flow_id": flow, "storage_document_id": UNKNOWN }),
            StatusCode::CONFLICT,
            "Error creating deployment. Could not find storage block with id: 00000000-",
        ),
    ] {
        let mut body = body;
        body["name"] = json!("d");
        let (answered, answer) = api.post("/deployments/", body).await;
        assert_eq!(answered, status);
        assert!(answer["detail"].as_str().unwrap().starts_with(start), "{answer}");
    }
}

#[tokio::test]
async fn runs_are_made_of_a_deployment() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    let flow = api.flow("f").await;
    let deployment = json!({ "name": "d", "flow_id": flow, "work_pool_name": "p", "version": "1", "parameters": { "x": 1 } });
    let id = api.make("/deployments/", deployment).await;
    let path = format!("/deployments/{id}/create_flow_run");
    let wanted =
        json!({ "name": "mine", "tags": ["t"], "idempotency_key": "k", "job_variables": { "cpu": 4 } });
    let (status, made) = api.post(&path, wanted.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    assert_eq!(api.post(&path, wanted).await, (StatusCode::OK, made.clone()));
    let run = made["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/flow_runs/{run}")).await, (StatusCode::OK, made));
    let (status, answer) = api.post(&format!("{path}/bulk"), json!([{ "name": "a" }, {}])).await;
    assert_eq!((status, answer["results"].as_array().unwrap().len()), (StatusCode::OK, 2));
    let (status, answer) = api.post(&format!("{path}/bulk"), json!(vec![json!({}); 101])).await;
    let sentence = json!({ "detail": "Cannot create more than 100 flow runs at once." });
    assert_eq!((status, answer), (StatusCode::BAD_REQUEST, sentence));
}

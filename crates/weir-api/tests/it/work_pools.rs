//! `/work_pools`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

fn detail(sentence: &str) -> Value {
    json!({ "detail": sentence })
}

#[tokio::test]
async fn a_pool_is_made_and_read() {
    let api = Api::new().await;
    let wanted = json!({
        "name": "p", "type": "process", "description": "d", "concurrency_limit": 3,
        "base_job_template": { "job_configuration": { "a": "{{ b }}" }, "variables": { "properties": { "b": {} } } },
        "storage_configuration": { "bundle_upload_step": { "s": { "x": 1 } } },
    });
    let (status, made) = api.post("/work_pools/", wanted).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    assert_eq!(api.get("/work_pools/p").await, (StatusCode::OK, made));
    let (_, agents) = api.post("/work_pools/", json!({ "name": "agents" })).await;
    assert_eq!((&agents["type"], &agents["status"]), (&json!("prefect-agent"), &Value::Null));
    let taken = api.post("/work_pools/", json!({ "name": "p" })).await;
    assert_eq!(taken, (StatusCode::CONFLICT, detail("A work pool with this name already exists.")));
    let reserved = api.post("/work_pools/", json!({ "name": "PREFECT x" })).await;
    let sentence = "Work pools starting with 'Prefect' are reserved for internal use.";
    assert_eq!(reserved, (StatusCode::FORBIDDEN, detail(sentence)));
    assert_eq!(api.get("/work_pools/x").await, (StatusCode::NOT_FOUND, detail("Work pool \"x\" not found.")));
}

#[tokio::test]
async fn a_queue_is_made_and_read() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    let wanted = json!({ "name": "q", "concurrency_limit": 2 });
    let (status, made) = api.post("/work_pools/p/queues", wanted.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    assert_eq!(api.get("/work_pools/p/queues/q").await, (StatusCode::OK, made));
    let sentence = "A work queue with this name already exists in work pool {work_pool_name!r}.";
    assert_eq!(
        api.post("/work_pools/p/queues", wanted.clone()).await,
        (StatusCode::CONFLICT, detail(sentence))
    );
    let unknown = (StatusCode::NOT_FOUND, detail("Work pool \"x\" not found."));
    assert_eq!(api.post("/work_pools/x/queues", wanted).await, unknown);
    let unknown = (StatusCode::NOT_FOUND, detail("Work pool queue 'p/x' not found."));
    assert_eq!(api.get("/work_pools/p/queues/x").await, unknown);
}

#[tokio::test]
async fn a_worker_fetches_what_is_due() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    let flow = api.flow("f").await;
    let deployment =
        json!({ "name": "d", "flow_id": flow, "work_pool_name": "p", "version": "1", "tags": ["t"] });
    let deployment = api.make("/deployments/", deployment).await;
    let run = json!({ "name": "mine", "parameters": { "x": 1 } });
    api.make(&format!("/deployments/{deployment}/create_flow_run"), run).await;
    api.wait(10);
    let due = json!({ "scheduled_before": "2026-02-02T02:40:10Z" });
    let (status, runs) = api.post("/work_pools/p/get_scheduled_flow_runs", due).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(numbered(&runs));
    let (_, queue) = api.get("/work_pools/p/queues/default").await;
    assert_eq!((&queue["status"], &queue["last_polled"]), (&json!("READY"), &json!("2026-02-02T02:40:10Z")));
    let unknown = api.post("/work_pools/x/get_scheduled_flow_runs", json!({})).await;
    assert_eq!(unknown, (StatusCode::NOT_FOUND, detail("Work pool \"x\" not found.")));
    let unknown = json!({ "work_queue_names": ["x"] });
    let unknown = api.post("/work_pools/p/get_scheduled_flow_runs", unknown).await;
    assert_eq!(unknown, (StatusCode::NOT_FOUND, detail("Work pool queue 'p/x' not found.")));
}

#[tokio::test]
async fn pools_queues_and_workers_are_changed_listed_and_deleted() {
    let api = Api::new().await;
    let done = (StatusCode::NO_CONTENT, Value::Null);
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    api.make("/work_pools/", json!({ "name": "o" })).await;
    assert_eq!(api.patch("/work_pools/p", json!({ "is_paused": true, "concurrency_limit": 1 })).await, done);
    assert_eq!(api.get("/work_pools/p").await.1["status"], json!("PAUSED"));
    assert_eq!(api.patch("/work_pools/p", json!({ "is_paused": null })).await.0, StatusCode::CONFLICT);
    assert_eq!(
        api.patch("/work_pools/prefect-x", json!({ "description": "" })).await.0,
        StatusCode::FORBIDDEN
    );
    let (_, pools) =
        api.post("/work_pools/filter", json!({ "work_pools": { "type": { "any_": ["process"] } } })).await;
    assert_eq!((pools.as_array().unwrap().len(), &pools[0]["name"]), (1, &json!("p")));
    assert_eq!(api.post("/work_pools/count", json!({})).await, (StatusCode::OK, json!(2)));

    api.make("/work_pools/p/queues", json!({ "name": "q", "priority": 1 })).await;
    assert_eq!(api.patch("/work_pools/p/queues/q", json!({ "description": "d" })).await, done);
    let (_, queues) = api.post("/work_pools/p/queues/filter", json!({})).await;
    let names: Vec<&Value> = queues.as_array().unwrap().iter().map(|queue| &queue["name"]).collect();
    assert_eq!(names, [&json!("q"), &json!("default")]);
    assert_eq!(api.delete("/work_pools/p/queues/q").await, done);
    assert_eq!(api.delete("/work_pools/p/queues/default").await.0, StatusCode::CONFLICT);

    let beat = json!({ "name": "w", "heartbeat_interval_seconds": 5 });
    assert_eq!(api.post("/work_pools/p/workers/heartbeat", beat.clone()).await, done);
    let (_, workers) = api.post("/work_pools/p/workers/filter", json!({})).await;
    assert_json_snapshot!(numbered(&workers));
    assert_eq!(api.delete("/work_pools/p/workers/w").await, done);
    let unknown = (StatusCode::NOT_FOUND, detail("Worker not found."));
    assert_eq!(api.delete("/work_pools/p/workers/w").await, unknown);

    assert_eq!(api.delete("/work_pools/p").await, done);
    let unknown = (StatusCode::NOT_FOUND, detail("Work pool \"p\" not found."));
    assert_eq!(api.delete("/work_pools/p").await, unknown);
    assert_eq!(api.patch("/work_pools/p", json!({})).await, unknown);
    assert_eq!(api.patch("/work_pools/p/queues/q", json!({})).await, unknown);
    assert_eq!(api.post("/work_pools/p/queues/filter", json!({})).await, unknown);
    assert_eq!(api.post("/work_pools/p/workers/heartbeat", beat).await, unknown);
    assert_eq!(api.post("/work_pools/p/workers/filter", json!({})).await, unknown);
}

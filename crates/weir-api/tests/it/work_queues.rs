//! `/work_queues`, and who takes the slots of pools and queues.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";

fn detail(sentence: &str) -> (StatusCode, Value) {
    (StatusCode::NOT_FOUND, json!({ "detail": sentence }))
}

#[tokio::test]
async fn a_queue_without_a_pool_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    let done = (StatusCode::NO_CONTENT, Value::Null);
    let (status, default) = api.post("/work_queues/", json!({ "name": "default" })).await;
    assert_eq!((status, &default["work_pool_name"]), (StatusCode::CREATED, &json!("default-agent-pool")));
    let (status, made) = api.post("/work_queues/", json!({ "name": "q", "concurrency_limit": 2 })).await;
    assert_eq!(
        (status, &made["priority"], &made["active_slots"]),
        (StatusCode::CREATED, &json!(2), &json!(0))
    );
    assert_eq!(api.post("/work_queues/", json!({ "name": "q" })).await.0, StatusCode::CONFLICT);
    let path = format!("/work_queues/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get("/work_queues/name/q").await, (StatusCode::OK, made));
    // Priorities are not made unique here.
    assert_eq!(api.patch(&path, json!({ "priority": 1 })).await, done);
    let (_, all) = api
        .post("/work_queues/filter", json!({ "work_queues": { "name": { "startswith_": ["D", "q"] } } }))
        .await;
    let ranks: Vec<&Value> = all.as_array().unwrap().iter().map(|queue| &queue["priority"]).collect();
    assert_eq!(ranks, [&json!(1), &json!(1)]);
    assert_eq!(api.delete(&path).await, done);
    let default = format!("/work_queues/{}", default["id"].as_str().unwrap());
    assert_eq!(api.delete(&default).await.0, StatusCode::CONFLICT);
    let path = format!("/work_queues/{UNKNOWN}");
    assert_eq!(api.get(&path).await, detail("work queue not found"));
    assert_eq!(api.get("/work_queues/name/q").await, detail("work queue not found"));
    assert_eq!(api.delete(&path).await, detail("work queue not found"));
    assert_eq!(api.patch(&path, json!({})).await, detail(&format!("Work Queue {UNKNOWN} not found")));
    assert_eq!(
        api.post(&format!("{path}/concurrency_status"), json!({})).await,
        detail("Work queue not found.")
    );
    for (call, sentence) in [
        (api.get(&format!("{path}/status")).await, format!("Work queue with id {UNKNOWN} not found")),
        (
            api.post(&format!("{path}/get_runs"), json!({})).await,
            format!("Work queue with id {UNKNOWN} not found."),
        ),
    ] {
        assert_eq!(call, (StatusCode::NOT_FOUND, json!({ "exception_message": sentence })));
    }
}

#[tokio::test]
async fn an_agent_fetches_the_runs_that_name_its_queue_or_fit_its_filter() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let named = api.make("/work_queues/", json!({ "name": "named", "concurrency_limit": 2 })).await;
    let tagged = json!({ "name": "tagged", "filter": { "tags": ["t"] }, "concurrency_limit": 5 });
    let tagged = api.make("/work_queues/", tagged).await;
    let deployment = json!({ "name": "d", "flow_id": flow, "work_queue_name": "named", "tags": ["t"] });
    let deployment = api.make("/deployments/", deployment).await;
    let path = format!("/deployments/{deployment}/create_flow_run");
    for name in ["a", "b", "c"] {
        api.make(&path, json!({ "name": name })).await;
        api.wait(1);
    }
    api.make(&path, json!({ "name": "under way", "state": { "type": "RUNNING" } })).await;
    let names = async |queue: &str, body: Value| {
        let (_, runs) = api.post(&format!("/work_queues/{queue}/get_runs"), body).await;
        let name = |run: &Value| run["name"].as_str().unwrap().to_owned();
        runs.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names(&named, json!({})).await, ["a"], "one slot is left");
    assert_eq!(names(&tagged, json!({})).await, ["a", "b", "c"]);
    let soon = json!({ "scheduled_before": "2026-02-02T02:40:01Z" });
    assert_eq!(names(&tagged, soon).await, ["a", "b"]);
    assert_eq!(api.get(&format!("/work_queues/{tagged}")).await.1["active_slots"], json!(1));
    let (_, status) = api.get(&format!("/work_queues/{named}/status")).await;
    assert_eq!((&status["healthy"], &status["late_runs_count"]), (&json!(true), &json!(0)));
    api.wait(61);
    assert_eq!(api.get(&format!("/work_queues/{named}/status")).await.1["healthy"], json!(false));
}

#[tokio::test]
async fn the_runs_that_take_slots_are_told() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process", "concurrency_limit": 5 })).await;
    let queue = api.make("/work_pools/p/queues", json!({ "name": "q" })).await;
    let flow = api.flow("f").await;
    let deployment = json!({ "name": "d", "flow_id": flow, "work_pool_name": "p", "work_queue_name": "q" });
    let deployment = api.make("/deployments/", deployment).await;
    for state in ["RUNNING", "PENDING", "CANCELLING", "SCHEDULED", "COMPLETED"] {
        let run = json!({ "name": state, "state": { "type": state } });
        api.make(&format!("/deployments/{deployment}/create_flow_run"), run).await;
    }
    api.wait(5);
    let (_, pool) = api.post("/work_pools/p/concurrency_status", json!({ "flow_run_limit": 1 })).await;
    let (_, queue) =
        api.post(&format!("/work_queues/{queue}/concurrency_status"), json!({ "limit": 2 })).await;
    assert_json_snapshot!(numbered(&json!({ "pool": pool, "queue": queue })));
    let (_, second) = api.post("/work_pools/p/concurrency_status", json!({ "limit": 1, "page": 2 })).await;
    assert_eq!((&second["queues"][0]["queue_name"], &second["pages"]), (&json!("q"), &json!(2)));
    assert_eq!(
        api.post("/work_pools/x/concurrency_status", json!({})).await,
        detail("Work pool 'x' not found.")
    );
}

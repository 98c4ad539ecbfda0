//! Many flow runs over HTTP: lists, figures, bulk operations, graphs.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";

/// Three runs of one flow, with the tags `all` and `odd`: completed after 10 s, running, and scheduled for later.
async fn three_runs(api: &Api) -> [String; 3] {
    let flow = api.flow("f").await;
    let mut runs = Vec::new();
    for (name, tags, state) in [
        ("one", json!(["all", "odd"]), json!({ "type": "RUNNING" })),
        ("two", json!(["all"]), json!({ "type": "RUNNING" })),
        (
            "three",
            json!(["all", "odd"]),
            json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": "2026-02-02T03:00:00Z" } }),
        ),
    ] {
        let body = json!({ "flow_id": flow, "name": name, "tags": tags, "state": state });
        runs.push(api.make("/flow_runs/", body).await);
    }
    api.wait(10);
    api.set_state(&runs[0], json!({ "type": "COMPLETED" })).await;
    runs.try_into().unwrap()
}

fn names(runs: &Value) -> Vec<&str> {
    runs.as_array().unwrap().iter().map(|run| run["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn runs_are_listed_counted_and_paged() {
    let api = Api::new().await;
    three_runs(&api).await;
    let odd = json!({ "tags": { "all_": ["odd"] } });
    let (_, found) = api.post("/flow_runs/filter", json!({ "flow_runs": odd, "sort": "NAME_ASC" })).await;
    assert_eq!(names(&found), ["one", "three"]);
    let (_, all) = api.post("/flow_runs/filter", json!({})).await;
    assert_eq!(names(&all), ["three", "two", "one"], "the newest first");
    assert_eq!(api.post("/flow_runs/count", json!({ "flow_runs": odd })).await, (StatusCode::OK, json!(2)));
    let page = json!({ "flows": { "name": { "any_": ["f"] } }, "sort": "NAME_ASC", "limit": 2, "page": 2 });
    let (_, page) = api.post("/flow_runs/paginate", page).await;
    assert_json_snapshot!(numbered(&page));
    for (limit, bound) in [(201, "less than or equal to 200"), (-1, "greater than or equal to 0")] {
        let answer = api.post("/flow_runs/filter", json!({ "limit": limit })).await;
        let detail = format!("Invalid limit: must be {bound}.");
        assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail })));
    }
}

#[tokio::test]
async fn lateness_is_an_average_in_seconds() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    assert_eq!(api.post("/flow_runs/lateness", json!({})).await, (StatusCode::OK, Value::Null));
    let pending = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await;
    api.wait(9);
    assert_eq!(api.post("/flow_runs/lateness", json!({})).await.1, json!(4.5));
    api.set_state(&pending, json!({ "type": "CANCELLED" })).await;
    assert_eq!(api.post("/flow_runs/lateness", json!({})).await.1, json!(4.5), "it ended late");
}

#[tokio::test]
async fn many_runs_change_state_and_go_at_once() {
    let api = Api::new().await;
    let [one, two, three] = three_runs(&api).await;
    let all = json!({ "tags": { "all_": ["all"] } });
    let change = json!({ "flow_runs": all, "state": { "type": "CANCELLED" } });
    let (status, answer) = api.post("/flow_runs/bulk_set_state", change).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(numbered(&answer));
    let (_, answer) = api.post("/flow_runs/bulk_delete", json!({ "flow_runs": all, "limit": 2 })).await;
    assert_eq!(answer, json!({ "deleted": [three, two] }));
    assert_eq!(api.post("/flow_runs/count", json!({})).await.1, json!(1));
    let none = json!({ "flow_runs": { "id": { "any_": [UNKNOWN] } } });
    assert_eq!(api.post("/flow_runs/bulk_delete", none).await.1, json!({ "deleted": [] }));
    let (_, left) = api.post("/flow_runs/filter", json!({})).await;
    assert_eq!(left[0]["id"], one);
}

#[tokio::test]
async fn a_graph_without_tasks_has_states_only() {
    let api = Api::new().await;
    let [one, ..] = three_runs(&api).await;
    let (status, graph) = api.get(&format!("/flow_runs/{one}/graph-v2")).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(numbered(&graph));
    let answer = api.get(&format!("/flow_runs/{UNKNOWN}/graph-v2")).await;
    let message = format!("Flow run {UNKNOWN} not found");
    assert_eq!(answer, (StatusCode::NOT_FOUND, json!({ "exception_message": message })));
}

#[tokio::test]
async fn the_user_interface_has_points_and_next_runs() {
    let api = Api::new().await;
    let [one, ..] = three_runs(&api).await;
    let (_, points) = api.post("/ui/flow_runs/history", json!({ "sort": "NAME_ASC" })).await;
    let (_, counts) = api.post("/ui/flow_runs/count-task-runs", json!({ "flow_run_ids": [one] })).await;
    assert_eq!(counts, json!({ one.as_str(): 0 }));
    let (_, flow) = api.get("/flows/name/f").await;
    let flow = flow["id"].as_str().unwrap();
    let (_, next) = api.post("/ui/flows/next-runs", json!({ "flow_ids": [flow, UNKNOWN] })).await;
    assert_eq!(next[UNKNOWN], Value::Null);
    assert_json_snapshot!(numbered(&json!({ "points": points, "next": next[flow] })));
    let (_, counts) = api.post("/ui/flows/count-deployments", json!({ "flow_ids": [flow] })).await;
    assert_eq!(counts, json!({ flow: 0 }));
}

#[tokio::test]
async fn runs_have_a_history() {
    let api = Api::new().await;
    three_runs(&api).await;
    let query = |seconds: f64| {
        json!({
            "history_start": "2026-02-02T02:00:00Z", "history_end": "2026-02-02T03:30:00Z",
            "history_interval_seconds": seconds,
        })
    };
    let (status, history) = api.post("/flow_runs/history", query(3600.0)).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(history);
    let detail = "History interval must not be less than 1 second.";
    let refused = api.post("/flow_runs/history", query(0.5)).await;
    assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail })));
}

#[tokio::test]
async fn a_graph_shows_what_waits_for_what() {
    let api = Api::new().await;
    let [_, run, _] = three_runs(&api).await;
    let mut last: Option<String> = None;
    for name in ["first", "second"] {
        let inputs = last.map(|id| json!({ "x": [{ "input_type": "task_run", "id": id }] }));
        let body = json!({
            "flow_run_id": run, "name": name, "task_key": name, "dynamic_key": "0",
            "task_inputs": inputs.unwrap_or(json!({})), "state": { "type": "RUNNING" },
        });
        last = Some(api.make("/task_runs/", body).await);
        api.wait(1);
    }
    let (_, graph) = api.get(&format!("/flow_runs/{run}/graph-v2")).await;
    let (_, list) = api.get(&format!("/flow_runs/{run}/graph")).await;
    assert_json_snapshot!(numbered(&json!({ "graph": graph, "list": list })));
}

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

#[tokio::test]
async fn deployments_are_changed_listed_and_fetched_from() {
    let api = Api::new().await;
    let done = (StatusCode::NO_CONTENT, Value::Null);
    let flow = api.flow("f").await;
    let id = api.make("/deployments/", json!({ "name": "d", "flow_id": flow })).await;
    let path = format!("/deployments/{id}");
    assert_eq!(api.patch(&path, json!({ "version": "2", "tags": ["t"] })).await, done);
    assert_eq!(api.get(&path).await.1["version"], json!("2"));
    let (status, answer) = api.patch(&path, json!({ "parameter_openapi_schema": null })).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    let unknown = (StatusCode::NOT_FOUND, json!({ "detail": "Deployment not found." }));
    assert_eq!(api.patch(&format!("/deployments/{UNKNOWN}"), json!({})).await, unknown);

    let tagged = json!({ "deployments": { "tags": { "all_": ["t"] } }, "limit": 5 });
    let (_, found) = api.post("/deployments/filter", tagged.clone()).await;
    assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &json!(id)));
    assert_eq!(api.post("/deployments/count", tagged.clone()).await, (StatusCode::OK, json!(1)));
    let (_, page) = api.post("/deployments/paginate", tagged).await;
    assert_eq!((&page["count"], &page["pages"], &page["page"]), (&json!(1), &json!(1), &json!(1)));

    let run = api.make(&format!("{path}/create_flow_run"), json!({})).await;
    let (_, runs) = api.post("/deployments/get_scheduled_flow_runs", json!({ "deployment_ids": [id] })).await;
    assert_eq!(runs[0]["id"], json!(run));
    assert_eq!(api.get(&path).await.1["status"], json!("READY"));

    let schedules = format!("{path}/schedules");
    let cron = json!([{ "schedule": { "cron": "0 0 * * *" }, "slug": "s" }]);
    let (status, made) = api.post(&schedules, cron.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(api.get(&schedules).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.post(&schedules, cron.clone()).await.0, StatusCode::CONFLICT);
    let schedule = format!("{schedules}/{}", made[0]["id"].as_str().unwrap());
    assert_eq!(api.patch(&schedule, json!({ "active": false })).await, done);
    assert_eq!(api.get(&schedules).await.1[0]["active"], json!(false));
    assert_eq!(api.delete(&schedule).await, done);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Schedule not found." }));
    assert_eq!(api.delete(&schedule).await, gone);
    assert_eq!(api.patch(&schedule, json!({})).await, gone);
    assert_eq!(api.post(&format!("/deployments/{UNKNOWN}/schedules"), cron).await, unknown);

    let named = json!({ "deployments": { "name": { "any_": ["d"] } } });
    let deleted = api.post("/deployments/bulk_delete", named.clone()).await;
    assert_eq!(deleted, (StatusCode::OK, json!({ "deleted": [id] })));
    assert_eq!(api.post("/deployments/bulk_delete", named).await.1, json!({ "deleted": [] }));
}

#[tokio::test]
async fn runs_of_schedules_are_made_when_asked_for() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let schedules =
        json!([{ "schedule": { "cron": "0 9 * * *", "timezone": "Europe/Rome" }, "slug": "daily" }]);
    let id = api.make("/deployments/", json!({ "name": "d", "flow_id": flow, "schedules": schedules })).await;
    let path = format!("/deployments/{id}/schedule");
    let some =
        json!({ "start_time": "2026-03-28T00:00:00Z", "end_time": "2026-03-30T00:00:00Z", "min_runs": 9 });
    for _ in 0..2 {
        assert_eq!(api.post(&path, some.clone()).await, (StatusCode::OK, Value::Null));
    }
    let (_, runs) = api.post("/flow_runs/filter", json!({ "sort": "EXPECTED_START_TIME_ASC" })).await;
    let times: Vec<&Value> = runs.as_array().unwrap().iter().map(|run| &run["expected_start_time"]).collect();
    assert_eq!(times, [&json!("2026-03-28T08:00:00Z"), &json!("2026-03-29T07:00:00Z")]);
    assert_eq!(runs[0]["created_by"]["display_value"], json!("daily"));
    let unknown = format!("/deployments/{UNKNOWN}/schedule");
    assert_eq!(api.post(&unknown, json!({})).await, (StatusCode::OK, Value::Null));

    for (bad, says) in [
        (json!({ "cron": "rubbish" }), "Value error, Invalid cron string: \"rubbish\""),
        (
            json!({ "rrule": "FREQ=FOO" }),
            "Value error, Invalid RRule string \"FREQ=FOO\": invalid 'FREQ': FOO",
        ),
    ] {
        let (status, answer) =
            api.post(&format!("/deployments/{id}/schedules"), json!([{ "schedule": bad }])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let details = answer["exception_detail"].as_array().unwrap();
        assert!(details.iter().any(|detail| detail["msg"] == json!(says)), "{answer}");
    }
}

#[tokio::test]
async fn the_queues_are_told_that_take_a_deployment() {
    let api = Api::new().await;
    let flow = api.flow("f").await;
    let id = api.make("/deployments/", json!({ "name": "d", "flow_id": flow, "tags": ["a"] })).await;
    for (name, tags) in [("fits", json!(["a"])), ("other", json!(["a", "b"]))] {
        api.make("/work_queues/", json!({ "name": name, "filter": { "tags": tags } })).await;
    }
    let (status, queues) = api.get(&format!("/deployments/{id}/work_queue_check")).await;
    assert_eq!(status, StatusCode::OK);
    let names: Vec<&Value> = queues.as_array().unwrap().iter().map(|queue| &queue["name"]).collect();
    assert_eq!(names, [&json!("default"), &json!("fits")]);
    assert_eq!(api.get(&format!("/deployments/{UNKNOWN}/work_queue_check")).await, not_found());
}

//! `/concurrency_limits` and `/v2/concurrency_limits`.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

const RUN: &str = "00000000-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_limit_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    let (status, made) = api.post("/v2/concurrency_limits/", json!({ "name": "db", "limit": 2 })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!("limit_made", numbered(&made));
    let (status, read) = api.get("/v2/concurrency_limits/db").await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!("limit_read", numbered(&read));
    let by_id = format!("/v2/concurrency_limits/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&by_id).await, (StatusCode::OK, read.clone()));
    assert_eq!(api.post("/v2/concurrency_limits/filter", json!({})).await, (StatusCode::OK, json!([read])));

    assert_eq!(
        api.patch("/v2/concurrency_limits/db", json!({ "name": "filter" })).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(api.get("/v2/concurrency_limits/filter").await.1["id"], made["id"]);
    api.make("/v2/concurrency_limits/", json!({ "name": "taken", "limit": 1 })).await;
    for taken in [
        api.post("/v2/concurrency_limits/", json!({ "name": "taken", "limit": 1 })).await,
        api.patch(&by_id, json!({ "name": "taken" })).await,
        api.patch(&by_id, json!({ "limit": null })).await,
    ] {
        assert_eq!(taken.0, StatusCode::CONFLICT);
    }
    assert_eq!(api.delete(&by_id).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Concurrency Limit not found" }));
    assert_eq!(api.get(&by_id).await, gone);
    assert_eq!(api.patch(&by_id, json!({ "limit": 1 })).await, gone);
    assert_eq!(api.delete("/v2/concurrency_limits/filter").await, gone);
}

#[tokio::test]
async fn slots_are_taken_under_a_lease_and_given_back() {
    let api = Api::new().await;
    api.make("/v2/concurrency_limits/", json!({ "name": "db", "limit": 1 })).await;
    let one = json!({ "names": ["db", "no-limit"], "slots": 1, "holder": { "type": "task_run", "id": RUN } });
    let (status, taken) = api.post("/v2/concurrency_limits/increment-with-lease", one.clone()).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!("slots_taken", numbered(&taken));
    let (status, wait, body) = locked(&api, "/v2/concurrency_limits/increment", &one).await;
    assert_eq!((status, body), (StatusCode::LOCKED, json!({ "detail": "Locked" })));
    assert!((0.5..=2.7).contains(&wait), "about two seconds: {wait}");

    let lease = json!({ "lease_id": taken["lease_id"] });
    let renew = format!("/v2/concurrency_limits/leases/{}/renew", taken["lease_id"].as_str().unwrap());
    assert_eq!(api.post(&renew, json!({ "lease_duration": 60 })).await.0, StatusCode::NO_CONTENT);
    for _ in 0..2 {
        let given = api.post("/v2/concurrency_limits/decrement-with-lease", lease.clone()).await;
        assert_eq!(given.0, StatusCode::NO_CONTENT);
    }
    let gone = json!({ "detail": "Lease not found - it may have expired or been revoked" });
    assert_eq!(api.post(&renew, json!({})).await, (StatusCode::GONE, gone));
    let (status, taken) = api.post("/v2/concurrency_limits/increment", one).await;
    assert_eq!((status, &taken[0]["name"]), (StatusCode::OK, &json!("db")));
}

/// Asks for slots that are not free: the status, the wait that the answer asks for, and the body.
async fn locked(api: &Api, path: &str, body: &Value) -> (StatusCode, f64, Value) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/api{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = api.send(request).await;
    let wait = response.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, wait, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn requests_that_can_never_be_granted_are_refused() {
    let api = Api::new().await;
    api.make("/v2/concurrency_limits/", json!({ "name": "a", "limit": 1 })).await;
    api.make("/v2/concurrency_limits/", json!({ "name": "b", "limit": 1 })).await;
    let rateless = "Only concurrency limits with slot decay can be used for rate limiting. The following limits do \
                    not have a decay configured: 'a,b'";
    for (wanted, detail) in [
        (json!({ "names": ["a"], "slots": 2 }), "Slots requested is greater than the limit"),
        (json!({ "names": ["b", "a"], "slots": 1, "mode": "rate_limit" }), rateless),
    ] {
        let refused = (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail }));
        assert_eq!(api.post("/v2/concurrency_limits/increment", wanted.clone()).await, refused);
        assert_eq!(api.post("/v2/concurrency_limits/increment-with-lease", wanted).await, refused);
    }
}

#[tokio::test]
async fn the_limit_of_a_tag_is_made_read_reset_and_deleted() {
    let api = Api::new().await;
    let (status, made) =
        api.post("/concurrency_limits/", json!({ "tag": "etl", "concurrency_limit": 1 })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!("tag_limit_made", numbered(&made));
    let (status, again) =
        api.post("/concurrency_limits/", json!({ "tag": "etl", "concurrency_limit": 2 })).await;
    assert_eq!((status, &again["id"], &again["concurrency_limit"]), (StatusCode::OK, &made["id"], &json!(2)));
    let by_id = format!("/concurrency_limits/{}", made["id"].as_str().unwrap());
    let by_tag = "/concurrency_limits/tag/etl";
    assert_eq!(api.get(&by_id).await, (StatusCode::OK, again.clone()));
    assert_eq!(api.get(by_tag).await, (StatusCode::OK, again));
    assert_eq!(api.get("/v2/concurrency_limits/tag:etl").await.1["id"], made["id"]);

    let runs = json!({ "slot_override": [RUN] });
    assert_eq!(api.post(&format!("{by_tag}/reset"), runs).await, (StatusCode::OK, Value::Null));
    assert_eq!(api.get(by_tag).await.1["active_slots"], json!([RUN]));
    assert_eq!(api.post("/concurrency_limits/filter", json!({})).await.1[0]["active_slots"], json!([RUN]));
    for unfit in
        [json!({ "tag": "a/b", "concurrency_limit": 1 }), json!({ "tag": "etl", "concurrency_limit": -1 })]
    {
        assert_eq!(api.post("/concurrency_limits/", unfit).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }

    assert_eq!(api.delete(&by_id).await, (StatusCode::OK, Value::Null));
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Concurrency limit not found" }));
    for path in [&by_id, by_tag] {
        assert_eq!(api.get(path).await, gone);
        assert_eq!(api.delete(path).await, gone);
    }
    assert_eq!(api.post(&format!("{by_tag}/reset"), json!({})).await, gone);
}

#[tokio::test]
async fn a_task_run_takes_slots_of_its_tags() {
    let api = Api::new().await;
    for (tag, limit) in [("one", 1), ("none", 0)] {
        api.make("/concurrency_limits/", json!({ "tag": tag, "concurrency_limit": limit })).await;
    }
    let one = json!({ "names": ["one", "free"], "task_run_id": RUN });
    let (status, taken) = api.post("/concurrency_limits/increment", one.clone()).await;
    assert_eq!((status, &taken[0]["name"], &taken[0]["limit"]), (StatusCode::OK, &json!("one"), &json!(1)));
    let (status, wait, body) = locked(&api, "/concurrency_limits/increment", &one).await;
    let reached = json!({ "detail": "Concurrency limit for the one tag has been reached" });
    assert_eq!((status, wait.to_bits(), body), (StatusCode::LOCKED, 10_f64.to_bits(), reached));
    let none = json!({ "names": ["one", "none"], "task_run_id": RUN });
    let deadlock =
        "The concurrency limit on tag \"none\" is 0 and will deadlock if the task tries to run again.";
    assert_eq!(
        api.post("/concurrency_limits/increment", none).await,
        (StatusCode::LOCKED, json!({ "detail": deadlock }))
    );
    let (status, given) = api.post("/concurrency_limits/decrement", one.clone()).await;
    assert_eq!((status, &given[0]["name"]), (StatusCode::OK, &json!("tag:one")));
    assert_eq!(api.post("/concurrency_limits/increment", one).await.0, StatusCode::OK);
}

#[tokio::test]
async fn who_holds_the_slots_is_told_page_by_page() {
    let api = Api::new().await;
    let limit = api.make("/v2/concurrency_limits/", json!({ "name": "db", "limit": 2 })).await;
    let flow = api.make("/flows/", json!({ "name": "etl" })).await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "name": "otter" })).await;
    let task = json!({ "flow_run_id": run, "task_key": "load", "dynamic_key": "0", "name": "load-0" });
    let task = api.make("/task_runs/", task).await;
    for (kind, id) in [("flow_run", &run), ("task_run", &task)] {
        let wanted = json!({ "names": ["db"], "slots": 1, "holder": { "type": kind, "id": id } });
        assert_eq!(api.post("/v2/concurrency_limits/increment-with-lease", wanted).await.0, StatusCode::OK);
    }
    let path = format!("/weir/concurrency_leases?limit=1&limit_id={limit}");
    let (status, first) = api.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    let lease = &first["leases"][0];
    assert_eq!((&lease["limit_ids"], &lease["slots"]), (&json!([limit]), &json!(1)));
    let holder = json!({
        "type": "flow_run", "id": run, "name": "otter", "flow_run_id": run, "state_type": "PENDING",
        "state_name": "Pending",
    });
    assert_eq!(lease["holder"], holder);
    let (_, second) = api.get(&format!("{path}&after={}", first["next"].as_str().unwrap())).await;
    let holder = &second["leases"][0]["holder"];
    assert_eq!((&holder["name"], &holder["flow_run_id"]), (&json!("load-0"), &json!(run)));
    let (_, end) = api.get(&format!("{path}&after={}", second["next"].as_str().unwrap())).await;
    assert_eq!(end, json!({ "leases": [], "next": null }));
    assert_eq!(api.get("/weir/concurrency_leases?limit_id=db").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

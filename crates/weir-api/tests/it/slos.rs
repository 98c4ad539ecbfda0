//! `/slos` and `/slas`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

async fn deployment(api: &Api, tags: Value) -> String {
    let flow = api.flow("etl").await;
    let body = json!({ "name": "nightly", "flow_id": flow, "enforce_parameter_schema": false, "tags": tags });
    api.make("/deployments/", body).await
}

async fn found(api: &Api, query: Value) -> Vec<Value> {
    let (status, found) = api.post("/slos/filter", query).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found.as_array().unwrap().clone()
}

fn names(slos: &[Value]) -> Vec<&str> {
    slos.iter().map(|slo| slo["spec"]["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_objective_is_declared_read_replaced_and_deleted() {
    let api = Api::new().await;
    let spec = json!({
        "name": "dbt", "kind": "max-duration", "limit_seconds": 1800, "target": 0.95, "severity": "high",
        "window_seconds": "P7D", "select": { "flows": ["dbt-daily-pipeline"], "tags": ["prod"] },
    });
    let (status, made) = api.post("/slos/", spec.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_json_snapshot!(numbered(&made));
    let path = format!("/slos/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));
    let again = api.post("/slos/", spec.clone()).await;
    assert_eq!(again, (StatusCode::CONFLICT, json!({ "detail": "There is an SLO of this name already" })));

    api.wait(60);
    assert_eq!(api.put(&path, made["spec"].clone()).await, (StatusCode::OK, made.clone()), "it is the same");
    let other = json!({ "name": "dbt", "kind": "success-rate", "target": 0.99 });
    let (status, replaced) = api.put(&path, other).await;
    assert_eq!((status, &replaced["spec"]["kind"]), (StatusCode::OK, &json!("success-rate")));
    assert_eq!(
        replaced["spec"]["select"],
        json!({ "flows": [], "deployments": [], "tags": [], "work_pools": [] })
    );
    api.make("/slos/", json!({ "name": "other", "kind": "lateness", "limit_seconds": 60 })).await;
    let taken = json!({ "name": "other", "kind": "success-rate", "target": 0.99 });
    assert_eq!(api.put(&path, taken).await.0, StatusCode::CONFLICT);
    assert_eq!(names(&found(&api, json!({})).await), ["dbt", "other"]);
    assert_eq!(names(&found(&api, json!({ "kind": ["lateness"] })).await), ["other"]);
    assert_eq!(
        names(&found(&api, json!({ "name": "dbt", "state": ["unknown"], "source": ["api"] })).await),
        ["dbt"]
    );
    assert!(found(&api, json!({ "state": ["breached"] })).await.is_empty());
    assert_eq!(names(&found(&api, json!({ "limit": 1, "offset": 1 })).await), ["other"]);

    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "SLO not found" }));
    assert_eq!(api.get(&path).await, gone);
    assert_eq!(api.delete(&path).await, gone);
    assert_eq!(api.get(&format!("{path}/status")).await, gone);
}

#[tokio::test]
async fn a_status_and_a_history_are_told_before_anything_is_counted() {
    let api = Api::new().await;
    let freshness = json!({ "name": "fresh", "kind": "freshness", "limit_seconds": 3600, "target": 0.9 });
    let path = format!("/slos/{}", api.make("/slos/", freshness).await);
    api.wait(7200);
    let (status, told) = api.get(&format!("{path}/status")).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(told);
    let query = json!({ "start": "2026-02-02T02:00:00Z", "interval_seconds": 3600 });
    let (status, told) = api.post(&format!("{path}/history"), query).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_json_snapshot!(told);
    let (_, told) = api.post(&format!("{path}/history"), json!({})).await;
    assert_eq!(told.as_array().unwrap().len(), 30);
    for (query, wrong) in [
        (json!({ "start": "2027-01-01T00:00:00Z" }), "end must not be before start"),
        (
            json!({ "interval_seconds": 60 }),
            "the time has more than 1000 intervals: interval_seconds must be longer",
        ),
    ] {
        let answer = api.post(&format!("{path}/history"), query).await;
        assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": wrong })));
    }
}

#[tokio::test]
async fn bad_requests_are_told_what_is_wrong() {
    let api = Api::new().await;
    for (path, body, loc) in [
        ("/slos/", json!({ "kind": "freshness" }), json!(["body", "name"])),
        ("/slos/", json!({ "name": "a", "kind": "speed" }), json!(["body", "kind"])),
        (
            "/slos/",
            json!({ "name": "a", "kind": "metric", "metric": { "min": 1 } }),
            json!(["body", "metric", "name"]),
        ),
        (
            "/slos/",
            json!({ "name": "a", "kind": "success-rate", "select": { "flow": "f" } }),
            json!(["body", "select", "flow"]),
        ),
        ("/slos/filter", json!({ "state": ["fine"] }), json!(["body", "state", 0])),
        ("/slas/apply-resource-slas/prefect.deployment.x", json!([{ "name": "a" }]), json!(["body", 0])),
        (
            "/slas/apply-resource-slas/prefect.deployment.x",
            json!([{ "name": "a", "within": 5, "severity": "huge" }]),
            json!(["body", 0, "severity"]),
        ),
    ] {
        let (status, wrong) = api.post(path, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {wrong}");
        assert_eq!(wrong["exception_detail"][0]["loc"], loc, "{path} {body}: {wrong}");
    }
    let no_target = api.post("/slos/", json!({ "name": "a", "kind": "success-rate" })).await;
    let detail = json!({ "detail": "target is required for the kind success-rate" });
    assert_eq!(no_target, (StatusCode::UNPROCESSABLE_ENTITY, detail));
}

#[tokio::test]
async fn tags_of_a_deployment_declare_objectives_of_its_own() {
    let api = Api::new().await;
    let tags = json!([
        "daily",
        "slo:max-duration=30m",
        "slo:success-rate=99%/7d",
        "slo:severity=critical",
        "slo:oops=1"
    ]);
    let id = deployment(&api, tags).await;
    let slos = found(&api, json!({ "deployment_id": id })).await;
    assert_json_snapshot!(numbered(&json!(slos)));
    let (_, refused) = api.post("/slos/refused/filter", json!({})).await;
    assert_json_snapshot!(numbered(&refused));
    let path = format!("/slos/{}", slos[0]["id"].as_str().unwrap());
    assert_eq!(api.delete(&path).await.0, StatusCode::CONFLICT);
    assert_eq!(api.put(&path, slos[0]["spec"].clone()).await.0, StatusCode::CONFLICT);

    let (status, _) =
        api.patch(&format!("/deployments/{id}"), json!({ "tags": ["slo:max-duration=1h"] })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let changed = found(&api, json!({})).await;
    assert_eq!(names(&changed), ["max-duration"]);
    assert_eq!(changed[0]["spec"]["limit_seconds"], json!(3600.0));
    assert_eq!(changed[0]["id"], slos[0]["id"], "it is still the same objective");
    let (_, refused) = api.post("/slos/refused/filter", json!({})).await;
    assert_eq!(refused, json!([]));
    assert_eq!(api.delete(&format!("/deployments/{id}")).await.0, StatusCode::NO_CONTENT);
    assert!(found(&api, json!({})).await.is_empty());
}

#[tokio::test]
async fn agreements_of_the_sdk_are_objectives_of_their_deployment() {
    let api = Api::new().await;
    let id = deployment(&api, json!([])).await;
    let path = format!("/slas/apply-resource-slas/prefect.deployment.{id}");
    let owner = format!("prefect.deployment.{id}");
    let agreements = json!([
        { "name": "time", "duration": 600, "severity": "high", "owner_resource": owner },
        { "name": "often", "stale_after": "P1D", "owner_resource": owner },
        { "name": "late", "within": "PT10M", "enabled": false, "owner_resource": owner },
    ]);
    let (status, applied) = api.post(&path, agreements).await;
    assert_eq!(status, StatusCode::OK, "{applied}");
    assert_json_snapshot!(numbered(&json!({ "applied": applied, "slos": found(&api, json!({})).await })));
    let again =
        json!([{ "name": "time", "duration": 60, "owner_resource": owner }, { "name": "new", "within": 5 }]);
    let (_, applied) = api.post(&path, again).await;
    let told = |what: &str| {
        let names = applied[what].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!([told("created"), told("updated"), told("deleted")], ["new", "time", "late often"]);
    let twice = json!([{ "name": "a", "within": 5 }, { "name": "a", "within": 6 }]);
    let detail = json!({ "detail": "several agreements are named a" });
    assert_eq!(api.post(&path, twice).await, (StatusCode::UNPROCESSABLE_ENTITY, detail));
    assert_eq!(api.post(&path, json!([])).await.1["deleted"].as_array().unwrap().len(), 2);
    let unknown = "/slas/apply-resource-slas/prefect.deployment.00000000-0000-4000-8000-000000000001";
    let detail = json!({ "detail": "Deployment not found" });
    assert_eq!(api.post(unknown, json!([])).await, (StatusCode::NOT_FOUND, detail));
    let detail = json!({ "detail": "resource_id must be prefect.deployment.ID" });
    let flow = api.post("/slas/apply-resource-slas/prefect.flow.x", json!([])).await;
    assert_eq!(flow, (StatusCode::UNPROCESSABLE_ENTITY, detail));
}

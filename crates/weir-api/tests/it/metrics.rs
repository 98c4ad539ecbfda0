//! `/metrics` below `/api`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use weir_api::Settings;
use weir_engine::metrics::Limits;

use crate::api::{Api, numbered};

const NO_RUN: &str = "00000000-0000-4000-8000-000000000001";

/// A run of a deployment of a flow.
async fn run(api: &Api) -> String {
    let flow = api.flow("etl").await;
    let deployment = json!({ "name": "nightly", "flow_id": flow, "enforce_parameter_schema": false });
    let deployment = api.make("/deployments/", deployment).await;
    api.make(&format!("/deployments/{deployment}/create_flow_run"), json!({})).await
}

fn line(message: &str, run: &str, second: u32) -> Value {
    json!({
        "name": "prefect.flow_runs",
        "message": message,
        "level": 20,
        "timestamp": format!("2026-02-02T02:30:{second:02}Z"),
        "flow_run_id": run,
    })
}

async fn found(api: &Api, path: &str, query: Value) -> Value {
    let (status, found) = api.post(path, query).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found
}

#[tokio::test]
async fn lines_of_log_tell_of_metrics() {
    let api = Api::new().await;
    let run = run(&api).await;
    let lines = json!([
        line("Extracted 1250 rows from API", &run, 1),
        line("METRIC: rows_extracted=1250 unit=rows table=orders", &run, 2),
        line("METRIC: rows_extracted=many", &run, 3),
        line("METRIC: rows_extracted=750 unit=rows table=orders METRIC: lost=0", NO_RUN, 4),
    ]);
    assert_eq!(api.post("/logs/", lines).await, (StatusCode::CREATED, Value::Null));
    let series = found(&api, "/metrics/filter", json!({})).await;
    let refused = found(&api, "/metrics/refused/filter", json!({})).await;
    let query = json!({ "name": "rows_extracted", "flow_run_id": run });
    let points = found(&api, "/metrics/points/filter", query).await;
    assert_json_snapshot!(numbered(&json!({ "series": series, "points": points, "refused": refused })));
}

#[tokio::test]
async fn points_are_sent_and_what_is_not_taken_is_told() {
    let limits = Limits { series: 2, ..Limits::default() };
    let api = Api::with(Settings { metrics: limits, ..Settings::default() }).await;
    let point =
        |table: &str| json!({ "name": "rows", "value": 5, "unit": "rows", "labels": { "table": table } });
    let sent = json!([point("a"), point("b"), point("c"), { "name": "no name", "value": 1 }]);
    let (status, answer) = api.post("/metrics/", sent).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(answer);
    let (status, answer) = api.post("/metrics/", json!([point("c")])).await;
    assert_eq!((status, &answer["stored"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(0)));
    let ahead = json!([{ "name": "rows", "value": 1, "timestamp": "2050-01-01T00:00:00Z" }]);
    let (status, answer) = api.post("/metrics/", ahead).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = "rows tells of 2050-01-01T00:00:00Z, which is more than an hour ahead of the server's clock";
    assert_eq!(answer["refused"][0]["reason"], json!(reason));
    let counted = found(&api, "/metrics/refused/filter", json!({ "kind": ["too_far_ahead"] })).await;
    assert_eq!(counted[0]["count"], json!(1));
    assert_eq!(
        api.post("/metrics/", json!([])).await,
        (StatusCode::CREATED, json!({ "stored": 0, "refused": [] }))
    );
    let counted = found(&api, "/metrics/refused/filter", json!({ "kind": ["too_many_series"] })).await;
    assert_eq!((&counted[0]["name"], &counted[0]["count"]), (&json!("rows"), &json!(2)));
    let named = found(&api, "/metrics/refused/filter", json!({ "name": "rows", "limit": 0 })).await;
    assert_eq!(named, json!([]));
}

#[tokio::test]
async fn bad_requests_are_told_what_is_wrong() {
    let api = Api::new().await;
    for (path, body, loc) in [
        ("/metrics/", json!({ "name": "rows", "value": 1 }), json!(["body"])),
        ("/metrics/", json!([{ "value": 1 }]), json!(["body", 0, "name"])),
        ("/metrics/", json!([{ "name": "rows", "value": "many" }]), json!(["body", 0, "value"])),
        ("/metrics/", json!([{ "name": "rows", "value": 1, "tags": [] }]), json!(["body", 0, "tags"])),
        (
            "/metrics/",
            json!([{ "name": "rows", "value": 1, "labels": { "a": 1 } }]),
            json!(["body", 0, "labels", "a"]),
        ),
        ("/metrics/points/filter", json!({}), json!(["body", "name"])),
        ("/metrics/points/filter", json!({ "name": "rows", "limit": 10_001 }), json!(["body", "limit"])),
        ("/metrics/query", json!({ "name": "rows", "aggregation": "p99" }), json!(["body", "aggregation"])),
        ("/metrics/query", json!({ "name": "rows", "group_by": ["table"] }), json!(["body", "group_by", 0])),
        (
            "/metrics/query",
            json!({ "name": "rows", "interval_seconds": 0.5 }),
            json!(["body", "interval_seconds"]),
        ),
        ("/metrics/refused/filter", json!({ "kind": ["other"] }), json!(["body", "kind", 0])),
    ] {
        let (status, wrong) = api.post(path, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {wrong}");
        assert_eq!(wrong["exception_detail"][0]["loc"], loc, "{path} {body}: {wrong}");
    }
    for (query, told) in [
        (
            json!({ "name": "rows", "interval_seconds": 1 }),
            "the time has more than 1000 intervals: they must be longer",
        ),
        (json!({ "name": "rows", "start": "2027-01-01T00:00:00Z" }), "end must be after start"),
    ] {
        let answer = api.post("/metrics/query", query).await;
        assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": told })));
    }
    assert_eq!(
        api.post("/metrics/filter", json!({ "limit": 201 })).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn points_are_aggregated_over_a_time() {
    let api = Api::new().await;
    let run = run(&api).await;
    let lines: Vec<Value> = (0..20)
        .map(|second| {
            let table = if second % 2 == 0 { "orders" } else { "users" };
            line(&format!("METRIC: rows={second} table={table}"), &run, second)
        })
        .collect();
    assert_eq!(api.post("/logs/", json!(lines)).await.0, StatusCode::CREATED);
    let query = |more: Value| {
        let mut query =
            json!({ "name": "rows", "start": "2026-02-02T02:30:00Z", "end": "2026-02-02T02:30:15Z" });
        query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        query
    };
    for (aggregation, expected) in [
        ("avg", 7.0),
        ("min", 0.0),
        ("max", 14.0),
        ("sum", 105.0),
        ("count", 15.0),
        ("last", 14.0),
        ("p50", 7.0),
        ("p95", 13.3),
    ] {
        let told = found(&api, "/metrics/query", query(json!({ "aggregation": aggregation }))).await;
        let value = told["groups"][0]["value"].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{aggregation}: {value}");
    }
    let by = json!({ "interval_seconds": 10, "group_by": ["flow", "deployment", "label.table"], "aggregation": "sum" });
    assert_json_snapshot!(found(&api, "/metrics/query", query(by)).await);
    let of_none = json!({ "labels": { "table": "none" }, "interval_seconds": 10 });
    let told = found(&api, "/metrics/query", query(of_none.clone())).await;
    assert_eq!((&told["groups"][0]["value"], &told["groups"][0]["count"]), (&Value::Null, &json!(0)));
    assert_eq!(told["groups"][0]["intervals"].as_array().unwrap().len(), 2);
    let mut grouped = of_none;
    grouped["group_by"] = json!(["label.table"]);
    assert_eq!(found(&api, "/metrics/query", query(grouped)).await["groups"], json!([]));
    let newest =
        json!({ "name": "rows", "sort": "TIMESTAMP_DESC", "limit": 2, "offset": 1, "flow_name": "etl" });
    let values: Vec<_> = found(&api, "/metrics/points/filter", newest)
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["value"].clone())
        .collect();
    assert_eq!(values, [json!(18.0), json!(17.0)]);
}

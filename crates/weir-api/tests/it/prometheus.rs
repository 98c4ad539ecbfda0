//! `/metrics`: what a scrape is answered.

use axum::body::Body;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::json;
use weir_api::Settings;
use weir_export::{
    labels::{Label, LabelChoice},
    profiles::Choice,
};

use crate::api::Api;

/// The content type and the text of a scrape that accepts `accept`.
async fn scrape(api: &Api, accept: &str) -> (String, String) {
    let (_, content_type, text) = get(api, "/metrics", accept).await;
    (content_type, text)
}

async fn get(api: &Api, path: &str, accept: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
    let answer = api.send(request).await;
    let status = answer.status();
    let content_type = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    (status, content_type, String::from_utf8(text.to_vec()).unwrap())
}

/// The lines about unfinished runs.
async fn unfinished(api: &Api) -> Vec<String> {
    let (_, text) = scrape(api, "*/*").await;
    let lines = text.lines().filter(|line| line.starts_with("weir_flow_runs_unfinished"));
    lines.map(str::to_owned).collect()
}

/// A flow with a deployment that goes to a queue of a pool, a run of it, and a run without it.
async fn runs(api: &Api) {
    let flow = api.flow("etl").await;
    api.make("/work_pools/", json!({ "name": "spark", "type": "process" })).await;
    let deployment = json!({ "name": "nightly", "flow_id": flow, "work_pool_name": "spark" });
    let deployment = api.make("/deployments/", deployment).await;
    let pending = json!({ "type": "PENDING" });
    api.make("/flow_runs/", json!({ "flow_id": flow, "deployment_id": deployment, "state": pending })).await;
    api.make("/flow_runs/", json!({ "flow_id": flow, "state": pending })).await;
}

#[tokio::test]
async fn a_scrape_is_answered_in_the_format_that_it_accepts() {
    let api = Api::new().await;
    let (content_type, text) = scrape(&api, "application/openmetrics-text;version=1.0.0,*/*;q=0.1").await;
    assert_eq!(content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(text.contains("# TYPE weir_events counter\n") && text.ends_with("# EOF\n"), "{text}");
    let (content_type, text) = scrape(&api, "text/plain;version=0.0.4").await;
    assert_eq!(content_type, "text/plain; version=0.0.4; charset=utf-8");
    assert!(text.contains("# TYPE weir_events_total counter\n") && !text.contains("# EOF"), "{text}");
}

#[tokio::test]
async fn runs_have_the_labels_that_were_chosen() {
    let api = Api::new().await;
    runs(&api).await;
    assert_eq!(
        unfinished(&api).await,
        [
            r#"weir_flow_runs_unfinished{flow="etl",deployment="",state="Pending",state_type="PENDING"} 1"#,
            r#"weir_flow_runs_unfinished{flow="etl",deployment="nightly",state="Pending",state_type="PENDING"} 1"#,
        ]
    );
    for (labels, wanted) in [
        (vec![], vec!["weir_flow_runs_unfinished 2"]),
        (vec![Label::StateType], vec![r#"weir_flow_runs_unfinished{state_type="PENDING"} 2"#]),
        (
            vec![Label::WorkQueue, Label::WorkPool],
            vec![
                r#"weir_flow_runs_unfinished{work_pool="",work_queue=""} 1"#,
                r#"weir_flow_runs_unfinished{work_pool="spark",work_queue="default"} 1"#,
            ],
        ),
    ] {
        let exported = Choice { labels: Some(LabelChoice::new(&labels)), ..Choice::default() };
        let api = Api::with(Settings { exported, ..Settings::default() }).await;
        runs(&api).await;
        assert_eq!(unfinished(&api).await, wanted);
    }
}

#[tokio::test]
async fn a_scrape_may_ask_for_a_profile() {
    let api = Api::new().await;
    runs(&api).await;
    let (status, _, text) = get(&api, "/metrics?profile=history", "*/*").await;
    assert_eq!(status, 200);
    assert!(!text.contains("weir_flow_run"), "{text}");
    let (_, _, text) = get(&api, "/metrics?profile=prometheus-prefect-exporter,native", "*/*").await;
    assert!(text.contains("weir_flow_runs_unfinished"), "{text}");
    let of_exporter =
        text.lines().filter(|line| line.starts_with("prefect_") && !line.starts_with("prefect_info"));
    insta::assert_snapshot!(of_exporter.collect::<Vec<_>>().join("\n"), @r#"
    prefect_deployments_total 1
    prefect_flows_total 1
    prefect_flow_runs_total 2
    prefect_flow_run_state_total{state="Pending"} 2
    prefect_work_pools_total 1
    prefect_work_queues_total 1
    prefect_late_runs{work_pool_name="spark",work_queue_name="default"} 0
    "#);
    let (status, _, text) = get(&api, "/metrics?profile=mine", "*/*").await;
    assert_eq!(status, 400);
    assert_eq!(
        text,
        "profile: \"mine\" is no profile: expected native, prometheus-prefect-exporter or history\n"
    );
}

#[tokio::test]
async fn requests_are_counted_under_the_templates_of_their_routes() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    api.get(&format!("/flows/{flow}")).await;
    api.get(&format!("/flows/{flow}")).await;
    let (_, text) = scrape(&api, "*/*").await;
    let wanted = r#"weir_http_requests_total{method="GET",route="/api/flows/{id}",status="200"} 2"#;
    assert!(text.contains(wanted), "{text}");
    let wanted = r#"weir_http_request_duration_seconds_count{method="GET",route="/api/flows/{id}"} 2"#;
    assert!(text.contains(wanted), "{text}");
}

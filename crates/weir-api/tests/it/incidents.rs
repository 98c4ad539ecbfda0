//! `/incidents`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use weir_store::incidents::{self, NewIncident};
use weir_types::{automations::Severity, ids::AutomationId};

use crate::{
    api::{Api, numbered},
    events::event_names,
};

async fn declare(api: &Api, automation: AutomationId, subject: &str) -> String {
    let new = NewIncident {
        title: format!("{subject} failed"),
        description: "look at the warehouse".to_owned(),
        severity: Severity::Critical,
        automation_id: automation,
        automation_name: "dbt failures".to_owned(),
        subject: subject.to_owned(),
    };
    let now = api.now();
    let made = api.store().write(new, move |conn, new| Box::pin(incidents::declare(conn, new, now)));
    made.await.unwrap().id.to_string()
}

/// The names of the incidents' events, in their order.
async fn told(api: &Api) -> Vec<String> {
    event_names(api, json!({ "event": { "prefix": ["weir.incident."] }, "order": "ASC" })).await
}

#[tokio::test]
async fn an_incident_is_declared_acknowledged_and_resolved() {
    let api = Api::new().await;
    let automation = AutomationId::generate();
    let id = declare(&api, automation, "prefect.deployment.d").await;
    api.wait(60);
    assert_eq!(declare(&api, automation, "prefect.deployment.d").await, id, "it is counted");
    api.wait(60);
    let path = format!("/incidents/{id}");
    let (status, taken) = api.post(&format!("{path}/acknowledge"), json!({ "by": "Ada" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(numbered(&taken));
    let again = api.post(&format!("{path}/acknowledge"), json!({ "by": "Bob" })).await;
    assert_eq!(again, (StatusCode::OK, taken), "who was first has it");
    api.wait(60);
    let (_, resolved) = api.post(&format!("{path}/resolve"), json!({})).await;
    assert_eq!((&resolved["status"], &resolved["resolved_by"]), (&json!("resolved"), &Value::Null));
    assert_eq!(api.get(&path).await, (StatusCode::OK, resolved.clone()));
    assert_eq!(
        api.post(&format!("{path}/resolve"), json!({ "by": "Bob" })).await,
        (StatusCode::OK, resolved)
    );
    let late = api.post(&format!("{path}/acknowledge"), json!({})).await;
    assert_eq!(late, (StatusCode::CONFLICT, json!({ "detail": "The incident is resolved already" })));
    api.wait(60);
    assert_ne!(declare(&api, automation, "prefect.deployment.d").await, id, "it is another one");
    let steps = ["declared", "recurred", "acknowledged", "resolved", "declared"];
    assert_eq!(told(&api).await, steps.map(|step| format!("weir.incident.{step}")));
}

#[tokio::test]
async fn incidents_are_found_by_their_status_newest_first() {
    let api = Api::new().await;
    let automation = AutomationId::generate();
    let mut ids = Vec::new();
    for subject in ["a", "b", "c"] {
        ids.push(declare(&api, automation, subject).await);
    }
    assert_eq!(api.post(&format!("/incidents/{}/resolve", ids[1]), json!({})).await.0, StatusCode::OK);
    for (query, found) in [
        (json!({}), vec![2, 1, 0]),
        (json!({ "status": ["open", "acknowledged"] }), vec![2, 0]),
        (json!({ "status": ["resolved"] }), vec![1]),
        (json!({ "status": [] }), vec![]),
        (json!({ "limit": 1, "offset": 1 }), vec![1]),
    ] {
        let (status, list) = api.post("/incidents/filter", query.clone()).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let got: Vec<&str> = list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        let expected: Vec<&str> = found.into_iter().map(|at: usize| ids[at].as_str()).collect();
        assert_eq!(got, expected, "{query}");
    }
    let (status, wrong) = api.post("/incidents/filter", json!({ "status": ["closed"] })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong["exception_detail"][0]["loc"], json!(["body", "status", 0]));
    let unknown = api.get("/incidents/00000000-0000-4000-8000-000000000001").await;
    assert_eq!(unknown, (StatusCode::NOT_FOUND, json!({ "detail": "Incident not found" })));
}

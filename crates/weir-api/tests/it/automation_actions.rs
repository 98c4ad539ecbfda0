//! `/api/weir/automation_actions`.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use weir_store::automation_actions::{self, Outcome, QueuedAction};
use weir_types::{Json, automations::Action, ids::AutomationId};

use crate::api::Api;

/// Queues three actions; the second has failed.
async fn queue(api: &Api, automation_id: AutomationId) {
    let now = api.now();
    let queued = |id| QueuedAction {
        id: Uuid::from_u128(id),
        automation_id,
        automation_name: "page".to_owned(),
        firing: Json::from(json!({ "triggering_event": null })),
        action: Action::DoNothing {},
        action_index: 0,
        attempts: 0,
        reached: 0,
        created: now,
        begun: now,
    };
    let written = api.store().write([1, 2, 3].map(queued), move |conn, all| {
        Box::pin(async move {
            for queued in all {
                automation_actions::enqueue(conn, queued).await?;
            }
            let failed = Outcome::Failed { reason: "The receiver answered 403 Forbidden".to_owned() };
            automation_actions::settle(conn, Uuid::from_u128(2), &failed, now).await
        })
    });
    assert!(written.await.unwrap());
}

#[tokio::test]
async fn actions_tell_what_became_of_them() {
    let (api, automation_id) = (Api::new().await, AutomationId::generate());
    queue(&api, automation_id).await;
    let now = serde_json::to_value(api.now()).unwrap();
    let failed = json!({
        "id": Uuid::from_u128(2), "created": now, "updated": now, "automation_id": automation_id,
        "automation_name": "page", "action": { "type": "do-nothing" }, "action_index": 0,
        "triggering_event_id": null, "status": "failed", "attempts": 0, "next_attempt": null,
        "reason": "The receiver answered 403 Forbidden", "response": null, "rendered": null,
        "firing": { "told_event_id": null, "state": null, "labels": {}, "value": null, "event": null },
    });
    let page = json!({ "actions": [failed], "next": null });
    assert_eq!(api.get("/weir/automation_actions?status=failed").await, (StatusCode::OK, page));
    let path = format!("/weir/automation_actions?automation_id={automation_id}&limit=2");
    let ids = |page: &Value| -> Vec<Value> {
        page["actions"].as_array().unwrap().iter().map(|action| action["id"].clone()).collect()
    };
    let (_, first) = api.get(&path).await;
    assert_eq!(ids(&first), [json!(Uuid::from_u128(3)), json!(Uuid::from_u128(2))]);
    assert_eq!(first["actions"][0]["next_attempt"], now);
    let (_, second) = api.get(&format!("{path}&after={}", first["next"].as_str().unwrap())).await;
    assert_eq!((ids(&second), &second["next"]), (vec![json!(Uuid::from_u128(1))], &Value::Null));
    assert_eq!(api.get("/weir/automation_actions?status=lost").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

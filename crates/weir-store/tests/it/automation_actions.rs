//! The queue of actions, and what it tells of them.

use serde_json::json;
use uuid::Uuid;
use weir_store::{
    Store,
    automation_actions::{self, Answered, Outcome, QueuedAction},
};
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    automations::{Action, ActionRecord, ActionStatus},
    ids::AutomationId,
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn queued(automation_id: AutomationId, id: u128) -> QueuedAction {
    QueuedAction {
        id: Uuid::from_u128(id),
        automation_id,
        automation_name: "page".to_owned(),
        firing: Json::from(json!({ "triggering_event": { "id": Uuid::from_u128(77) } })),
        action: Action::DoNothing {},
        action_index: 0,
        attempts: 0,
        reached: 0,
        created: NOW,
        begun: NOW,
    }
}

async fn listed(
    store: &Store,
    automation: Option<AutomationId>,
    status: Option<ActionStatus>,
    after: Option<Uuid>,
) -> Vec<ActionRecord> {
    let list = store
        .read((), move |conn, ()| Box::pin(automation_actions::list(conn, automation, status, after, 2)));
    list.await.unwrap()
}

fn ids(records: &[ActionRecord]) -> Vec<u128> {
    records.iter().map(|record| record.id.as_u128()).collect()
}

async fn actions_are_listed_newest_first_and_page_by_page(store: Store) {
    let automations = [AutomationId::generate(), AutomationId::generate()];
    let all = [queued(automations[0], 1), queued(automations[1], 2), queued(automations[0], 3)];
    store
        .write(all, |conn, all| {
            Box::pin(async move {
                for queued in all {
                    automation_actions::enqueue(conn, queued).await?;
                }
                let failed = Outcome::Failed { reason: "gone".to_owned() };
                automation_actions::settle(conn, Uuid::from_u128(2), &failed, NOW).await?;
                automation_actions::settle(conn, Uuid::from_u128(1), &Outcome::Executed, NOW).await
            })
        })
        .await
        .unwrap();
    assert_eq!(ids(&listed(&store, None, None, None).await), [3, 2]);
    assert_eq!(ids(&listed(&store, None, None, Some(Uuid::from_u128(2))).await), [1]);
    assert_eq!(ids(&listed(&store, Some(automations[0]), None, None).await), [3, 1]);
    assert_eq!(ids(&listed(&store, None, Some(ActionStatus::Failed), None).await), [2]);
    assert_eq!(ids(&listed(&store, Some(automations[1]), Some(ActionStatus::Executed), None).await), [0; 0]);
}

async fn an_action_keeps_what_its_receiver_answered_last(store: Store) {
    let action = queued(AutomationId::generate(), 1);
    let due = NOW + TimeDelta::from_secs(9);
    let refusal = JsonObject::new(Json::from(json!({ "status_code": 503 }))).unwrap();
    let input = (action, refusal.clone());
    let claimed = store.write(input, move |conn, (action, refusal)| {
        Box::pin(async move {
            automation_actions::enqueue(conn, action).await?;
            automation_actions::claim(conn, NOW, TimeDelta::from_secs(60), 9).await?;
            let rendered = JsonObject::new(Json::from(json!({ "subject": "late" })));
            let answered = Answered { rendered, response: Some(refusal.clone()), reached: 2 };
            automation_actions::note_answer(conn, action.id, &answered).await?;
            let retry = Outcome::Retry { reason: "busy".to_owned(), due };
            automation_actions::settle(conn, action.id, &retry, NOW).await?;
            automation_actions::claim(conn, due, TimeDelta::from_secs(60), 9).await
        })
    });
    let [again] = <[QueuedAction; 1]>::try_from(claimed.await.unwrap()).unwrap();
    assert_eq!((again.attempts, again.reached), (2, 2));
    let [record] = <[ActionRecord; 1]>::try_from(listed(&store, None, None, None).await).unwrap();
    assert_eq!((record.reason.as_deref(), &record.response), (Some("busy"), &Some(refusal)));
    assert_eq!(record.next_attempt, Some(due + TimeDelta::from_secs(60)), "when the claim is over");
    assert_eq!(record.triggering_event_id.map(|id| id.0), Some(Uuid::from_u128(77)));
    assert_eq!(record.rendered.map(|rendered| rendered.to_map()["subject"].clone()), Some(json!("late")));
}

async fn an_action_tells_what_its_firing_was_about(store: Store) {
    let run = json!({ "prefect.resource.id": "prefect.flow-run.1", "prefect.resource.name": "gifted-otter" });
    let failed = json!({
        "id": Uuid::from_u128(77), "occurred": NOW, "event": "prefect.flow-run.Failed", "resource": run,
        "related": [{ "prefect.resource.id": "prefect.flow.2" }], "payload": { "long": true },
    });
    let own = json!({
        "id": Uuid::from_u128(78), "occurred": NOW, "event": "prefect.automation.resolved",
        "resource": { "prefect.resource.id": "prefect.automation.3" }, "related": [],
        "payload": { "triggering_event": failed },
    });
    let automation = AutomationId::generate();
    let firings = [
        json!({ "triggering_event": null, "triggering_labels": { "prefect.resource.id": "prefect.flow-run.1" } }),
        json!({ "trigger_states": ["Resolved"], "automation_triggered_event_id": own["id"], "triggering_event": own }),
        json!({
            "trigger_states": ["Triggered"], "automation_triggered_event_id": Uuid::from_u128(79),
            "triggering_event": failed, "triggering_value": 0.5,
        }),
    ];
    let actions: Vec<_> = (1..)
        .zip(firings)
        .map(|(id, firing)| QueuedAction { firing: Json::from(firing), ..queued(automation, id) })
        .collect();
    let enqueue = store.write(actions, |conn, actions| {
        Box::pin(async move {
            for action in actions {
                automation_actions::enqueue(conn, action).await?;
            }
            Ok(())
        })
    });
    enqueue.await.unwrap();
    let [triggered, resolved] =
        <[ActionRecord; 2]>::try_from(listed(&store, None, None, None).await).unwrap();
    let of_run = json!({
        "id": Uuid::from_u128(77), "occurred": NOW, "event": "prefect.flow-run.Failed", "resource": run,
        "related": [{ "prefect.resource.id": "prefect.flow.2" }],
    });
    let told = json!({
        "told_event_id": Uuid::from_u128(79), "state": "Triggered", "labels": {}, "value": 0.5, "event": of_run,
    });
    assert_eq!(serde_json::to_value(&triggered.firing).unwrap(), told);
    assert_eq!(resolved.triggering_event_id.map(|id| id.0), Some(Uuid::from_u128(78)));
    let told = json!({
        "told_event_id": Uuid::from_u128(78), "state": "Resolved", "labels": {}, "value": null, "event": of_run,
    });
    assert_eq!(serde_json::to_value(&resolved.firing).unwrap(), told);
    let [silent] =
        <[ActionRecord; 1]>::try_from(listed(&store, None, None, Some(Uuid::from_u128(2))).await).unwrap();
    let told = json!({
        "told_event_id": null, "state": null, "labels": { "prefect.resource.id": "prefect.flow-run.1" }, "value": null,
        "event": null,
    });
    assert_eq!(serde_json::to_value(&silent.firing).unwrap(), told);
}

weir_testkit::on_both_databases!(
    actions_are_listed_newest_first_and_page_by_page,
    an_action_keeps_what_its_receiver_answered_last,
    an_action_tells_what_its_firing_was_about
);

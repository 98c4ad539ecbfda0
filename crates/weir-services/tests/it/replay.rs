//! A replay says when an automation would have fired, and leaves everything as it is.

use serde_json::{Value, json};
use weir_services::automations::replay;
use weir_store::{
    Store,
    events::{self, NewEvent},
    seal::Seal,
};
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    automations::{AutomationCreate, Replay},
    ids::{EventId, FlowRunId},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(second: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(second)
}

/// Stores an event of this name about a run, that came so many seconds after the beginning.
async fn came(store: &Store, second: i64, name: &str, run: FlowRunId) {
    let resource_id = format!("prefect.flow-run.{run}");
    let state = name.rsplit_once('.').unwrap().1.to_uppercase();
    let resource = json!({ "prefect.resource.id": resource_id, "prefect.state-type": state });
    let event = NewEvent {
        id: EventId::generate(),
        occurred: at(second),
        event: name.to_owned(),
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        resource_id,
        related_ids: Vec::new(),
        related: Json::from(json!([])),
        payload: JsonObject::default(),
        // Its leader is not there: nobody waits for it in a replay.
        follows: Some(EventId::generate()),
    };
    let append = store.write(event, move |conn, event| {
        Box::pin(events::append(conn, std::slice::from_ref(event), at(second)))
    });
    append.await.unwrap();
}

async fn replayed(store: &Store, trigger: Value) -> Option<Replay> {
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "rule", "enabled": false, "trigger": trigger,
        "actions": [
            { "type": "do-nothing" },
            {
                "type": "send-notification", "block_document_id": "00000000-0000-4000-8000-000000000001",
                "body": "{{ event.event }} {{ unclosed", "subject": "{{ event.event }}",
            },
        ],
    }))
    .unwrap();
    let seal = Seal::of(store, None).await.unwrap();
    replay(store, &seal, &create, (NOW, at(7200))).await.unwrap()
}

fn times(replay: &Replay) -> Vec<i64> {
    replay.firings.iter().map(|firing| firing.at.since(NOW).as_micros() / 1_000_000).collect()
}

async fn past_events_fire_as_they_would_have_when_they_came(store: Store) {
    let runs = [FlowRunId::generate(), FlowRunId::generate()];
    came(&store, -100, "prefect.flow-run.Failed", runs[0]).await;
    came(&store, 10, "prefect.flow-run.Running", runs[0]).await;
    came(&store, 11, "prefect.flow-run.Running", runs[1]).await;
    for second in [20, 30, 40, 50] {
        came(&store, second, "prefect.flow-run.Failed", runs[0]).await;
    }
    let end = store.read((), |conn, ()| Box::pin(events::end(conn))).await.unwrap();
    let thrice = json!({
        "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"], "threshold": 3, "within": 3600,
    });
    let replay = replayed(&store, thrice).await.unwrap();
    assert_eq!((replay.events, replay.concerned, times(&replay)), (6, 4, vec![40]));
    let [nothing, notification] = replay.firings[0].actions.as_slice() else { panic!("{replay:?}") };
    assert_eq!(nothing, &json!({ "type": "do-nothing" }));
    assert_eq!(notification["subject"], "prefect.flow-run.Failed");
    assert!(notification["body"].as_str().unwrap().starts_with("Template rendering failed: "));
    assert_eq!(notification["block"], Value::Null);
    let absent = json!({
        "type": "event", "posture": "Proactive", "after": ["prefect.flow-run.Running"],
        "expect": ["prefect.flow-run.Failed"], "for_each": ["prefect.resource.id"], "within": 60,
    });
    let replay = replayed(&store, absent).await.unwrap();
    assert_eq!(times(&replay), [71], "the second run went on");
    let expected = json!({ "prefect.resource.id": format!("prefect.flow-run.{}", runs[1]) });
    assert_eq!(replay.firings[0].labels, expected);
    let long = json!({
        "type": "event", "posture": "Proactive", "expect": ["prefect.flow-run.Running"], "threshold_duration": 600,
        "match": { "prefect.resource.id": "prefect.flow-run.*" },
    });
    assert_eq!(times(&replayed(&store, long).await.unwrap()), [611]);
    let now = store.read((), |conn, ()| Box::pin(events::end(conn))).await.unwrap();
    assert_eq!(now, end, "nothing was written");
}

async fn a_metric_trigger_cannot_be_replayed(store: Store) {
    let metric = json!({
        "type": "metric", "metric": { "name": "successes", "operator": "<", "threshold": 0.9, "range": 3600, "firing_for": 300 },
    });
    assert_eq!(replayed(&store, metric).await, None);
}

weir_testkit::on_both_databases!(
    a_metric_trigger_cannot_be_replayed,
    past_events_fire_as_they_would_have_when_they_came
);

//! Automations fire once for each event, whoever watches.

use std::time::Duration;

use serde_json::{Value, json};
use weir_services::Services;
use weir_store::{
    Store, automations,
    events::{self, NewEvent, Position},
};
use weir_types::{
    Clock, Json, JsonObject, TimeDelta, Timestamp,
    automations::{Automation, AutomationCreate},
    ids::{EventId, FlowRunId},
};

use crate::settings;

const BLOCK: &str = "00000000-0000-4000-8000-000000000001";
const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn failure() -> NewEvent {
    let resource_id = format!("prefect.flow-run.{}", FlowRunId::generate());
    let resource = json!({ "prefect.resource.id": resource_id, "prefect.resource.name": "lively-heron" });
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: "prefect.flow-run.Failed".to_owned(),
        resource_id,
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        related_ids: Vec::new(),
        related: Json::from(json!([])),
        payload: JsonObject::default(),
        follows: None,
    }
}

async fn make(store: &Store, trigger: Value) -> Automation {
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "page", "trigger": trigger, "actions": [
            { "type": "do-nothing" },
            { "type": "send-notification", "block_document_id": BLOCK, "body": "{{ flow_run.name }}" },
        ],
    }))
    .unwrap();
    store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW))).await.unwrap()
}

async fn append(store: &Store, events: Vec<NewEvent>) {
    store.write(events, |conn, events| Box::pin(events::append(conn, events, NOW))).await.unwrap();
}

/// The events of this name, as soon as there are `count` of them.
async fn await_events(store: &Store, name: &str, count: usize) -> Vec<events::StoredEvent> {
    let mut growth = store.event_growth();
    let seen = async {
        loop {
            growth.mark_unchanged();
            let all = store
                .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10_000)))
                .await
                .unwrap();
            let found: Vec<_> = all.into_iter().filter(|event| event.event == name).collect();
            if found.len() >= count {
                return found;
            }
            growth.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap()
}

async fn each_event_fires_once_though_two_watch(store: Store) {
    let automation = make(
        &store,
        json!({
            "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"],
            "match": { "prefect.resource.id": "prefect.flow-run.*" },
        }),
    )
    .await;
    let clock = Clock::fixed(NOW);
    let services = [
        Services::start(&store, &clock, settings(&store).await),
        Services::start(&store, &clock, settings(&store).await),
    ];
    let failures: Vec<NewEvent> = (0..5).map(|_| failure()).collect();
    for failure in &failures {
        append(&store, vec![failure.clone()]).await;
    }
    // The same events again: they are duplicates.
    append(&store, failures.clone()).await;
    let marker = failure();
    append(&store, vec![marker.clone()]).await;
    let triggered = await_events(&store, "prefect.automation.triggered", 6).await;
    drop(services);
    let followed: Vec<_> = triggered.iter().map(|event| event.follows.unwrap()).collect();
    let expected: Vec<_> = failures.iter().chain([&marker]).map(|failure| failure.id).collect();
    assert_eq!(followed, expected, "in the order of the events, and each once");
    let payload = triggered[0].payload.to_map();
    assert_eq!(payload["triggering_event"]["id"], json!(failures[0].id));
    assert_eq!(
        triggered[0].resource.to_map()["prefect.resource.id"],
        json!(format!("prefect.automation.{}", automation.id))
    );
}

async fn five_failures_within_an_hour_fire_once(store: Store) {
    let trigger = json!({
        "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"], "threshold": 5, "within": 3600,
    });
    make(&store, trigger).await;
    make(&store, json!({ "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Crashed"] }))
        .await;
    let services = Services::start(&store, &Clock::fixed(NOW), settings(&store).await);
    append(&store, (0..9).map(|_| failure()).collect()).await;
    // The last event is seen by the second automation, and so tells when all before it have been counted.
    append(&store, vec![NewEvent { event: "prefect.flow-run.Crashed".to_owned(), ..failure() }]).await;
    let triggered = await_events(&store, "prefect.automation.triggered", 2).await;
    drop(services);
    assert_eq!(triggered.len(), 2);
}

async fn a_trigger_that_is_not_watched_yet_never_fires(store: Store) {
    let watched = json!({ "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"] });
    let absence = json!({ "type": "event", "posture": "Proactive", "expect": ["prefect.flow-run.Failed"], "threshold": 9 });
    let all = json!({ "type": "compound", "triggers": [watched], "require": "all", "within": 60 });
    for trigger in [absence, all] {
        make(&store, trigger).await;
    }
    let watched = make(&store, watched).await;
    let services = Services::start(&store, &Clock::fixed(NOW), settings(&store).await);
    let later = NOW + TimeDelta::from_secs(60);
    append(&store, vec![failure(), NewEvent { occurred: later, ..failure() }]).await;
    let triggered = await_events(&store, "prefect.automation.triggered", 2).await;
    drop(services);
    let watched = json!(format!("prefect.automation.{}", watched.id));
    for event in triggered {
        assert_eq!(event.resource.to_map()["prefect.resource.id"], watched);
    }
}

weir_testkit::on_both_databases!(
    a_trigger_that_is_not_watched_yet_never_fires,
    each_event_fires_once_though_two_watch,
    five_failures_within_an_hour_fire_once
);

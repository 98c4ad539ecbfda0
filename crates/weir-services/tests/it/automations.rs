//! Automations fire once for each event, whoever watches.

use std::time::Duration;

use serde_json::{Value, json};
use weir_services::Services;
use weir_store::{
    Store, automation_actions, automations,
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

pub(crate) async fn make(store: &Store, trigger: Value) -> Automation {
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
    append_at(store, events, NOW).await;
}

async fn append_at(store: &Store, events: Vec<NewEvent>, now: Timestamp) {
    let append = store.write(events, move |conn, events| Box::pin(events::append(conn, events, now)));
    append.await.unwrap();
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

/// An event of this name about this resource, so many seconds after the beginning.
pub(crate) fn event(name: &str, resource: &str, second: i64) -> NewEvent {
    let resource_json = json!({ "prefect.resource.id": resource });
    NewEvent {
        event: name.to_owned(),
        occurred: NOW + TimeDelta::from_secs(second),
        resource_id: resource.to_owned(),
        resource: JsonObject::new(Json::from(resource_json)).unwrap(),
        ..failure()
    }
}

/// Stores events and evaluates what is known so many seconds after the beginning; tells the payloads of the firings so
/// far.
pub(crate) async fn firings(
    store: &Store,
    clock: &Clock,
    second: i64,
    happened: Vec<NewEvent>,
) -> Vec<Value> {
    append_at(store, happened, clock.now()).await;
    let wanted = NOW + TimeDelta::from_secs(second);
    clock.advance(wanted.since(clock.now()));
    weir_services::automations::catch_up(store, clock).await.unwrap();
    let all = store
        .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10_000)))
        .await
        .unwrap();
    let triggered = all.into_iter().filter(|event| event.event == "prefect.automation.triggered");
    triggered.map(|event| Value::Object(event.payload.to_map())).collect()
}

async fn absence_fires_when_its_time_is_over(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, json!({ "type": "event", "posture": "Proactive", "expect": ["beat"], "within": 30 })).await;
    assert_eq!(firings(&store, &clock, 0, vec![]).await.len(), 0, "the time begins");
    assert_eq!(firings(&store, &clock, 29, vec![]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 30, vec![]).await.len(), 1);
    assert_eq!(firings(&store, &clock, 59, vec![event("beat", "heart", 45)]).await.len(), 1);
    assert_eq!(firings(&store, &clock, 60, vec![]).await.len(), 1, "it has beaten since");
    let long_after = firings(&store, &clock, 3600, vec![]).await;
    assert_eq!(long_after.len(), 2, "once for all the time that nobody looked");
    assert_eq!(long_after[1]["triggering_event"], Value::Null);
}

async fn absence_after_an_event_is_watched_for_each_resource(store: Store) {
    let clock = Clock::fixed(NOW);
    let trigger = json!({
        "type": "event", "posture": "Proactive", "after": ["begun"], "expect": ["done"], "within": 60,
        "for_each": ["prefect.resource.id"],
    });
    make(&store, trigger).await;
    let begun = ["a", "b", "c"].map(|resource| event("begun", resource, 0)).to_vec();
    assert_eq!(firings(&store, &clock, 1, begun).await.len(), 0);
    assert_eq!(firings(&store, &clock, 59, vec![event("done", "b", 58)]).await.len(), 0);
    let mut overdue: Vec<Value> = firings(&store, &clock, 61, vec![event("done", "c", 59)])
        .await
        .into_iter()
        .map(|payload| payload["triggering_labels"]["prefect.resource.id"].clone())
        .collect();
    overdue.sort_by_key(ToString::to_string);
    assert_eq!(overdue, ["a"], "what arrives late but happened in time counts");
    let again = firings(&store, &clock, 500, vec![event("done", "a", 400)]).await;
    assert_eq!(again.len(), 1, "it is over");
}

fn of(name: &str) -> Value {
    json!({ "type": "event", "posture": "Reactive", "expect": [name] })
}

async fn a_compound_trigger_fires_when_enough_have_fired_in_time(store: Store) {
    let clock = Clock::fixed(NOW);
    let two =
        json!({ "type": "compound", "triggers": [of("a"), of("b"), of("c")], "require": 2, "within": 60 });
    make(&store, two).await;
    assert_eq!(firings(&store, &clock, 1, vec![event("a", "x", 0), event("a", "x", 1)]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 90, vec![event("b", "x", 90)]).await.len(), 0, "a was too long ago");
    let fired = firings(&store, &clock, 100, vec![event("c", "x", 100)]).await;
    assert_eq!(fired.len(), 1);
    assert_eq!(fired[0]["triggering_event"]["event"], "c");
    assert_eq!(
        firings(&store, &clock, 101, vec![event("c", "x", 101)]).await.len(),
        1,
        "the firings are spent"
    );
    assert_eq!(firings(&store, &clock, 102, vec![event("b", "x", 102)]).await.len(), 2);
}

async fn any_of_a_compound_trigger_fires_at_once(store: Store) {
    let clock = Clock::fixed(NOW);
    let any = json!({ "type": "compound", "triggers": [of("a"), of("b")], "require": "any", "within": null });
    make(&store, any).await;
    let happened = vec![event("b", "x", 0), event("a", "x", 1), event("c", "x", 2)];
    assert_eq!(firings(&store, &clock, 3, happened).await.len(), 2);
}

async fn a_sequence_fires_in_its_order_only(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, json!({ "type": "sequence", "triggers": [of("a"), of("b")], "within": 600 })).await;
    assert_eq!(firings(&store, &clock, 2, vec![event("b", "x", 0), event("a", "x", 1)]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 3, vec![event("b", "x", 3)]).await.len(), 1);
}

async fn triggers_nest(store: Store) {
    let clock = Clock::fixed(NOW);
    let quiet = json!({
        "type": "event", "posture": "Proactive", "after": ["begun"], "expect": ["done"], "within": 60,
    });
    let either =
        json!({ "type": "compound", "triggers": [of("a"), of("b")], "require": "any", "within": null });
    let outer = json!({ "type": "sequence", "triggers": [either, quiet], "within": 600 });
    make(&store, outer).await;
    let fired = firings(&store, &clock, 10, vec![event("b", "x", 0), event("begun", "x", 10)]).await;
    assert_eq!(fired.len(), 0);
    let fired = firings(&store, &clock, 70, vec![]).await;
    assert_eq!(fired.len(), 1);
    assert_eq!(fired[0]["triggering_event"]["event"], "begun");
}

async fn what_comes_long_after_it_happened_is_counted_together(store: Store) {
    let clock = Clock::fixed(NOW);
    let twice =
        json!({ "type": "event", "posture": "Reactive", "expect": ["a"], "threshold": 2, "within": 60 });
    make(&store, twice).await;
    assert_eq!(firings(&store, &clock, 600, vec![]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 605, vec![event("a", "x", 0)]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 610, vec![event("a", "x", 10)]).await.len(), 1);
}

async fn a_changed_automation_forgets_what_it_had_counted(store: Store) {
    let clock = Clock::fixed(NOW);
    let sequence = json!({ "type": "sequence", "triggers": [of("a"), of("b")], "within": 600 });
    let automation = make(&store, sequence.clone()).await;
    assert_eq!(firings(&store, &clock, 1, vec![event("a", "x", 0)]).await.len(), 0);
    let update = json!({ "name": "page", "trigger": sequence, "actions": [{ "type": "do-nothing" }] });
    let update = serde_json::from_value(update).unwrap();
    store
        .write(update, move |conn, update| {
            Box::pin(automations::update(conn, automation.id, update, clock_now()))
        })
        .await
        .unwrap();
    assert_eq!(firings(&store, &clock, 2, vec![event("b", "x", 2)]).await.len(), 0);
}

/// The payloads of the log's events of this name.
pub(crate) async fn told(store: &Store, name: &str) -> Vec<Value> {
    let all = store
        .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10_000)))
        .await
        .unwrap();
    let told = all.into_iter().filter(|event| event.event == name);
    told.map(|event| Value::Object(event.payload.to_map())).collect()
}

/// The actions that wait, each with its place and what it knows of the firing.
pub(crate) async fn queued(store: &Store) -> Vec<(String, i64, Value)> {
    let mut waiting = store
        .write((), |conn, ()| {
            let lease = TimeDelta::from_secs(60);
            Box::pin(automation_actions::claim(conn, NOW + TimeDelta::from_secs(100_000), lease, 100))
        })
        .await
        .unwrap();
    // Ids are drawn in ascending order.
    waiting.sort_by_key(|queued| (queued.created, queued.id));
    waiting
        .into_iter()
        .map(|queued| {
            let kind = serde_json::to_value(&queued.action).unwrap()["type"].as_str().unwrap().to_owned();
            (kind, queued.action_index, queued.firing.to_value())
        })
        .collect()
}

async fn absence_is_resolved_when_what_was_expected_comes(store: Store) {
    let clock = Clock::fixed(NOW);
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "heart", "actions": [{ "type": "do-nothing" }],
        "trigger": {
            "type": "event", "posture": "Proactive", "after": ["begun"], "expect": ["done"], "within": 30,
            "for_each": ["prefect.resource.id"],
        },
        "actions_on_resolve": [{ "type": "cancel-flow-run" }],
    }))
    .unwrap();
    store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW))).await.unwrap();
    let begun = vec![event("begun", "a", 0), event("begun", "b", 0)];
    assert_eq!(firings(&store, &clock, 0, begun).await.len(), 0);
    assert_eq!(firings(&store, &clock, 31, vec![]).await.len(), 2);
    assert!(told(&store, "prefect.automation.resolved").await.is_empty());
    let late = event("done", "b", 50);
    assert_eq!(firings(&store, &clock, 50, vec![late.clone()]).await.len(), 2);
    let resolved = told(&store, "prefect.automation.resolved").await;
    assert_eq!(resolved.len(), 1);
    assert_eq!(resolved[0]["triggering_labels"], json!({ "prefect.resource.id": "b" }));
    assert_eq!(resolved[0]["triggering_event"]["id"], json!(late.id));
    firings(&store, &clock, 51, vec![event("done", "b", 51)]).await;
    assert_eq!(told(&store, "prefect.automation.resolved").await.len(), 1, "it is over");

    let queued = queued(&store).await;
    let kinds: Vec<&str> = queued.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(kinds, ["do-nothing", "do-nothing", "cancel-flow-run"]);
    let [.., (_, index, firing)] = &queued[..] else { panic!("three actions") };
    assert_eq!((*index, &firing["trigger_states"]), (0, &json!(["Resolved"])));
    let of_b = queued
        .iter()
        .map(|(.., firing)| firing)
        .filter(|firing| firing["triggering_labels"] == json!({ "prefect.resource.id": "b" }));
    let episodes: Vec<&Value> = of_b.map(|firing| &firing["episode"]).collect();
    assert_eq!(episodes.len(), 2);
    assert_eq!(episodes[0], episodes[1], "both tell of the same");
}

async fn absence_that_goes_on_is_one_episode(store: Store) {
    let clock = Clock::fixed(NOW);
    make(
        &store,
        json!({ "type": "event", "posture": "Proactive", "expect": ["beat"], "within": 30, "threshold": 2 }),
    )
    .await;
    for second in [0, 30, 60] {
        firings(&store, &clock, second, vec![]).await;
    }
    let one = firings(&store, &clock, 70, vec![event("beat", "heart", 70)]).await;
    assert_eq!((one.len(), told(&store, "prefect.automation.resolved").await.len()), (2, 0));
    firings(&store, &clock, 71, vec![event("beat", "heart", 71)]).await;
    assert_eq!(told(&store, "prefect.automation.resolved").await.len(), 1);
    firings(&store, &clock, 90, vec![]).await;
    firings(&store, &clock, 120, vec![]).await;
    let episodes: Vec<Value> =
        queued(&store).await.into_iter().map(|(.., mut firing)| firing["episode"].take()).collect();
    assert_eq!(episodes.len(), 6, "three firings of two actions");
    assert!(episodes[..4].iter().all(|episode| *episode == episodes[0]), "{episodes:?}");
    assert_ne!(episodes[4], episodes[0]);
}

/// As [`event`], after another one.
fn following(name: &str, second: i64, leader: &NewEvent) -> NewEvent {
    NewEvent { follows: Some(leader.id), ..event(name, "x", second) }
}

async fn an_event_waits_for_the_one_that_it_follows(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, json!({ "type": "sequence", "triggers": [of("a"), of("c")], "within": 600 })).await;
    let first = event("a", "x", 0);
    // Nobody waits for it by name, but the third follows upon it.
    let second = following("b", 1, &first);
    let third = following("c", 2, &second);
    assert_eq!(firings(&store, &clock, 3, vec![third.clone()]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 4, vec![second]).await.len(), 0);
    let fired = firings(&store, &clock, 5, vec![first]).await;
    assert_eq!(fired.len(), 1);
    assert_eq!(fired[0]["triggering_event"]["id"], json!(third.id));
}

async fn an_event_waits_a_quarter_of_an_hour_at_most(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, of("c")).await;
    let lost = event("a", "x", 0);
    let waiting = following("c", 1, &lost);
    assert_eq!(firings(&store, &clock, 2, vec![waiting.clone()]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 899, vec![]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 900, vec![]).await.len(), 1);
    assert_eq!(firings(&store, &clock, 901, vec![lost, waiting]).await.len(), 1, "it does not count again");
}

/// Later than any automation of these tests was made, so that its version is another one.
fn clock_now() -> Timestamp {
    NOW + TimeDelta::from_secs(1)
}

weir_testkit::on_both_databases!(
    a_changed_automation_forgets_what_it_had_counted,
    a_compound_trigger_fires_when_enough_have_fired_in_time,
    a_sequence_fires_in_its_order_only,
    absence_is_resolved_when_what_was_expected_comes,
    absence_that_goes_on_is_one_episode,
    an_event_waits_a_quarter_of_an_hour_at_most,
    an_event_waits_for_the_one_that_it_follows,
    absence_after_an_event_is_watched_for_each_resource,
    absence_fires_when_its_time_is_over,
    any_of_a_compound_trigger_fires_at_once,
    each_event_fires_once_though_two_watch,
    five_failures_within_an_hour_fire_once,
    triggers_nest,
    what_comes_long_after_it_happened_is_counted_together
);

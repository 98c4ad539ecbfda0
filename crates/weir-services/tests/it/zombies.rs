//! Runs whose heart has stopped are crashed; others are left alone.

use serde_json::json;
use weir_engine::{Env, FlowRunRules, zombies::Patience};
use weir_services::zombies;
use weir_store::{
    Store,
    events::{self, NewEvent},
    flow_runs::Search,
};
use weir_types::{
    JsonObject, TimeDelta, Timestamp,
    ids::{EventId, FlowRunId},
    state::{State, StateType},
};

use crate::runs::{NOW, later, run, set, state};

const SEARCH: Search = Search {
    patience: Patience { interval: TimeDelta::from_secs(30), missed: 3 },
    heard_since: NOW,
    back: TimeDelta::from_secs(3_600),
};

async fn running(store: &Store) -> FlowRunId {
    run(store, json!({ "type": "RUNNING" }), json!({})).await
}

async fn beat(store: &Store, run: FlowRunId, seconds: i64) {
    let event = NewEvent {
        id: EventId::generate(),
        occurred: later(seconds),
        event: "prefect.flow-run.heartbeat".to_owned(),
        resource_id: format!("prefect.flow-run.{run}"),
        resource: JsonObject::default(),
        related_ids: Vec::new(),
        related: serde_json::from_str("[]").unwrap(),
        payload: JsonObject::default(),
        follows: None,
    };
    let now = later(seconds);
    store
        .write(event, move |conn, event| {
            Box::pin(async move { events::append(conn, std::slice::from_ref(event), now).await })
        })
        .await
        .unwrap();
}

async fn crash(store: &Store, now: Timestamp) -> u64 {
    zombies::crash_all(store, SEARCH, now).await.unwrap()
}

async fn a_run_is_crashed_when_its_heart_stops(store: Store) {
    let (gone, alive, silent, done) =
        (running(&store).await, running(&store).await, running(&store).await, running(&store).await);
    for seconds in [10, 40, 70] {
        for run in [gone, alive, done] {
            beat(&store, run, seconds).await;
        }
    }
    beat(&store, alive, 100).await;
    let completed = State::new(StateType::Completed, later(75));
    set(&store, done, completed, FlowRunRules::Minimal, &Env::of_service(later(75))).await;
    assert_eq!(crash(&store, later(160)).await, 0);
    assert_eq!(crash(&store, later(161)).await, 1);
    let crashed = state(&store, gone).await;
    assert_eq!((crashed.state_type, crashed.name.as_str()), (StateType::Crashed, "Crashed"));
    let message =
        "No heartbeat of the flow run came for 91 seconds: its process is gone, or cannot reach the server.";
    assert_eq!(crashed.message.as_deref(), Some(message));
    assert_eq!(crash(&store, later(162)).await, 0, "once");
    assert_eq!(state(&store, alive).await.state_type, StateType::Running);
    assert_eq!(crash(&store, later(1_000)).await, 1, "now that one is silent too");
    assert_eq!(state(&store, silent).await.state_type, StateType::Running, "it never sent a heartbeat");
    assert_eq!(state(&store, done).await.state_type, StateType::Completed);
}

async fn heartbeats_of_an_earlier_attempt_do_not_count(store: Store) {
    let run = running(&store).await;
    beat(&store, run, 10).await;
    beat(&store, run, 40).await;
    let again = State::new(StateType::Running, later(60));
    set(&store, run, again, FlowRunRules::Minimal, &Env::of_service(later(60))).await;
    assert_eq!(crash(&store, later(1_000)).await, 0, "this attempt has sent none");
}

weir_testkit::on_both_databases!(
    a_run_is_crashed_when_its_heart_stops,
    heartbeats_of_an_earlier_attempt_do_not_count,
);

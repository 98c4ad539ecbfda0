//! Automations that are made, changed, disabled and deleted while things are in the state that they watch.

use serde_json::{Value, json};
use weir_store::{Store, automations};
use weir_types::{
    Clock, Patch,
    ids::{AutomationId, FlowRunId},
    state::StateType,
};

use crate::{
    automations::{firings, make, queued, told},
    resolving::{RESOLVED, enter, metric, running_for},
    runs::{NOW, later, run},
};

async fn running_run(store: &Store, since: i64) -> FlowRunId {
    let id = run(store, json!({ "type": "PENDING" }), json!({})).await;
    enter(store, id, StateType::Running, since).await;
    id
}

async fn change(store: &Store, id: AutomationId, second: i64, trigger: Value, actions: Value) {
    let update = json!({ "name": "changed", "trigger": trigger, "actions": actions });
    let update = serde_json::from_value(update).unwrap();
    let changed = store.write(update, move |conn, update| {
        Box::pin(weir_services::automations::update(conn, id, update, later(second)))
    });
    assert!(changed.await.unwrap());
}

async fn delete(store: &Store, id: AutomationId, second: i64) {
    let deleted = store
        .write((), move |conn, ()| Box::pin(weir_services::automations::delete(conn, id, later(second))));
    assert!(deleted.await.unwrap());
}

async fn enable(store: &Store, id: AutomationId, second: i64, enabled: bool) {
    let set = store.write((), move |conn, ()| {
        Box::pin(async move { automations::set_enabled(conn, id, &Patch::Set(enabled), later(second)).await })
    });
    assert!(set.await.unwrap());
}

/// How often it has fired, and was resolved.
async fn counts(store: &Store, clock: &Clock, second: i64) -> (usize, usize) {
    let fired = firings(store, clock, second, vec![]).await.len();
    (fired, told(store, RESOLVED).await.len())
}

async fn what_is_in_the_state_already_is_seen(store: Store) {
    let clock = Clock::fixed(NOW);
    let slow = running_run(&store, 0).await;
    let quick = running_run(&store, 0).await;
    enter(&store, quick, StateType::Completed, 3).await;
    let elsewhere = run(&store, json!({ "type": "PENDING" }), json!({})).await;
    assert_eq!(firings(&store, &clock, 5, vec![]).await.len(), 0);
    make(&store, running_for(60)).await;
    assert_eq!(counts(&store, &clock, 59).await, (0, 0));
    let fired = firings(&store, &clock, 61, vec![]).await;
    assert_eq!(fired.len(), 1, "{elsewhere} does not run");
    assert_eq!(
        fired[0]["triggering_labels"]["prefect.resource.id"],
        json!(format!("prefect.flow-run.{slow}"))
    );
    assert_eq!(counts(&store, &clock, 600).await, (1, 0), "whoever looks again sees nothing new");
    enter(&store, slow, StateType::Completed, 700).await;
    assert_eq!(counts(&store, &clock, 701).await, (1, 1));
}

async fn what_came_into_the_state_while_it_was_disabled_is_seen(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, running_for(60)).await;
    enable(&store, automation.id, 1, false).await;
    running_run(&store, 2).await;
    assert_eq!(counts(&store, &clock, 100).await, (0, 0));
    enable(&store, automation.id, 101, true).await;
    assert_eq!(counts(&store, &clock, 102).await, (1, 0), "it has been in it for long enough");
}

async fn what_left_the_state_while_it_was_disabled_is_resolved(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, running_for(60)).await;
    let (slow, _slower) = (running_run(&store, 0).await, running_run(&store, 0).await);
    assert_eq!(counts(&store, &clock, 61).await, (2, 0));
    enable(&store, automation.id, 62, false).await;
    enter(&store, slow, StateType::Completed, 70).await;
    assert_eq!(counts(&store, &clock, 71).await, (2, 0));
    enable(&store, automation.id, 72, true).await;
    assert_eq!(counts(&store, &clock, 73).await, (2, 1));
}

async fn a_change_of_other_things_leaves_it_triggered(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, running_for(60)).await;
    let (slow, slower) = (running_run(&store, 0).await, running_run(&store, 30).await);
    assert_eq!(counts(&store, &clock, 61).await, (1, 0));
    change(&store, automation.id, 62, running_for(60), json!([{ "type": "do-nothing" }])).await;
    assert_eq!(counts(&store, &clock, 89).await, (1, 0));
    assert_eq!(counts(&store, &clock, 91).await, (2, 0));
    enter(&store, slow, StateType::Failed, 100).await;
    enter(&store, slower, StateType::Completed, 100).await;
    assert_eq!(counts(&store, &clock, 101).await, (2, 2));
}

async fn a_metric_stays_beyond_its_threshold_through_a_change(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, metric("successes", "<", 0.9)).await;
    let failed = running_run(&store, 0).await;
    enter(&store, failed, StateType::Failed, 10).await;
    counts(&store, &clock, 20).await;
    assert_eq!(counts(&store, &clock, 320).await, (1, 0));
    change(&store, automation.id, 321, metric("successes", "<", 0.9), json!([])).await;
    assert_eq!(counts(&store, &clock, 330).await, (1, 0));
    assert_eq!(counts(&store, &clock, 640).await, (1, 0), "it does not fire again");
    change(&store, automation.id, 641, metric("successes", "<", 0.5), json!([])).await;
    assert_eq!(counts(&store, &clock, 642).await, (1, 1));
}

async fn another_trigger_resolves_what_the_one_before_has_told(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, running_for(60)).await;
    let scale = json!([{ "type": "scale-work-pool", "work_pool": "p", "step": 1 }]);
    change(&store, automation.id, 1, running_for(50), scale).await;
    let slow = running_run(&store, 10).await;
    assert_eq!(counts(&store, &clock, 61).await, (1, 0));
    change(&store, automation.id, 62, running_for(120), json!([])).await;
    let resolved = told(&store, RESOLVED).await;
    assert_eq!(resolved.len(), 1);
    let about = json!({ "prefect.resource.id": format!("prefect.flow-run.{slow}") });
    assert_eq!(resolved[0]["triggering_labels"], about);
    assert_eq!(resolved[0]["triggering_event"]["event"], "prefect.flow-run.Running");
    // What it did is undone, though it would do it no more.
    let states: Vec<Value> =
        queued(&store).await.into_iter().map(|(_, _, known)| known["trigger_states"][0].clone()).collect();
    assert_eq!(states, [json!("Triggered"), json!("Resolved")]);
    assert_eq!(counts(&store, &clock, 129).await, (1, 1));
    assert_eq!(
        counts(&store, &clock, 131).await,
        (2, 1),
        "it is in the state for long enough for this one too"
    );
}

async fn a_deleted_automation_resolves_what_it_has_told(store: Store) {
    let clock = Clock::fixed(NOW);
    let automation = make(&store, running_for(60)).await;
    running_run(&store, 0).await;
    running_run(&store, 0).await;
    assert_eq!(counts(&store, &clock, 61).await, (2, 0));
    delete(&store, automation.id, 62).await;
    assert_eq!(counts(&store, &clock, 63).await, (2, 2));
}

weir_testkit::on_both_databases!(
    a_change_of_other_things_leaves_it_triggered,
    a_deleted_automation_resolves_what_it_has_told,
    a_metric_stays_beyond_its_threshold_through_a_change,
    another_trigger_resolves_what_the_one_before_has_told,
    what_came_into_the_state_while_it_was_disabled_is_seen,
    what_is_in_the_state_already_is_seen,
    what_left_the_state_while_it_was_disabled_is_resolved
);

//! Triggers that are resolved: on the time that things are in a state, and on metrics.

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_store::{Store, logs::Lines, metrics::Incoming};
use weir_types::{
    Clock, TimeDelta, Timestamp,
    ids::FlowRunId,
    logs::LogCreate,
    metrics::MetricPointCreate,
    state::{State, StateType},
};

use crate::{
    automations::{event, firings, make, told},
    runs::{NOW, later, run, set},
};

pub(crate) const RESOLVED: &str = "prefect.automation.resolved";

pub(crate) async fn enter(store: &Store, run: FlowRunId, kind: StateType, second: i64) {
    let state = State::new(kind, later(second));
    set(store, run, state, FlowRunRules::Minimal, &Env::of_service(later(second))).await;
}

/// A run that was to start, and did, and ended at these seconds.
async fn ended(store: &Store, kind: StateType, [start, end]: [i64; 2], more: Value) -> FlowRunId {
    let id = run(store, json!({ "type": "PENDING" }), more).await;
    enter(store, id, StateType::Running, start).await;
    enter(store, id, kind, end).await;
    id
}

pub(crate) fn running_for(seconds: i64) -> Value {
    json!({
        "type": "event", "expect": ["prefect.flow-run.Running"], "posture": "Proactive",
        "threshold_duration": seconds,
    })
}

async fn a_run_that_runs_too_long_fires_and_resolves(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, running_for(60)).await;
    let slow = run(&store, json!({ "type": "PENDING" }), json!({})).await;
    enter(&store, slow, StateType::Running, 0).await;
    ended(&store, StateType::Completed, [0, 50], json!({})).await;
    assert_eq!(firings(&store, &clock, 59, vec![]).await.len(), 0);
    let fired = firings(&store, &clock, 61, vec![]).await;
    assert_eq!(fired.len(), 1);
    let about = json!({ "prefect.resource.id": format!("prefect.flow-run.{slow}") });
    assert_eq!(fired[0]["triggering_labels"], about);
    assert_eq!(fired[0]["triggering_event"]["event"], "prefect.flow-run.Running");
    assert_eq!(firings(&store, &clock, 600, vec![]).await.len(), 1, "once for each time");
    enter(&store, slow, StateType::Completed, 700).await;
    assert_eq!(firings(&store, &clock, 701, vec![]).await.len(), 1);
    let resolved = told(&store, RESOLVED).await;
    assert_eq!(resolved.len(), 1);
    assert_eq!(resolved[0]["triggering_labels"], about);
    assert_eq!(resolved[0]["triggering_event"]["event"], "prefect.flow-run.Completed");
}

async fn only_the_state_that_a_run_is_in_counts(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, running_for(60)).await;
    let quick = ended(&store, StateType::Completed, [0, 10], json!({})).await;
    // It is told again that it runs, after it was told that it has ended.
    let resource = format!("prefect.flow-run.{quick}");
    let late = event("prefect.flow-run.Running", &resource, 11);
    assert_eq!(firings(&store, &clock, 12, vec![late]).await.len(), 0);
    assert_eq!(firings(&store, &clock, 100, vec![]).await.len(), 0);
}

async fn things_that_are_no_runs_are_in_states_too(store: Store) {
    let clock = Clock::fixed(NOW);
    let trigger = json!({
        "type": "event", "expect": ["shop.door.open"], "posture": "Proactive", "threshold_duration": 30,
        "match": { "prefect.resource.id": "door.*" },
    });
    make(&store, trigger).await;
    let opened = vec![event("shop.door.open", "door.1", 0), event("shop.door.open", "window.1", 0)];
    assert_eq!(firings(&store, &clock, 1, opened).await.len(), 0);
    let knocked = vec![event("shop.bell.rung", "door.1", 5), event("shop.door.closed", "door.2", 6)];
    assert_eq!(firings(&store, &clock, 31, knocked).await.len(), 1);
    firings(&store, &clock, 40, vec![event("shop.door.closed", "door.1", 40)]).await;
    assert_eq!(told(&store, RESOLVED).await.len(), 1);
}

/// Looks at the metrics every ten seconds, as the server does, and tells how often the automation has fired and was
/// resolved.
async fn looked(store: &Store, clock: &Clock, from: i64, to: i64) -> (usize, usize) {
    let mut fired = 0;
    for second in (from..=to).step_by(10) {
        fired = firings(store, clock, second, vec![]).await.len();
    }
    (fired, told(store, RESOLVED).await.len())
}

pub(crate) fn metric(name: &str, operator: &str, threshold: f64) -> Value {
    json!({
        "type": "metric", "posture": "Metric",
        "metric": { "name": name, "operator": operator, "threshold": threshold, "range": 600, "firing_for": 300 },
    })
}

async fn too_few_successes_fire_and_resolve(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, metric("successes", "<", 0.9)).await;
    ended(&store, StateType::Failed, [0, 10], json!({})).await;
    ended(&store, StateType::Completed, [0, 15], json!({})).await;
    assert_eq!(looked(&store, &clock, 20, 310).await, (0, 0));
    assert_eq!(looked(&store, &clock, 320, 330).await, (1, 0));
    let fired = told(&store, "prefect.automation.triggered").await;
    assert_eq!(fired[0]["triggering_value"], json!(0.5));
    for end in (400..500).step_by(20) {
        ended(&store, StateType::Completed, [end - 5, end], json!({})).await;
    }
    // The failure is older than the range from 611 on.
    assert_eq!(looked(&store, &clock, 600, 910).await, (1, 0));
    assert_eq!(looked(&store, &clock, 920, 930).await, (1, 1));
    assert_eq!(looked(&store, &clock, 1300, 2000).await, (1, 1), "without runs nothing changes");
}

async fn metrics_are_watched_for_what_matches_and_for_each(store: Store) {
    let clock = Clock::fixed(NOW);
    let mut trigger = metric("duration", ">", 60.0);
    trigger["match_related"] = json!({
        "prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.nightly",
    });
    trigger["for_each"] = json!(["prefect.resource.name"]);
    make(&store, trigger).await;
    for (name, tag, end) in [("slow", "nightly", 400), ("quick", "nightly", 310), ("other", "daily", 400)] {
        let more = json!({ "name": name, "tags": [tag] });
        ended(&store, StateType::Completed, [300, end], more).await;
    }
    assert_eq!(looked(&store, &clock, 400, 720).await, (1, 0));
    let fired = told(&store, "prefect.automation.triggered").await;
    assert_eq!(fired[0]["triggering_labels"], json!({ "prefect.resource.name": "slow" }));
    assert_eq!(fired[0]["triggering_value"], json!(100.0));
}

async fn runs_that_do_not_start_are_late(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, metric("lateness", ">=", 120.0)).await;
    let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": later(0) } });
    let waiting = run(&store, state, json!({})).await;
    assert_eq!(looked(&store, &clock, 0, 410).await, (0, 0));
    assert_eq!(looked(&store, &clock, 420, 430).await, (1, 0));
    enter(&store, waiting, StateType::Running, 440).await;
    // It started late within the range until 1040.
    assert_eq!(looked(&store, &clock, 450, 1340).await, (1, 0));
    assert_eq!(looked(&store, &clock, 1350, 1360).await, (1, 1));
}

async fn a_metric_in_a_compound_trigger_is_one_of_its_firings(store: Store) {
    let clock = Clock::fixed(NOW);
    let closed = json!({ "type": "event", "posture": "Reactive", "expect": ["shop.closed"] });
    let both = json!({
        "type": "compound", "require": "all", "within": 3600,
        "triggers": [metric("successes", "<", 0.9), closed],
    });
    make(&store, both).await;
    ended(&store, StateType::Failed, [0, 10], json!({})).await;
    assert_eq!(looked(&store, &clock, 20, 330).await, (0, 0));
    assert_eq!(firings(&store, &clock, 340, vec![event("shop.closed", "shop", 340)]).await.len(), 1);
    assert_eq!(looked(&store, &clock, 350, 1500).await, (1, 0));
}

/// A line of a run's log at a second.
async fn say(store: &Store, run: FlowRunId, message: &str, second: i64) {
    let line = LogCreate {
        name: "prefect.flow_runs".to_owned(),
        level: 20,
        message: message.to_owned(),
        timestamp: later(second),
        flow_run_id: Some(run),
        task_run_id: None,
    };
    store
        .append_logs(Lines::new(vec![line], weir_engine::metrics::Limits::default(), later(second)))
        .await
        .unwrap();
}

fn custom(threshold: f64, more: &Value) -> Value {
    let mut metric =
        json!({ "name": "rows_extracted", "operator": "<", "threshold": threshold, "range": 3600 });
    metric.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "type": "metric", "metric": metric })
}

async fn a_custom_metric_fires_and_resolves(store: Store) {
    let clock = Clock::fixed(NOW);
    make(&store, custom(1000.0, &json!({}))).await;
    let first = run(&store, json!({ "type": "PENDING" }), json!({})).await;
    say(&store, first, "METRIC: rows_extracted=1200 unit=rows", 5).await;
    assert_eq!(looked(&store, &clock, 10, 20).await, (0, 0));
    say(&store, first, "METRIC: rows_extracted=100 rows_lost=1", 25).await;
    assert_eq!(looked(&store, &clock, 30, 40).await, (1, 0), "their mean is too low");
    let fired = told(&store, "prefect.automation.triggered").await;
    assert_eq!(fired[0]["triggering_value"], json!(650.0));
    assert_eq!(looked(&store, &clock, 3700, 3720).await, (1, 0), "without values nothing changes");
    say(&store, first, "METRIC: rows_extracted=5000", 3725).await;
    assert_eq!(looked(&store, &clock, 3730, 3740).await, (1, 1));
}

async fn a_custom_metric_is_watched_for_its_labels_and_those_of_its_runs(store: Store) {
    let clock = Clock::fixed(NOW);
    let mut trigger = custom(10.0, &json!({ "aggregation": "min", "firing_for": 60 }));
    trigger["match"] = json!({ "weir.metric.label.table": ["orders", "users"] });
    trigger["match_related"] = json!({
        "prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.nightly",
    });
    trigger["for_each"] = json!(["weir.metric.label.table"]);
    make(&store, trigger).await;
    for (tag, table, rows) in
        [("nightly", "orders", 5), ("nightly", "users", 50), ("nightly", "carts", 5), ("daily", "users", 5)]
    {
        let run = run(&store, json!({ "type": "PENDING" }), json!({ "tags": [tag] })).await;
        say(&store, run, &format!("METRIC: rows_extracted={rows} table={table}"), 5).await;
        say(&store, run, "METRIC: rows_extracted=1", 5).await;
    }
    assert_eq!(looked(&store, &clock, 10, 60).await, (0, 0));
    assert_eq!(looked(&store, &clock, 70, 80).await, (1, 0));
    let fired = told(&store, "prefect.automation.triggered").await;
    assert_eq!(fired[0]["triggering_labels"], json!({ "weir.metric.label.table": "orders" }));
    assert_eq!(fired[0]["triggering_value"], json!(5.0));
}

async fn a_custom_metric_that_nobody_tells_has_a_count(store: Store) {
    let clock = Clock::fixed(NOW);
    let mut trigger = custom(1.0, &json!({ "aggregation": "count", "range": 600, "firing_for": 10 }));
    trigger["match"] = json!({ "prefect.resource.id": "weir.metric.rows_extracted" });
    let point = json!([{ "name": "rows_extracted", "value": 7, "timestamp": later(0) }]);
    let points: Vec<MetricPointCreate> = serde_json::from_value(point).unwrap();
    let incoming = Incoming::of_points(points, weir_engine::metrics::Limits::default(), NOW);
    let stored = store.write(incoming, |conn, incoming| {
        Box::pin(async move { weir_store::metrics::append(conn, &[incoming], NOW).await })
    });
    stored.await.unwrap();
    make(&store, trigger).await;
    assert_eq!(looked(&store, &clock, 10, 610).await, (0, 0));
    assert_eq!(looked(&store, &clock, 620, 640).await, (1, 0));
}

/// The services themselves look at metrics, at their own pace.
async fn a_running_server_looks_at_metrics(store: Store) {
    let clock = Clock::fixed(NOW + TimeDelta::from_secs(300));
    let long_ago = Timestamp::from_micros(NOW.as_micros());
    let automation = make(&store, metric("lateness", ">", 1.0)).await;
    let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": long_ago } });
    run(&store, state, json!({})).await;
    // It has been late for five minutes without a break as far as is written down.
    weir_services::automations::catch_up(&store, &clock).await.unwrap();
    clock.advance(TimeDelta::from_secs(300));
    let mut growth = store.event_growth();
    growth.mark_unchanged();
    let services = weir_services::Services::start(&store, &clock, crate::settings(&store).await);
    let fired = async {
        while told(&store, "prefect.automation.triggered").await.is_empty() {
            growth.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), fired).await.unwrap();
    drop(services);
    let told = told(&store, "prefect.automation.triggered").await;
    assert_eq!(told.len(), 1, "{}", automation.id);
}

weir_testkit::on_both_databases!(
    a_custom_metric_fires_and_resolves,
    a_custom_metric_is_watched_for_its_labels_and_those_of_its_runs,
    a_custom_metric_that_nobody_tells_has_a_count,
    a_metric_in_a_compound_trigger_is_one_of_its_firings,
    a_run_that_runs_too_long_fires_and_resolves,
    a_running_server_looks_at_metrics,
    metrics_are_watched_for_what_matches_and_for_each,
    only_the_state_that_a_run_is_in_counts,
    runs_that_do_not_start_are_late,
    things_that_are_no_runs_are_in_states_too,
    too_few_successes_fire_and_resolve
);

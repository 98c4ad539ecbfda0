//! Objectives are counted run by run, whatever the runs go through, and each change of how they stand is told once.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;
use weir_engine::{Env, FlowRunRules, metrics::Limits, slos::History};
use weir_services::{Services, slos as service};
use weir_store::{
    Store, automations, deployments,
    events::{self, StoredEvent},
    flows, incidents,
    metrics::{self, Incoming},
    slos::{self, Replaced},
};
use weir_types::{
    Clock, TimeDelta, Timestamp,
    automations::AutomationCreate,
    deployments::DeploymentCreate,
    flows::FlowCreate,
    ids::{DeploymentId, FlowRunId, SloId},
    metrics::MetricPointCreate,
    slos::{Slo, SloAlert, SloInterval, SloSource, SloSpec, SloState, SloStatus},
    state::{State, StateType},
};

use crate::{
    runs::{self, NOW, later},
    settings,
};

const PATIENCE: Duration = Duration::from_mins(1);

async fn declare(store: &Store, members: Value, now: Timestamp) -> SloId {
    let mut body = json!({ "name": "promise" });
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let spec: SloSpec = serde_json::from_value(body).unwrap();
    let made = store
        .write(spec, move |conn, spec| Box::pin(slos::create(conn, spec, SloSource::Api, None, now)))
        .await;
    made.unwrap().unwrap().id
}

async fn read(store: &Store, id: SloId) -> Slo {
    store.read(id, |conn, id| Box::pin(slos::read(conn, *id))).await.unwrap().unwrap()
}

/// The objective, as soon as it is as wished.
async fn until(store: &Store, clock: &Clock, id: SloId, wished: impl Fn(&Slo) -> bool) -> Slo {
    let look = async {
        loop {
            service::look(store, clock.now()).await.unwrap();
            let slo = read(store, id).await;
            if wished(&slo) {
                return slo;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, look).await.unwrap()
}

async fn in_state(store: &Store, clock: &Clock, id: SloId, state: SloState) -> Slo {
    until(store, clock, id, |slo| slo.status.state == state).await
}

async fn set(store: &Store, run: FlowRunId, state: StateType, now: Timestamp) {
    runs::set(store, run, State::new(state, now), FlowRunRules::Minimal, &Env::of_service(now)).await;
}

/// A run that ran from an instant for some seconds.
async fn ran(store: &Store, state: StateType, start: Timestamp, seconds: i64) -> FlowRunId {
    let run = runs::run(store, json!({ "type": "PENDING" }), json!({})).await;
    set(store, run, StateType::Running, start).await;
    set(store, run, state, start + TimeDelta::from_secs(seconds)).await;
    run
}

/// The events of objectives, in their order.
async fn told(store: &Store) -> Vec<StoredEvent> {
    let all =
        store.read((), |conn, ()| Box::pin(events::read_after(conn, events::Position::default(), 1000)));
    all.await.unwrap().into_iter().filter(|event| event.event.starts_with("weir.slo.")).collect()
}

fn names(events: &[StoredEvent]) -> Vec<&str> {
    events.iter().map(|event| event.event.strip_prefix("weir.slo.").unwrap()).collect()
}

/// Who is related to an event: roles and names.
fn related(event: &StoredEvent) -> Vec<(String, String)> {
    let text = |labels: &Value, name: &str| labels[name].as_str().unwrap_or_default().to_owned();
    let related: Vec<Value> = serde_json::from_str(event.related.as_str()).unwrap();
    related
        .iter()
        .map(|labels| (text(labels, "prefect.resource.role"), text(labels, "prefect.resource.name")))
        .collect()
}

async fn a_run_that_takes_too_long_breaks_a_limit_while_it_runs(store: Store) {
    let clock = Clock::fixed(NOW);
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "on a breach", "actions": [{ "type": "declare-incident", "title": "{{ event.resource['prefect.resource.name'] }}: {{ flow.name }}" }],
        "trigger": {
            "type": "event", "posture": "Reactive", "expect": ["weir.slo.breached"],
            "match": { "prefect.resource.name": "promise" },
            "match_related": { "prefect.resource.role": "flow", "prefect.resource.name": "f" },
        },
    }))
    .unwrap();
    store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW))).await.unwrap();
    ran(&store, StateType::Completed, NOW, 50).await;
    clock.advance(TimeDelta::from_secs(60));
    let limit = json!({ "kind": "max-duration", "limit_seconds": 100, "select": { "flows": ["f"] } });
    let id = declare(&store, limit, clock.now()).await;
    let replicas = [
        Services::start(&store, &clock, settings(&store).await),
        Services::start(&store, &clock, settings(&store).await),
    ];
    let slo = in_state(&store, &clock, id, SloState::Met).await;
    assert_eq!((slo.status.good, slo.status.bad), (1.0, 0.0), "the run before it is counted");

    let long = runs::run(&store, json!({ "type": "PENDING" }), json!({})).await;
    set(&store, long, StateType::Running, later(60)).await;
    clock.advance(TimeDelta::from_secs(101));
    let slo = in_state(&store, &clock, id, SloState::Breached).await;
    assert_eq!((slo.status.good, slo.status.bad), (1.0, 1.0));
    let bad = slo.status.last_bad.unwrap();
    assert_eq!((bad.at, bad.flow_run_id), (later(160), Some(long)));

    set(&store, long, StateType::Completed, later(400)).await;
    clock.advance(TimeDelta::from_secs(400));
    ran(&store, StateType::Completed, later(500), 20).await;
    let slo = in_state(&store, &clock, id, SloState::Met).await;
    assert_eq!((slo.status.good, slo.status.bad), (2.0, 1.0), "the long run is counted once");
    let declared = async {
        loop {
            let found =
                store.read((), |conn, ()| Box::pin(incidents::list(conn, None, 10, 0))).await.unwrap();
            if !found.is_empty() {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    let declared = tokio::time::timeout(PATIENCE, declared).await.unwrap();
    drop(replicas);
    let titles: Vec<_> = declared.iter().map(|one| (one.title.as_str(), one.occurrences)).collect();
    assert_eq!(titles, [("promise: f", 1)]);
    let told = told(&store).await;
    assert_eq!(names(&told), ["violated", "breached", "recovered"]);
    let roles = |event: &StoredEvent| related(event).into_iter().map(|(role, _)| role).collect::<Vec<_>>();
    assert_eq!(roles(&told[0]), ["flow-run", "flow"]);
    assert_eq!(roles(&told[1]), ["flow-run", "flow"]);
    assert_eq!(roles(&told[2]), ["flow"]);
}

async fn a_budget_is_spent_and_given_back_and_equals_a_count_from_scratch(store: Store) {
    let clock = Clock::fixed(NOW);
    let rate = json!({ "kind": "success-rate", "target": 0.8, "severity": "high" });
    let id = declare(&store, rate.clone(), NOW).await;
    let mut failed = Vec::new();
    for number in 0..20 {
        let state = if number % 5 == 0 { StateType::Failed } else { StateType::Completed };
        let run = ran(&store, state, later(number * 60), 10).await;
        if state == StateType::Failed {
            failed.push(run);
        }
    }
    ran(&store, StateType::Cancelled, later(30), 10).await;
    clock.advance(TimeDelta::from_secs(1300));
    // Not before: a look between the first runs would see a promise that one failure breaks.
    let services = Services::start(&store, &clock, settings(&store).await);
    let slo = until(&store, &clock, id, |slo| slo.status.good + slo.status.bad >= 20.0).await;
    assert_eq!((slo.status.state, slo.status.good, slo.status.bad), (SloState::Met, 16.0, 4.0));
    let left = slo.status.budget.map(|budget| budget.left_share);
    assert_eq!(
        (left, slo.status.alert),
        (Some(0.0), Some(SloAlert::Slow)),
        "all of it is spent, and no more"
    );

    // A retry that succeeds makes a failed run a good one.
    set(&store, failed[0], StateType::Running, later(1310)).await;
    set(&store, failed[0], StateType::Completed, later(1320)).await;
    clock.advance(TimeDelta::from_secs(20));
    let slo = until(&store, &clock, id, |slo| slo.status.good >= 17.0).await;
    assert_eq!((slo.status.good, slo.status.bad), (17.0, 3.0));
    for number in 0..3 {
        ran(&store, StateType::Crashed, later(1330 + number), 1).await;
    }
    clock.advance(TimeDelta::from_secs(20));
    let slo = until(&store, &clock, id, |slo| slo.status.bad >= 6.0).await;
    assert_eq!(slo.status.state, SloState::Breached);

    let anew =
        declare(&store, json!({ "name": "anew", "kind": "success-rate", "target": 0.8 }), clock.now()).await;
    let counted = until(&store, &clock, anew, |slo| slo.status.bad >= 6.0).await;
    drop(services);
    assert_eq!((counted.status.good, counted.status.bad), (slo.status.good, slo.status.bad));
    let history = store.read(anew, move |conn, id| {
        Box::pin(async move {
            let slo = slos::one(conn, *id).await?.unwrap();
            slos::course(conn, &slo, (NOW, later(3600)), later(3600)).await
        })
    });
    let sums = history.await.unwrap().sums((NOW, later(3600)));
    assert_eq!((sums.good, sums.bad), (17.0, 6.0));
    let told = told(&store).await;
    let of_first: Vec<StoredEvent> =
        told.into_iter().filter(|event| event.resource.as_str().contains(&id.to_string())).collect();
    assert_eq!(names(&of_first).first(), Some(&"budget-burning"));
    assert_eq!(names(&of_first).iter().filter(|name| **name == "breached").count(), 1);
    assert!(of_first[0].resource.as_str().contains(r#""weir.slo.severity":"high""#));
}

async fn what_never_succeeds_becomes_stale(store: Store) {
    let clock = Clock::fixed(NOW);
    let id = declare(&store, json!({ "kind": "freshness", "limit_seconds": 3600 }), NOW).await;
    let share = json!({ "name": "share", "kind": "freshness", "limit_seconds": 3600, "target": 0.5 });
    let share = declare(&store, share, NOW).await;
    let services = Services::start(&store, &clock, settings(&store).await);
    in_state(&store, &clock, id, SloState::Met).await;
    clock.advance(TimeDelta::from_secs(3601));
    in_state(&store, &clock, id, SloState::Breached).await;
    ran(&store, StateType::Failed, later(3602), 1).await;
    clock.advance(TimeDelta::from_secs(3599));
    service::look(&store, clock.now()).await.unwrap();
    assert_eq!(read(&store, id).await.status.state, SloState::Breached, "a failure is no success");
    ran(&store, StateType::Completed, later(7190), 10).await;
    in_state(&store, &clock, id, SloState::Met).await;
    let slo = until(&store, &clock, share, |slo| slo.status.good + slo.status.bad >= 7200.0).await;
    drop(services);
    assert_eq!((slo.status.state, slo.status.good, slo.status.bad), (SloState::Met, 3600.0, 3600.0));
    assert_eq!(
        names(&told(&store).await).into_iter().filter(|name| !name.starts_with("budget")).collect::<Vec<_>>(),
        ["breached", "recovered"]
    );
}

async fn a_run_that_never_starts_is_late_and_one_that_is_gone_is_not(store: Store) {
    let clock = Clock::fixed(NOW);
    let scheduled = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": NOW } });
    let id = declare(&store, json!({ "kind": "lateness", "limit_seconds": 300 }), NOW).await;
    let never = runs::run(&store, scheduled.clone(), json!({})).await;
    let gone = runs::run(&store, scheduled.clone(), json!({})).await;
    let cancelled = runs::run(&store, scheduled, json!({})).await;
    let services = Services::start(&store, &clock, settings(&store).await);
    set(&store, cancelled, StateType::Cancelled, later(10)).await;
    service::look(&store, clock.now()).await.unwrap();
    let delete = store.write(Env::of_service(NOW), move |conn, env| {
        Box::pin(async move { weir_store::flow_runs::delete(conn, &[gone], env).await })
    });
    assert_eq!(delete.await.unwrap(), [gone]);
    clock.advance(TimeDelta::from_secs(301));
    let slo = in_state(&store, &clock, id, SloState::Breached).await;
    drop(services);
    assert_eq!((slo.status.good, slo.status.bad), (0.0, 1.0));
    assert_eq!(slo.status.last_bad.unwrap().flow_run_id, Some(never));
}

async fn a_metric_is_held_to_its_bounds(store: Store) {
    let clock = Clock::fixed(NOW);
    let bounds = json!({ "kind": "metric", "metric": { "name": "rows", "min": 10, "max": 20 } });
    let id = declare(&store, bounds, NOW).await;
    let share =
        json!({ "name": "share", "kind": "metric", "target": 0.7, "metric": { "name": "rows", "min": 10 } });
    let share = declare(&store, share, NOW).await;
    let tell = async |table: &str, value: f64, second: i64| {
        let point = json!([{ "name": "rows", "value": value, "labels": { "table": table }, "timestamp": later(second) }]);
        let points: Vec<MetricPointCreate> = serde_json::from_value(point).unwrap();
        let incoming = Incoming::of_points(points, Limits::default(), NOW);
        let stored = store.write(incoming, |conn, incoming| {
            Box::pin(async move { metrics::append(conn, &[incoming], NOW).await })
        });
        assert!(stored.await.unwrap().is_empty());
    };
    clock.advance(TimeDelta::from_secs(60));
    in_state(&store, &clock, id, SloState::Unknown).await;
    for (table, value, second, state) in [
        ("orders", 10.0, 1, SloState::Met),
        ("customers", 21.0, 2, SloState::Breached),
        ("orders", 15.0, 3, SloState::Breached),
        ("customers", 20.0, 4, SloState::Met),
        ("orders", 9.0, 5, SloState::Breached),
    ] {
        tell(table, value, second).await;
        service::look(&store, clock.now()).await.unwrap();
        assert_eq!(read(&store, id).await.status.state, state, "{table} {value}");
    }
    let bad = read(&store, id).await.status.last_bad.unwrap();
    assert_eq!((bad.at, bad.value), (later(5), Some(9.0)));
    let status = read(&store, share).await.status;
    assert_eq!((status.good, status.bad, status.state), (4.0, 1.0, SloState::Met));
    let history = store.read(share, move |conn, id| {
        Box::pin(async move {
            let slo = slos::one(conn, *id).await?.unwrap();
            slos::course(conn, &slo, (NOW, later(60)), later(60)).await
        })
    });
    let sums = history.await.unwrap().sums((NOW, later(60)));
    assert_eq!((sums.good, sums.bad), (4.0, 1.0));
    service::forget(&store, clock.now()).await.unwrap();

    // Both come between two looks: each bad one is told once, though all is well again.
    tell("orders", 12.0, 6).await;
    in_state(&store, &clock, id, SloState::Met).await;
    let before = told(&store).await.len();
    for (value, second) in [(1.0, 7), (2.0, 8), (12.0, 9), (13.0, 10), (14.0, 11), (15.0, 12)] {
        tell("orders", value, second).await;
    }
    for _ in 0..2 {
        service::look(&store, clock.now()).await.unwrap();
    }
    let told = told(&store).await;
    assert_eq!(names(&told[before..]), ["violated", "violated"]);
    let values: Vec<Value> = told[before..]
        .iter()
        .map(|event| serde_json::from_str::<Value>(event.payload.as_str()).unwrap()["value"].clone())
        .collect();
    assert_eq!(values, [1.0, 2.0]);
}

/// What is told of an objective's time from `start` on, by intervals of a day.
async fn days(
    store: &Store,
    id: SloId,
    (start, end): (Timestamp, Timestamp),
    now: Timestamp,
) -> Vec<SloInterval> {
    let history = store.read(id, move |conn, id| {
        Box::pin(async move {
            let slo = slos::one(conn, *id).await?.unwrap();
            let asked = History { start, end, interval: TimeDelta::from_secs(86_400) };
            Ok(asked.told(&slo.objective, &slos::course(conn, &slo, (start, end), now).await?))
        })
    });
    history.await.unwrap()
}

async fn a_success_every_day_is_fresh_however_old_the_objective_is(store: Store) {
    const DAY: i64 = 86_400;
    let clock = Clock::fixed(NOW);
    let fresh =
        json!({ "kind": "freshness", "limit_seconds": 100_000, "target": 0.9, "window_seconds": 7 * DAY });
    let id = declare(&store, fresh.clone(), later(-60 * DAY)).await;
    let mut late = fresh;
    late["name"] = json!("late");
    for day in -60..0 {
        ran(&store, StateType::Completed, later(day * DAY + 3600), 60).await;
    }
    let services = Services::start(&store, &clock, settings(&store).await);
    in_state(&store, &clock, id, SloState::Met).await;
    let late = declare(&store, late, later(-60 * DAY)).await;
    in_state(&store, &clock, late, SloState::Met).await;
    drop(services);
    service::forget(&store, NOW).await.unwrap();
    for id in [id, late] {
        // Up to a week ahead, of which nothing is known.
        let told = days(&store, id, (later(-60 * DAY), later(7 * DAY)), NOW).await;
        let bad: Vec<_> = told.iter().filter(|day| day.bad > 0.0).collect();
        assert!(bad.is_empty(), "{bad:?}");
        let most = told.iter().map(|day| day.good).fold(0.0, f64::max);
        assert_eq!((most, told[66].good), (86_400.0, 0.0));
    }

    // The last success is known however long ago it was.
    let long_after = later(400 * DAY);
    service::forget(&store, long_after).await.unwrap();
    service::look(&store, long_after).await.unwrap();
    let bad = read(&store, id).await.status.last_bad.unwrap();
    assert_eq!(bad.at, later(-DAY + 3660 + 100_000));
}

async fn what_a_disabled_objective_left_open_holds_up_no_other(store: Store) {
    let late = json!({ "kind": "lateness", "limit_seconds": 300 });
    let disabled = declare(&store, late.clone(), NOW).await;
    service::look(&store, NOW).await.unwrap();
    let insert = store.write(disabled, |conn, id| {
        Box::pin(async move {
            let runs: Vec<_> = (0..1001_u128)
                .map(|nth| weir_store::params![*id, FlowRunId(Uuid::from_u128(nth)), NOW, Uuid::nil()])
                .collect();
            let sql = "INSERT INTO slo_outcomes (slo_id, run_id, at, outcome, flow_id, deployment_id)
                       VALUES ($1, $2, $3, 'open', $4, $4)";
            conn.execute_each(sql, &runs).await
        })
    });
    insert.await.unwrap();
    let mut spec = read(&store, disabled).await.spec;
    spec.enabled = false;
    replace(&store, disabled, spec, NOW).await;
    let scheduled = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": NOW } });
    runs::run(&store, scheduled, json!({})).await;
    let mut other = late;
    other["name"] = json!("other");
    let other = declare(&store, other, NOW).await;
    service::look(&store, later(100)).await.unwrap();
    service::look(&store, later(301)).await.unwrap();
    assert_eq!(read(&store, other).await.status.state, SloState::Breached);
}

async fn replace(store: &Store, id: SloId, spec: SloSpec, now: Timestamp) {
    let replaced = store.write(spec, move |conn, spec| Box::pin(slos::replace(conn, id, spec, now)));
    assert!(matches!(replaced.await.unwrap(), Replaced::Done(_)));
}

/// A run of a deployment that ends in a state.
async fn ran_by(store: &Store, deployment: DeploymentId, state: StateType) {
    let run = runs::run(store, json!({ "type": "RUNNING" }), json!({ "deployment_id": deployment })).await;
    set(store, run, state, later(1)).await;
}

async fn deployment(store: &Store, name: &str, tags: Value) -> DeploymentId {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    let flow = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    let create = json!({ "name": name, "flow_id": flow.await.unwrap().0.id, "tags": tags });
    let create: DeploymentCreate = serde_json::from_value(create).unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    made.await.unwrap().unwrap().0.id
}

async fn delete_deployment(store: &Store, id: DeploymentId) {
    let gone = store.write(id, |conn, id| Box::pin(deployments::delete(conn, *id, later(2))));
    assert!(gone.await.unwrap());
}

async fn what_is_not_looked_at_any_more_recovers(store: Store) {
    let own = deployment(&store, "own", json!(["slo:max-duration=30m", "slo:success-rate=90%"])).await;
    let other = deployment(&store, "other", json!([])).await;
    let clock = Clock::fixed(later(2));
    let of_both = declare(&store, json!({ "kind": "max-duration", "limit_seconds": 0.5 }), NOW).await;
    let rate = json!({ "name": "rate", "kind": "success-rate", "target": 0.9 });
    let rate = declare(&store, rate, NOW).await;
    ran_by(&store, other, StateType::Completed).await;
    ran_by(&store, own, StateType::Failed).await;
    in_state(&store, &clock, of_both, SloState::Breached).await;
    in_state(&store, &clock, rate, SloState::Breached).await;
    let told_of = async |from: usize| {
        let told = told(&store).await;
        names(&told[from..]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };

    // A deployment that is gone can do nothing about its last run, and takes its own objectives along.
    let before = told(&store).await.len();
    delete_deployment(&store, own).await;
    assert_eq!(told_of(before).await, ["budget-steady", "recovered"]);
    delete_deployment(&store, other).await;
    in_state(&store, &clock, of_both, SloState::Unknown).await;

    let before = told(&store).await.len();
    let mut spec = read(&store, rate).await.spec;
    spec.enabled = false;
    replace(&store, rate, spec.clone(), later(3)).await;
    assert_eq!(told_of(before).await, ["budget-steady", "recovered"]);
    spec.enabled = true;
    replace(&store, rate, spec, later(4)).await;
    in_state(&store, &clock, rate, SloState::Breached).await;
    let before = told(&store).await.len();
    let delete = store.write(rate, |conn, id| Box::pin(slos::delete(conn, *id, later(5))));
    assert!(delete.await.unwrap());
    assert_eq!(told_of(before).await, ["budget-steady", "recovered"]);
}

async fn a_breach_of_what_was_promised_before_is_not_told(store: Store) {
    let rate = json!({ "kind": "success-rate", "target": 0.9 });
    let id = declare(&store, rate, NOW).await;
    ran(&store, StateType::Completed, later(1), 1).await;
    ran(&store, StateType::Failed, later(3), 1).await;
    let slo = store.read(id, |conn, id| Box::pin(slos::one(conn, *id))).await.unwrap().unwrap();
    let found = SloStatus { state: SloState::Breached, ..slo.status.clone() };
    let mut spec = slo.spec.clone();
    spec.target = Some(0.1);
    replace(&store, id, spec, later(5)).await;
    let stand =
        store.write((slo, found), |conn, (slo, found)| Box::pin(slos::stand(conn, slo, found, later(6))));
    assert!(!stand.await.unwrap());
    assert!(told(&store).await.is_empty());
    service::look(&store, later(7)).await.unwrap();
    assert_eq!(read(&store, id).await.status.state, SloState::Met);
}

weir_testkit::on_both_databases!(
    a_run_that_takes_too_long_breaks_a_limit_while_it_runs,
    a_budget_is_spent_and_given_back_and_equals_a_count_from_scratch,
    what_never_succeeds_becomes_stale,
    a_run_that_never_starts_is_late_and_one_that_is_gone_is_not,
    a_metric_is_held_to_its_bounds,
    a_success_every_day_is_fresh_however_old_the_objective_is,
    what_a_disabled_objective_left_open_holds_up_no_other,
    what_is_not_looked_at_any_more_recovers,
    a_breach_of_what_was_promised_before_is_not_told,
);

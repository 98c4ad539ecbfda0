use serde_json::{Value, json};
use weir_engine::Env;
use weir_store::{
    Store,
    concurrency_slots::{self, Acquisition},
};
use weir_types::{
    TimeDelta, Timestamp,
    concurrency_limits::{SlotsRelease, SlotsRequest},
    ids::{ConcurrencyLimitId, LeaseId},
};

use crate::flow_runs::env;

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

weir_testkit::on_both_databases! {
    names_without_a_limit_ask_for_nothing,
    all_slots_are_taken_or_none,
    a_lease_gives_its_slots_back_once,
    a_rate_comes_free_by_itself,
    a_limit_that_is_switched_off_holds_nobody_back,
    slots_of_a_limit_that_is_none_any_more_come_back,
}

async fn names_without_a_limit_ask_for_nothing(store: Store) {
    assert!(!exists(&store, &["tag:a", "tag:b"]).await);
    assert_eq!(names(acquire(&store, json!({ "slots": 1, "names": ["tag:a"] }), None, 0).await), [""; 0]);
}

async fn all_slots_are_taken_or_none(store: Store) {
    limit(&store, "two", 2, 0.0, true).await;
    limit(&store, "one", 1, 0.0, true).await;
    assert!(exists(&store, &["none", "one"]).await);
    let both = json!({ "slots": 1, "names": ["two", "one", "none"] });
    assert_eq!(names(acquire(&store, both.clone(), None, 0).await), ["one", "two"]);
    let Acquisition::Locked { average_wait } = acquire(&store, both.clone(), None, 0).await else {
        panic!("the only slot of `one` was taken twice")
    };
    assert!((average_wait - 2.0).abs() < 1e-9, "{average_wait}");
    let two = json!({ "slots": 1, "names": ["two"] });
    assert_eq!(names(acquire(&store, two.clone(), None, 0).await), ["two"]);
    assert!(matches!(acquire(&store, two, None, 0).await, Acquisition::Locked { .. }));
    assert_eq!(
        acquire(&store, json!({ "slots": 3, "names": ["two"] }), None, 0).await,
        Acquisition::NeverFits
    );

    let release: SlotsRelease =
        serde_json::from_value(json!({ "slots": 1, "names": ["one", "none"] })).unwrap();
    let released = store.write((release, at(0)), |conn, (release, env)| {
        Box::pin(concurrency_slots::release(conn, release, env))
    });
    assert_eq!(released.await.unwrap().len(), 1);
    assert!(matches!(acquire(&store, both, None, 0).await, Acquisition::Locked { .. }));
    assert_eq!(names(acquire(&store, json!({ "slots": 1, "names": ["one"] }), None, 0).await), ["one"]);
}

async fn a_lease_gives_its_slots_back_once(store: Store) {
    limit(&store, "one", 1, 0.0, true).await;
    let one = json!({ "slots": 1, "names": ["one"] });
    let lease = LeaseId::generate();
    assert_eq!(names(acquire(&store, one.clone(), Some(lease), 0).await), ["one"]);
    assert!(matches!(acquire(&store, one.clone(), None, 1).await, Acquisition::Locked { .. }));
    assert!(renew(&store, lease).await);
    for _ in 0..2 {
        let released =
            store.write(at(2), move |conn, env| Box::pin(concurrency_slots::release_lease(conn, lease, env)));
        released.await.unwrap();
    }
    assert!(!renew(&store, lease).await);
    assert_eq!(names(acquire(&store, one.clone(), None, 3).await), ["one"]);
    assert!(matches!(acquire(&store, one, None, 3).await, Acquisition::Locked { .. }));
}

async fn a_rate_comes_free_by_itself(store: Store) {
    limit(&store, "rate", 2, 0.5, true).await;
    limit(&store, "held", 2, 0.0, true).await;
    let rate = json!({ "slots": 2, "names": ["rate"], "mode": "rate_limit" });
    assert_eq!(names(acquire(&store, rate.clone(), None, 0).await), ["rate"]);
    assert!(matches!(acquire(&store, rate.clone(), None, 3).await, Acquisition::Locked { .. }));
    assert_eq!(names(acquire(&store, rate, None, 7).await), ["rate"]);
    let held = json!({ "slots": 1, "names": ["rate", "held"], "mode": "rate_limit" });
    assert_eq!(acquire(&store, held, None, 0).await, Acquisition::NoRate(vec!["held".to_owned()]));
}

async fn a_limit_that_is_switched_off_holds_nobody_back(store: Store) {
    limit(&store, "off", 0, 0.0, false).await;
    for _ in 0..3 {
        let off = json!({ "slots": 1, "names": ["off"] });
        assert_eq!(names(acquire(&store, off, Some(LeaseId::generate()), 0).await), ["off"]);
    }
}

fn at(seconds: i64) -> Env {
    env(NOW + TimeDelta::from_secs(seconds))
}

async fn exists(store: &Store, names: &[&str]) -> bool {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    store.read(names, |conn, names| Box::pin(concurrency_slots::any_limit(conn, names))).await.unwrap()
}

async fn slots_of_a_limit_that_is_none_any_more_come_back(store: Store) {
    limit(&store, "none", 0, 0.0, true).await;
    let release = json!({ "slots": 1, "names": ["none"], "occupancy_seconds": 1.5 });
    let release: SlotsRelease = serde_json::from_value(release).unwrap();
    let released = store.write((release, at(0)), |conn, (release, env)| {
        Box::pin(concurrency_slots::release(conn, release, env))
    });
    assert_eq!(released.await.unwrap().len(), 1);
}

async fn acquire(store: &Store, request: Value, lease: Option<LeaseId>, seconds: i64) -> Acquisition {
    let request: SlotsRequest = serde_json::from_value(request).unwrap();
    let acquired = store.write((request, at(seconds)), move |conn, (request, env)| {
        Box::pin(concurrency_slots::acquire(conn, request, lease, env))
    });
    acquired.await.unwrap()
}

async fn renew(store: &Store, lease: LeaseId) -> bool {
    let renewed = store.write(at(1), move |conn, env| {
        Box::pin(concurrency_slots::renew_lease(conn, lease, TimeDelta::from_secs(60), env))
    });
    renewed.await.unwrap()
}

fn names(acquisition: Acquisition) -> Vec<String> {
    match acquisition {
        Acquisition::Taken(limits) => limits.into_iter().map(|limit| limit.name).collect(),
        other => panic!("{other:?}"),
    }
}

/// Makes a limit with the occupancy that a new one is given.
async fn limit(store: &Store, name: &str, limit: i64, decay: f64, active: bool) {
    let row = (ConcurrencyLimitId::generate(), name.to_owned(), limit, decay, active, NOW);
    let made = store.write(row, |conn, (id, name, limit, decay, active, now): &(_, String, i64, f64, bool, Timestamp)| {
        Box::pin(async move {
            let id: &ConcurrencyLimitId = id;
            conn.execute(
                "INSERT INTO concurrency_limits_v2 (id, created, updated, name, active, \"limit\", active_slots,
                 denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds)
                 VALUES ($1, $2, $2, $3, $4, $5, 0, 0, $6, 2.0)",
                &[(*id).into(), (*now).into(), name.into(), (*active).into(), (*limit).into(), (*decay).into()],
            )
            .await
        })
    });
    assert_eq!(made.await.unwrap(), 1);
}

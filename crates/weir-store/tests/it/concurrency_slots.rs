use serde_json::{Value, json};
use weir_engine::Env;
use weir_store::{
    Store, concurrency_leases,
    concurrency_limits_v2::{self, Key},
    concurrency_slots::{self, Acquisition},
    deployments,
};
use weir_types::{
    TimeDelta, Timestamp,
    concurrency_limits::{ConcurrencyLease, SlotsRelease, SlotsRequest},
    ids::{ConcurrencyLimitId, LeaseId},
};

use crate::flow_runs::{env, flow, new_run};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

weir_testkit::on_both_databases! {
    names_without_a_limit_ask_for_nothing,
    all_slots_are_taken_or_none,
    a_lease_gives_its_slots_back_once,
    a_rate_comes_free_by_itself,
    a_limit_that_is_switched_off_holds_nobody_back,
    slots_of_a_limit_that_is_none_any_more_come_back,
    leases_tell_who_holds_their_slots,
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

async fn leases_tell_who_holds_their_slots(store: Store) {
    limit(&store, "one", 1, 0.0, true).await;
    limit(&store, "many", 9, 0.0, true).await;
    let run = new_run(
        &store,
        json!({ "flow_id": flow(&store, "etl").await, "name": "otter", "state": { "type": "RUNNING" } }),
    )
    .await;
    let create = serde_json::from_value(json!({ "name": "nightly", "flow_id": run.flow_id })).unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    let deployment = made.await.unwrap().unwrap().0.id;
    let unknown = uuid::Uuid::from_u128(1);
    for (seconds, names, holder) in [
        (0, json!(["one", "many"]), json!({ "type": "flow_run", "id": run.id })),
        (1, json!(["many"]), json!({ "type": "deployment", "id": deployment })),
        (2, json!(["many"]), json!({ "type": "task_run", "id": unknown })),
        (3, json!(["many"]), json!(null)),
    ] {
        let request = json!({ "slots": 1, "names": names, "holder": holder, "lease_duration": 60 });
        acquire(&store, request, Some(LeaseId::generate()), seconds).await;
    }
    let all = leases(&store, None, None, 9, 4).await;
    let holders: Vec<Value> = all.iter().map(|lease| serde_json::to_value(&lease.holder).unwrap()).collect();
    let nobody =
        json!({ "name": null, "flow_run_id": null, "state_type": null, "state_name": null, "id": unknown });
    let with = |more: Value| {
        let mut holder = nobody.clone();
        holder.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        holder
    };
    let of_run = json!({
        "type": "flow_run", "id": run.id, "name": "otter", "flow_run_id": run.id, "state_type": "RUNNING",
        "state_name": "Running",
    });
    let expected = [
        with(of_run),
        with(json!({ "type": "deployment", "id": deployment, "name": "nightly" })),
        with(json!({ "type": "task_run" })),
        Value::Null,
    ];
    assert_eq!(holders, expected);
    assert_eq!((all[1].created, all[1].expiration), (at(1).now, at(61).now));

    let one = store
        .read(Key::Name("one".to_owned()), |conn, key| Box::pin(concurrency_limits_v2::read(conn, key, NOW)));
    let one = one.await.unwrap().unwrap().id;
    assert_eq!(leases(&store, Some(one), None, 9, 4).await, all[..1]);
    assert_eq!(leases(&store, None, Some(all[1].id), 1, 4).await, all[2..3]);
    assert_eq!(leases(&store, None, None, 9, 61).await, all[2..], "those that have expired hold nothing");
}

async fn leases(
    store: &Store,
    limit: Option<ConcurrencyLimitId>,
    after: Option<LeaseId>,
    most: i64,
    seconds: i64,
) -> Vec<ConcurrencyLease> {
    let now = at(seconds).now;
    let list =
        store.read((), move |conn, ()| Box::pin(concurrency_leases::list(conn, limit, after, most, now)));
    list.await.unwrap()
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

//! Slots of leases that nobody renewed come back, once.

use serde_json::json;
use weir_engine::Env;
use weir_services::lease_repossession::repossess_all;
use weir_store::{
    Store,
    concurrency_limits_v2::{self, Key},
    concurrency_slots::{self, Acquisition},
};
use weir_types::{TimeDelta, Timestamp, concurrency_limits::SlotsRequest, ids::LeaseId};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(seconds)
}

fn env(now: Timestamp) -> Env {
    Env::of_service(now)
}

async fn limit(store: &Store, limit: i64) {
    let create = serde_json::from_value(json!({ "name": "l", "limit": limit })).unwrap();
    let made = store.write(create, |conn, create| Box::pin(concurrency_limits_v2::create(conn, create, NOW)));
    made.await.unwrap();
}

async fn lease(store: &Store, lasts: i64) -> LeaseId {
    let wanted = json!({ "slots": 1, "names": ["l"], "lease_duration": lasts });
    let wanted: SlotsRequest = serde_json::from_value(wanted).unwrap();
    let lease = LeaseId::generate();
    let taken = store.write((wanted, env(NOW)), move |conn, (wanted, env)| {
        Box::pin(concurrency_slots::acquire(conn, wanted, Some(lease), env))
    });
    assert!(matches!(taken.await.unwrap(), Acquisition::Taken(_)));
    lease
}

async fn taken(store: &Store) -> i64 {
    let key = Key::Name("l".to_owned());
    let read = store.read(key, |conn, key| Box::pin(concurrency_limits_v2::read(conn, key, at(100))));
    read.await.unwrap().unwrap().active_slots
}

async fn slots_come_back_when_their_lease_expires(store: Store) {
    limit(&store, 3).await;
    assert_eq!(repossess_all(&store, at(0)).await.unwrap(), None);
    let (_, renewed) = (lease(&store, 60).await, lease(&store, 70).await);
    lease(&store, 90).await;
    assert_eq!(repossess_all(&store, at(59)).await.unwrap(), Some(at(60)));
    assert_eq!(taken(&store).await, 3, "all have a little time left");
    assert_eq!(repossess_all(&store, at(60)).await.unwrap(), Some(at(70)));
    assert_eq!(taken(&store).await, 2);
    let renew = store.write(env(at(65)), move |conn, env| {
        Box::pin(concurrency_slots::renew_lease(conn, renewed, TimeDelta::from_secs(60), env))
    });
    assert!(renew.await.unwrap());
    assert_eq!(repossess_all(&store, at(100)).await.unwrap(), Some(at(125)), "what was renewed stays");
    assert_eq!(repossess_all(&store, at(100)).await.unwrap(), Some(at(125)), "what came back does so once");
    assert_eq!(taken(&store).await, 1);
    assert_eq!(repossess_all(&store, at(125)).await.unwrap(), None);
    assert_eq!(taken(&store).await, 0);
}

async fn two_at_once_give_each_slot_back_once(store: Store) {
    limit(&store, 200).await;
    for _ in 0..120 {
        lease(&store, 60).await;
    }
    lease(&store, 90).await;
    let (one, other) = tokio::join!(repossess_all(&store, at(60)), repossess_all(&store, at(60)));
    one.unwrap();
    other.unwrap();
    assert_eq!(repossess_all(&store, at(60)).await.unwrap(), Some(at(90)));
    assert_eq!(taken(&store).await, 1);
}

weir_testkit::on_both_databases!(
    slots_come_back_when_their_lease_expires,
    two_at_once_give_each_slot_back_once
);

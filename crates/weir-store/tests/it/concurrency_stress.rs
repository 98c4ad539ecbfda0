//! Many clients at once never hold more slots of a limit than it has, on one server and on replicas.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use serde_json::json;
use weir_store::{
    DatabaseUrl, Store, concurrency_leases,
    concurrency_slots::{self, Acquisition},
};
use weir_types::{
    TimeDelta, Timestamp,
    concurrency_limits::{SlotsRelease, SlotsRequest},
    ids::LeaseId,
};

use crate::{
    concurrency_limits::{make, read},
    flow_runs::env,
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const CLIENTS: u64 = 24;
const TURNS: usize = 25;
const LIMITS: [(&str, i64); 3] = [("one", 1), ("three", 3), ("seven", 7)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_never_exceeds_a_limit() {
    let store = weir_testkit::sqlite_store().await;
    never_exceeded(&[store]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_on_postgres_never_exceed_a_limit() {
    let url: DatabaseUrl = weir_testkit::postgres_url().await.parse().unwrap();
    never_exceeded(&[Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap()]).await;
}

/// How many slots of each limit the clients hold, as they know it: a slot counts from when it was granted until it is
/// given back, so it is taken in the database all that time.
type Ledger = Arc<[AtomicI64; LIMITS.len()]>;

async fn never_exceeded(replicas: &[Store]) {
    for (name, limit) in LIMITS {
        make(&replicas[0], json!({ "name": name, "limit": limit })).await;
    }
    let ledger: Ledger = Arc::default();
    let clients: Vec<_> = (0..CLIENTS)
        .zip(replicas.iter().cycle())
        .map(|(seed, store)| tokio::spawn(client(store.clone(), seed, Arc::clone(&ledger))))
        .collect();
    let mut granted = 0;
    for client in clients {
        granted += client.await.unwrap();
    }
    assert!(granted > TURNS, "hardly anything was granted: {granted}");
    for (name, _) in LIMITS {
        assert_eq!(read(&replicas[0], name, 0).await.unwrap().active_slots, 0, "{name} is free again");
    }
    let left = replicas[0].read((), |conn, ()| Box::pin(concurrency_leases::next_expiry(conn)));
    assert_eq!(left.await.unwrap(), None, "no lease is left");
}

/// Takes slots of random limits and gives them back, by lease, by name or by letting the lease expire; answers how often
/// slots were granted.
async fn client(store: Store, seed: u64, ledger: Ledger) -> usize {
    let mut draws = Draws(seed + 1);
    let mut granted = 0;
    for _ in 0..TURNS {
        let all = draws.below(4) == 0;
        let chosen = usize::try_from(draws.below(3)).unwrap();
        let wanted: Vec<_> = (0..LIMITS.len()).filter(|at| all || *at == chosen).collect();
        let slots = i64::try_from(1 + draws.below(2)).unwrap();
        let names: Vec<_> = wanted.iter().map(|at| LIMITS[*at].0).collect();
        let lease = (draws.below(3) > 0).then(LeaseId::generate);
        match acquire(&store, &names, slots, lease).await {
            Acquisition::Taken(_) => granted += 1,
            Acquisition::Locked { .. } | Acquisition::NeverFits => continue,
            Acquisition::NoRate(names) => panic!("no rate was asked for: {names:?}"),
        }
        for at in &wanted {
            let held = ledger[*at].fetch_add(slots, Ordering::SeqCst) + slots;
            assert!(held <= LIMITS[*at].1, "{held} slots of {} are held", LIMITS[*at].0);
        }
        tokio::task::yield_now().await;
        for at in &wanted {
            ledger[*at].fetch_sub(slots, Ordering::SeqCst);
        }
        give_back(&store, &names, slots, lease, draws.below(3) == 0).await;
    }
    granted
}

/// Numbers without a pattern, the same for the same seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

async fn acquire(store: &Store, names: &[&str], slots: i64, lease: Option<LeaseId>) -> Acquisition {
    let request: SlotsRequest = serde_json::from_value(json!({ "names": names, "slots": slots })).unwrap();
    let acquired = store.write((request, env(NOW)), move |conn, (request, env)| {
        Box::pin(concurrency_slots::acquire(conn, request, lease, env))
    });
    acquired.await.unwrap()
}

async fn give_back(store: &Store, names: &[&str], slots: i64, lease: Option<LeaseId>, by_expiry: bool) {
    match lease {
        None => {
            let release: SlotsRelease =
                serde_json::from_value(json!({ "names": names, "slots": slots })).unwrap();
            let released = store.write((release, env(NOW)), |conn, (release, env)| {
                Box::pin(concurrency_slots::release(conn, release, env))
            });
            released.await.unwrap();
        }
        Some(lease) if by_expiry => {
            let renewed = store.write(env(NOW), move |conn, env| {
                Box::pin(concurrency_slots::renew_lease(conn, lease, TimeDelta::from_secs(-1), env))
            });
            assert!(renewed.await.unwrap());
            // Others repossess too, so that which is due may be gone already.
            store
                .write(env(NOW), |conn, env| Box::pin(concurrency_leases::repossess(conn, 5, env)))
                .await
                .unwrap();
        }
        Some(lease) => {
            let released = store.write(env(NOW), move |conn, env| {
                Box::pin(concurrency_slots::release_lease(conn, lease, env))
            });
            released.await.unwrap();
        }
    }
}

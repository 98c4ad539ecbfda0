//! Who is silent for too long is marked so, once, with an event.

use serde_json::json;
use weir_services::foreman::{self, Settings};
use weir_store::{
    Store, deployments,
    events::{self, Position},
    flows,
    readiness::Silent,
    work_pool_polls::{self, Polled},
    work_pools, work_queues, workers,
};
use weir_types::{
    TimeDelta, Timestamp,
    deployments::{DeploymentCreate, DeploymentStatus},
    filters::{WorkerStatus, queries::WorkersQuery},
    flows::FlowCreate,
    ids::DeploymentId,
    work_pools::{WorkPoolCreate, WorkPoolPoll, WorkPoolStatus},
    work_queues::WorkQueueStatus,
    workers::WorkerHeartbeat,
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn later(seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(seconds)
}

/// A pool with a deployment.
async fn pool(store: &Store) -> DeploymentId {
    let create: WorkPoolCreate = serde_json::from_value(json!({ "name": "p", "type": "process" })).unwrap();
    store.write(create, |conn, create| Box::pin(work_pools::create(conn, create, NOW))).await.unwrap();
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    let flow = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    let flow = flow.await.unwrap().0.id;
    let create = json!({ "name": "d", "flow_id": flow, "work_pool_name": "p" });
    let create: DeploymentCreate = serde_json::from_value(create).unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    made.await.unwrap().unwrap().0.id
}

async fn heartbeat(store: &Store, name: &str, interval: Option<i64>, now: Timestamp) {
    let body = json!({ "name": name, "heartbeat_interval_seconds": interval });
    let body: WorkerHeartbeat = serde_json::from_value(body).unwrap();
    let beat = store.write(body, move |conn, body| Box::pin(workers::heartbeat(conn, "p", body, now)));
    assert!(beat.await.unwrap());
}

async fn poll(store: &Store, now: Timestamp) {
    let body: WorkPoolPoll = serde_json::from_value(json!({})).unwrap();
    let polled =
        store.read(body, move |conn, body| Box::pin(work_pool_polls::poll(conn, "p", body, 10, now)));
    let Polled::Runs(_, Some(noted)) = polled.await.unwrap() else { panic!("the poll is noted") };
    let note = store.write(noted, move |conn, noted| Box::pin(work_pool_polls::note(conn, noted, now)));
    note.await.unwrap();
}

async fn mark(store: &Store, now: Timestamp) -> Silent {
    foreman::mark_silent(store, now, Settings::default()).await.unwrap()
}

async fn online(store: &Store) -> Vec<String> {
    let query: WorkersQuery = serde_json::from_value(json!({})).unwrap();
    let found = store.read(query, |conn, query| Box::pin(workers::list(conn, "p", query, 10))).await.unwrap();
    let online = found.unwrap().into_iter().filter(|worker| worker.status == WorkerStatus::Online);
    online.map(|worker| worker.name).collect()
}

async fn pool_status(store: &Store) -> Option<WorkPoolStatus> {
    store.read((), |conn, ()| Box::pin(work_pools::read(conn, "p"))).await.unwrap().unwrap().status
}

/// The events that say so, after that of the new pool.
async fn not_ready_events(store: &Store) -> Vec<String> {
    let log = store
        .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)))
        .await
        .unwrap();
    log.into_iter()
        .map(|event| event.event.as_str().to_owned())
        .filter(|name| name.ends_with("not-ready"))
        .skip(1)
        .collect()
}

async fn silent_workers_are_offline_and_their_pool_is_not_ready(store: Store) {
    pool(&store).await;
    heartbeat(&store, "plain", None, NOW).await;
    heartbeat(&store, "slow", Some(60), NOW).await;
    assert_eq!(mark(&store, later(90)).await, Silent::default(), "three intervals are allowed");
    assert_eq!(mark(&store, later(91)).await, Silent { workers: 1, ..Silent::default() });
    assert_eq!(online(&store).await, ["slow"]);
    assert_eq!(pool_status(&store).await, Some(WorkPoolStatus::Ready));
    assert_eq!(mark(&store, later(181)).await, Silent { workers: 1, pools: 1, ..Silent::default() });
    assert_eq!(pool_status(&store).await, Some(WorkPoolStatus::NotReady));
    assert_eq!(mark(&store, later(200)).await, Silent::default(), "once");
    assert_eq!(not_ready_events(&store).await, ["prefect.work-pool.not-ready"]);
    heartbeat(&store, "plain", None, later(210)).await;
    assert_eq!(pool_status(&store).await, Some(WorkPoolStatus::Ready));
}

async fn what_nobody_polls_is_not_ready(store: Store) {
    let deployment = pool(&store).await;
    assert_eq!(mark(&store, later(1_000)).await, Silent::default(), "it was never ready");
    poll(&store, NOW).await;
    assert_eq!(mark(&store, later(60)).await, Silent::default());
    let marked = mark(&store, later(61)).await;
    assert_eq!(marked, Silent { deployments: 1, queues: 1, ..Silent::default() });
    let read =
        store.read(deployment, |conn, id| Box::pin(deployments::read(conn, *id))).await.unwrap().unwrap();
    assert_eq!((read.status, read.updated), (DeploymentStatus::NotReady, NOW));
    let queue = store.read((), |conn, ()| Box::pin(work_queues::read_in_pool(conn, "p", "default")));
    assert_eq!(queue.await.unwrap().unwrap().status, Some(WorkQueueStatus::NotReady));
    assert_eq!(mark(&store, later(100)).await, Silent::default(), "once");
    assert_eq!(
        not_ready_events(&store).await,
        ["prefect.deployment.not-ready", "prefect.work-queue.not-ready"]
    );
}

weir_testkit::on_both_databases!(
    silent_workers_are_offline_and_their_pool_is_not_ready,
    what_nobody_polls_is_not_ready,
);

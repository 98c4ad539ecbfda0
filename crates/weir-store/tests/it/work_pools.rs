//! Work pools and their queues: what polls give out, in which order, under which limits.

use serde_json::{Value, json};
use weir_store::{
    Store,
    events::{self, Position},
    flow_runs,
    work_pool_polls::{self, Noted, Polled},
    work_pools, work_queues, workers,
};
use weir_types::{
    Timestamp,
    filters::queries::{RunFilters, WorkersQuery},
    sorting::FlowRunSort,
    work_pools::{WorkPool, WorkPoolPoll, WorkPoolStatus, WorkerFlowRun},
    work_queues::{WorkQueue, WorkQueueStatus},
};

use crate::flow_runs::{flow, new_run};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

pub async fn create(store: &Store, body: Value) -> Option<WorkPool> {
    let create = serde_json::from_value(body).unwrap();
    store.write(create, |conn, create| Box::pin(work_pools::create(conn, create, NOW))).await.unwrap()
}

pub async fn pool(store: &Store, name: &str) -> WorkPool {
    create(store, json!({ "name": name, "type": "process" })).await.unwrap()
}

async fn queue(store: &Store, pool: &'static str, body: Value) -> WorkQueue {
    let create = serde_json::from_value(body).unwrap();
    let made = store
        .write(create, move |conn, create| Box::pin(work_queues::create_in_pool(conn, pool, create, NOW)));
    match made.await.unwrap() {
        work_queues::Created::New(queue) => *queue,
        other => panic!("expected a new queue: {other:?}"),
    }
}

async fn read_queue(store: &Store, pool: &'static str, name: &'static str) -> WorkQueue {
    let read = store.read((), move |conn, ()| Box::pin(work_queues::read_in_pool(conn, pool, name)));
    read.await.unwrap().unwrap()
}

async fn polled(store: &Store, pool: &'static str, body: Value, now: Timestamp) -> Polled {
    let poll: WorkPoolPoll = serde_json::from_value(body).unwrap();
    let limit = poll.limit.unwrap_or(200);
    store
        .read(poll, move |conn, poll| Box::pin(work_pool_polls::poll(conn, pool, poll, limit, now)))
        .await
        .unwrap()
}

/// Polls and notes the poll, as the route does.
pub async fn poll(store: &Store, pool: &'static str, body: Value, now: Timestamp) -> Vec<WorkerFlowRun> {
    let Polled::Runs(runs, noted) = polled(store, pool, body, now).await else { panic!("an unknown pool") };
    if let Some(noted) = noted {
        note(store, noted, now).await;
    }
    runs
}

async fn note(store: &Store, noted: Noted, now: Timestamp) {
    store.write(noted, move |conn, noted| Box::pin(work_pool_polls::note(conn, noted, now))).await.unwrap();
}

fn names(runs: &[WorkerFlowRun]) -> Vec<&str> {
    runs.iter().map(|run| run.flow_run.name.as_str()).collect()
}

async fn event_names(store: &Store) -> Vec<String> {
    let log = store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)));
    log.await.unwrap().into_iter().map(|event| event.event).collect()
}

/// A run in the pool's queue, scheduled for `seconds` after the tests' beginning.
async fn scheduled(store: &Store, queue: &str, name: &str, seconds: i64) {
    let flow = flow(store, "f").await;
    let details = json!({ "scheduled_time": at(seconds) });
    let state = json!({ "type": "SCHEDULED", "state_details": details });
    let run = json!({ "flow_id": flow, "name": name, "work_pool_name": "p", "work_queue_name": queue, "state": state });
    new_run(store, run).await;
}

/// A run in the pool's queue that takes a slot.
async fn running(store: &Store, queue: &str) {
    let flow = flow(store, "f").await;
    let state = json!({ "type": "RUNNING" });
    new_run(
        store,
        json!({ "flow_id": flow, "work_pool_name": "p", "work_queue_name": queue, "state": state }),
    )
    .await;
}

async fn a_pool_comes_with_its_default_queue(store: Store) {
    let made = pool(&store, "p").await;
    let queue = read_queue(&store, "p", "default").await;
    assert_eq!(made.default_queue_id, Some(queue.id));
    assert_eq!((queue.priority, queue.status), (1, Some(WorkQueueStatus::NotReady)));
    assert_eq!(
        event_names(&store).await,
        ["prefect.work-queue.created", "prefect.work-pool.created", "prefect.work-pool.not-ready"]
    );
    assert_eq!(create(&store, json!({ "name": "p" })).await, None, "the name is taken");
    assert_eq!(event_names(&store).await.len(), 3);
}

async fn a_queue_takes_the_priority_that_it_asks_for(store: Store) {
    pool(&store, "p").await;
    assert_eq!(queue(&store, "p", json!({ "name": "b" })).await.priority, 2);
    assert_eq!(queue(&store, "p", json!({ "name": "c", "priority": 1 })).await.priority, 1);
    assert_eq!(read_queue(&store, "p", "default").await.priority, 2);
    assert_eq!(read_queue(&store, "p", "b").await.priority, 3);
    assert_eq!(queue(&store, "p", json!({ "name": "d", "priority": 7 })).await.priority, 7);
    assert_eq!(queue(&store, "p", json!({ "name": "e" })).await.priority, 4, "the first that is free");
}

async fn a_poll_gives_out_by_priority_and_then_by_time(store: Store) {
    pool(&store, "p").await;
    queue(&store, "p", json!({ "name": "urgent", "priority": 1 })).await;
    scheduled(&store, "default", "late", 10).await;
    scheduled(&store, "default", "early", 5).await;
    scheduled(&store, "urgent", "first", 20).await;
    scheduled(&store, "default", "tomorrow", 90_000).await;
    let due = json!({ "scheduled_before": at(60) });
    assert_eq!(names(&poll(&store, "p", due, at(30)).await), ["first", "early", "late"]);
    assert_eq!(names(&poll(&store, "p", json!({}), at(30)).await), ["first", "early", "late", "tomorrow"]);
    let after = json!({ "scheduled_after": at(10), "scheduled_before": at(10) });
    assert_eq!(names(&poll(&store, "p", after, at(30)).await), ["late"], "both ends are included");
    let one = json!({ "work_queue_names": ["default"], "limit": 1 });
    assert_eq!(names(&poll(&store, "p", one, at(30)).await), ["early"]);
    assert_eq!(polled(&store, "x", json!({}), NOW).await, Polled::UnknownPool);
    let unknown = json!({ "work_queue_names": ["default", "x"] });
    assert_eq!(polled(&store, "p", unknown, NOW).await, Polled::UnknownQueue("x".to_owned()));
}

async fn limits_leave_room_for_what_is_not_under_way(store: Store) {
    create(&store, json!({ "name": "p", "type": "process", "concurrency_limit": 4 })).await.unwrap();
    queue(&store, "p", json!({ "name": "narrow", "priority": 1, "concurrency_limit": 2 })).await;
    running(&store, "narrow").await;
    for number in 0..4 {
        scheduled(&store, "narrow", &format!("n{number}"), number).await;
        scheduled(&store, "default", &format!("d{number}"), number).await;
    }
    assert_eq!(names(&poll(&store, "p", json!({}), at(30)).await), ["n0", "d0", "d1"]);
    running(&store, "default").await;
    running(&store, "default").await;
    running(&store, "default").await;
    assert_eq!(names(&poll(&store, "p", json!({}), at(30)).await), [] as [&str; 0]);
    assert_eq!(read_queue(&store, "p", "narrow").await.active_slots, Some(1));
    assert_eq!(read_queue(&store, "p", "default").await.active_slots, None, "counted only where limited");
}

async fn what_is_paused_gives_nothing_out(store: Store) {
    create(&store, json!({ "name": "p", "type": "process", "is_paused": true })).await.unwrap();
    scheduled(&store, "default", "a", 0).await;
    assert_eq!(names(&poll(&store, "p", json!({}), at(30)).await), [] as [&str; 0]);
    assert!(event_names(&store).await.contains(&"prefect.work-pool.paused".to_owned()));
}

async fn a_run_that_its_process_tries_again_is_not_given_out(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    for retry_type in ["in_process", "reschedule"] {
        let policy = json!({ "retry_type": retry_type, "pause_keys": ["\"retry_type\":\"in_process\""] });
        let run = json!({
            "flow_id": flow, "name": retry_type, "work_pool_name": "p", "state": { "type": "SCHEDULED" },
            "empirical_policy": policy,
        });
        new_run(&store, run).await;
    }
    assert_eq!(names(&poll(&store, "p", json!({}), at(30)).await), ["reschedule"]);
}

async fn a_poll_makes_its_queues_ready(store: Store) {
    pool(&store, "p").await;
    assert!(matches!(polled(&store, "p", json!({}), at(1)).await, Polled::Runs(_, Some(_))));
    poll(&store, "p", json!({}), at(1)).await;
    let queue = read_queue(&store, "p", "default").await;
    assert_eq!((queue.status, queue.last_polled), (Some(WorkQueueStatus::Ready), Some(at(1))));
    assert!(matches!(polled(&store, "p", json!({}), at(2)).await, Polled::Runs(_, None)), "noted just now");
    poll(&store, "p", json!({}), at(16)).await;
    assert_eq!(read_queue(&store, "p", "default").await.last_polled, Some(at(16)));
    let ready = event_names(&store).await.into_iter().filter(|name| name == "prefect.work-queue.ready");
    assert_eq!(ready.count(), 1);
}

async fn update_queue(
    store: &Store,
    name: &'static str,
    body: Value,
    now: Timestamp,
) -> work_queues::Updated {
    let update = serde_json::from_value(body).unwrap();
    store
        .write(update, move |conn, update| {
            Box::pin(work_queues::update_in_pool(conn, "p", name, update, now))
        })
        .await
        .unwrap()
}

async fn update_pool(store: &Store, body: Value, now: Timestamp) -> work_pools::Updated {
    let update = serde_json::from_value(body).unwrap();
    let updated =
        store.write(update, move |conn, update| Box::pin(work_pools::update(conn, "p", update, now)));
    updated.await.unwrap()
}

async fn heartbeat(store: &Store, body: Value, now: Timestamp) -> bool {
    let beat = serde_json::from_value(body).unwrap();
    let noted = store.write(beat, move |conn, beat| Box::pin(workers::heartbeat(conn, "p", beat, now)));
    noted.await.unwrap()
}

async fn read_pool(store: &Store) -> WorkPool {
    store.read((), |conn, ()| Box::pin(work_pools::read(conn, "p"))).await.unwrap().unwrap()
}

async fn a_queue_changes_as_it_is_told(store: Store) {
    use work_queues::Updated;
    pool(&store, "p").await;
    queue(&store, "p", json!({ "name": "q", "concurrency_limit": 2 })).await;
    let change = json!({ "description": "d", "concurrency_limit": null, "priority": 1 });
    assert_eq!(update_queue(&store, "q", change, at(1)).await, Updated::Done);
    let changed = read_queue(&store, "p", "q").await;
    assert_eq!((changed.description.as_deref(), changed.concurrency_limit), (Some("d"), None));
    assert_eq!((changed.priority, read_queue(&store, "p", "default").await.priority), (1, 2));
    assert_eq!(update_queue(&store, "q", json!({ "is_paused": true }), at(2)).await, Updated::Done);
    assert_eq!(read_queue(&store, "p", "q").await.status, Some(WorkQueueStatus::Paused));
    let resumed = json!({ "is_paused": false, "last_polled": at(3) });
    assert_eq!(update_queue(&store, "q", resumed, at(4)).await, Updated::Done);
    assert_eq!(read_queue(&store, "p", "q").await.status, Some(WorkQueueStatus::Ready));
    for refused in [json!({ "name": "default" }), json!({ "name": null }), json!({ "priority": null })] {
        assert_eq!(update_queue(&store, "q", refused, at(5)).await, Updated::Refused);
    }
    assert_eq!(update_queue(&store, "x", json!({}), at(5)).await, Updated::UnknownQueue);
    let told = event_names(&store).await;
    assert_eq!(
        told[told.len() - 3..],
        ["prefect.work-queue.updated", "prefect.work-queue.paused", "prefect.work-queue.ready"]
    );
}

async fn a_pool_keeps_its_default_queue(store: Store) {
    use work_queues::Deleted;
    pool(&store, "p").await;
    queue(&store, "p", json!({ "name": "q" })).await;
    for (pool, name, deleted) in [
        ("p", "q", Deleted::Done),
        ("p", "q", Deleted::UnknownQueue),
        ("p", "default", Deleted::IsDefault),
        ("x", "q", Deleted::UnknownPool),
    ] {
        let delete =
            store.write((), move |conn, ()| Box::pin(work_queues::delete_in_pool(conn, pool, name, at(1))));
        assert_eq!(delete.await.unwrap(), deleted, "{pool}/{name}");
    }
    assert_eq!(event_names(&store).await.last().unwrap(), "prefect.work-queue.deleted");
}

async fn a_pool_is_ready_while_it_has_workers(store: Store) {
    pool(&store, "p").await;
    assert!(heartbeat(&store, json!({ "name": "w", "heartbeat_interval_seconds": 5 }), at(1)).await);
    assert!(heartbeat(&store, json!({ "name": "w" }), at(2)).await);
    assert_eq!(read_pool(&store).await.status, Some(WorkPoolStatus::Ready));
    update_pool(&store, json!({ "is_paused": true, "description": "d", "concurrency_limit": 3 }), at(3))
        .await;
    let paused = read_pool(&store).await;
    assert_eq!((paused.status, paused.active_slots), (Some(WorkPoolStatus::Paused), Some(0)));
    heartbeat(&store, json!({ "name": "v" }), at(4)).await;
    assert_eq!(read_pool(&store).await.status, Some(WorkPoolStatus::Paused));
    update_pool(&store, json!({ "is_paused": false }), at(5)).await;
    assert_eq!(read_pool(&store).await.status, Some(WorkPoolStatus::Ready));
    assert_eq!(update_pool(&store, json!({ "is_paused": null }), at(6)).await, work_pools::Updated::Refused);

    let log = store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)));
    let log: Vec<_> = log
        .await
        .unwrap()
        .into_iter()
        .filter(|event| event.event.starts_with("prefect.work-pool."))
        .collect();
    let names: Vec<&str> = log.iter().map(|event| &event.event["prefect.work-pool.".len()..]).collect();
    assert_eq!(names, ["created", "not-ready", "ready", "updated", "paused", "ready"]);
    assert_eq!(log[5].follows, Some(log[4].id));

    let query: WorkersQuery = serde_json::from_value(json!({})).unwrap();
    let list = store.read(query, |conn, query| Box::pin(workers::list(conn, "p", query, 10)));
    let seen: Vec<_> = list
        .await
        .unwrap()
        .unwrap()
        .into_iter()
        .map(|one| (one.name, one.heartbeat_interval_seconds))
        .collect();
    assert_eq!(seen, [("v".to_owned(), None), ("w".to_owned(), Some(5))]);
    for expected in [workers::Deleted::Done, workers::Deleted::UnknownWorker] {
        let delete = store.write((), |conn, ()| Box::pin(workers::delete(conn, "p", "w")));
        assert_eq!(delete.await.unwrap(), expected);
    }
}

async fn a_pool_goes_with_its_queues(store: Store) {
    pool(&store, "p").await;
    scheduled(&store, "default", "a", 0).await;
    for expected in [true, false] {
        let delete = store.write((), |conn, ()| Box::pin(work_pools::delete(conn, "p", at(1))));
        assert_eq!(delete.await.unwrap(), expected);
    }
    let told = event_names(&store).await;
    assert_eq!(told[told.len() - 2..], ["prefect.work-queue.deleted", "prefect.work-pool.deleted"]);
    let filters = RunFilters::default();
    let runs = store.read(filters, |conn, filters| {
        Box::pin(flow_runs::list(conn, filters, FlowRunSort::default(), 10, 0, NOW))
    });
    let run = runs.await.unwrap().remove(0);
    assert_eq!((run.work_queue_id, run.work_queue_name.as_deref()), (None, Some("default")));
}

weir_testkit::on_both_databases!(
    a_queue_changes_as_it_is_told,
    a_pool_keeps_its_default_queue,
    a_pool_is_ready_while_it_has_workers,
    a_pool_goes_with_its_queues,
    a_pool_comes_with_its_default_queue,
    a_queue_takes_the_priority_that_it_asks_for,
    a_poll_gives_out_by_priority_and_then_by_time,
    limits_leave_room_for_what_is_not_under_way,
    what_is_paused_gives_nothing_out,
    a_run_that_its_process_tries_again_is_not_given_out,
    a_poll_makes_its_queues_ready,
);

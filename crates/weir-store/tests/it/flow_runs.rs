//! Flow runs: made once, moved from state to state, and each move announced in the event log.

use serde_json::json;
use weir_engine::{Env, FlowRunRules, FreshIds, Settings};
use weir_store::{
    Store,
    events::{self, Position},
    flow_run_inputs, flow_run_states,
    flow_runs::{self, Created},
    flows, logs,
};
use weir_types::{
    Timestamp,
    flow_run_inputs::FlowRunInputCreate,
    flow_runs::{FlowRun, FlowRunCreate},
    ids::{FlowId, FlowRunId},
    logs::LogCreate,
    orchestration::SetStateStatus,
    sorting::LogSort,
    state::{State, StateType},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

pub fn env(now: Timestamp) -> Env {
    Env {
        now,
        fresh: FreshIds::draw(),
        random: 0.5,
        client_version: None,
        api_version: None,
        settings: Settings::default(),
    }
}

pub async fn flow(store: &Store, name: &str) -> FlowId {
    let create = serde_json::from_value(json!({ "name": name, "tags": ["of-flow"] })).unwrap();
    let make = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    make.await.unwrap().0.id
}

pub async fn create(store: &Store, body: serde_json::Value) -> Created {
    let create: FlowRunCreate = serde_json::from_value(body).unwrap();
    store
        .write(create, |conn, create| {
            Box::pin(async move { flow_runs::create(conn, create, None, &env(NOW)).await })
        })
        .await
        .unwrap()
}

pub async fn new_run(store: &Store, body: serde_json::Value) -> FlowRun {
    match create(store, body).await {
        Created::New(run) => *run,
        other => panic!("expected a new run: {other:?}"),
    }
}

async fn read(store: &Store, id: FlowRunId, now: Timestamp) -> FlowRun {
    store.read(id, move |conn, id| Box::pin(flow_runs::read(conn, *id, now))).await.unwrap().unwrap()
}

async fn propose(store: &Store, run: FlowRunId, state: StateType, now: Timestamp) -> SetStateStatus {
    let proposed = State::new(state, now);
    let verdict = store.write((proposed, env(now)), move |conn, (proposed, env)| {
        Box::pin(flow_runs::set_state(conn, run, proposed, FlowRunRules::Core, env))
    });
    verdict.await.unwrap().unwrap().status
}

async fn log(store: &Store) -> Vec<events::StoredEvent> {
    store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100))).await.unwrap()
}

async fn a_run_is_read_as_it_was_made(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new_run(
        &store,
        json!({
            "flow_id": flow, "parameters": { "x": 1 }, "context": { "c": "ü" }, "tags": ["b", "a"],
            "labels": { "n": 1.5 }, "job_variables": { "cpu": 2 }, "idempotency_key": "k", "flow_version": "1",
            "empirical_policy": { "retries": 2 }, "work_queue_name": "q",
            "state": { "type": "SCHEDULED", "state_details": { "scheduled_time": "2031-01-01T00:00:00Z" } },
        }),
    )
    .await;
    assert_eq!(read(&store, made.id, NOW).await, made);
}

async fn a_key_makes_one_run_of_a_flow(store: Store) {
    let (flow, other) = (flow(&store, "f").await, flow(&store, "g").await);
    let made = new_run(&store, json!({ "flow_id": flow, "idempotency_key": "k" })).await;
    let again = create(&store, json!({ "flow_id": flow, "idempotency_key": "k", "name": "other" })).await;
    assert_eq!(again, Created::Existing(Box::new(made)));
    new_run(&store, json!({ "flow_id": other, "idempotency_key": "k" })).await;
    assert_eq!(log(&store).await.len(), 2, "only new runs are announced");
}

async fn a_run_may_have_many_tags(store: Store) {
    let flow = flow(&store, "etl").await;
    let tags: Vec<String> = (0..300).map(|_| FlowRunId::generate().to_string()).collect();
    let run = new_run(&store, json!({ "flow_id": flow, "tags": tags })).await;
    let found = read(&store, run.id, NOW).await.tags;
    let sorted = |mut tags: Vec<String>| {
        tags.sort_unstable();
        tags
    };
    assert_eq!(sorted(found), sorted(tags));
}

async fn a_run_must_refer_to_what_exists(store: Store) {
    let flow = flow(&store, "f").await;
    let unknown = FlowId::generate();
    for body in [
        json!({ "flow_id": unknown }),
        json!({ "flow_id": flow, "parent_task_run_id": unknown }),
        json!({ "flow_id": flow, "infrastructure_document_id": unknown }),
    ] {
        assert_eq!(create(&store, body).await, Created::BrokenReference);
    }
    let pool = create(&store, json!({ "flow_id": flow, "work_pool_name": "p" })).await;
    assert_eq!(pool, Created::UnknownWorkPool);
    let queue = json!({ "flow_id": flow, "work_pool_name": "p", "work_queue_name": "q" });
    assert_eq!(create(&store, queue).await, Created::UnknownWorkQueue);
    assert_eq!(log(&store).await, []);
}

async fn each_state_is_booked_and_announced(store: Store) {
    let flow = flow(&store, "f").await;
    let run = new_run(&store, json!({ "flow_id": flow, "name": "mine", "tags": ["of-run"] })).await;
    assert_eq!(propose(&store, run.id, StateType::Running, at(5)).await, SetStateStatus::Accept);
    assert_eq!(propose(&store, run.id, StateType::Completed, at(35)).await, SetStateStatus::Accept);
    assert_eq!(propose(&store, run.id, StateType::Cancelling, at(40)).await, SetStateStatus::Abort);
    let ended = read(&store, run.id, at(100)).await;
    assert_eq!((ended.run_count, ended.start_time, ended.end_time), (1, Some(at(5)), Some(at(35))));
    assert_eq!(ended.total_run_time.as_micros(), 30_000_000);
    assert_eq!((ended.state_type, ended.updated), (Some(StateType::Completed), at(35)));

    let log = log(&store).await;
    let names: Vec<&str> = log.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(names, ["prefect.flow-run.Pending", "prefect.flow-run.Running", "prefect.flow-run.Completed"]);
    assert_eq!(log[1].follows, Some(log[0].id));
    assert_eq!(log[2].id.0, ended.state_id.unwrap().0, "the event has the id of its state");
    let related = log[2].related.to_value();
    let roles: Vec<&str> = related
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["prefect.resource.role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["flow", "tag", "tag"]);
}

async fn a_deleted_run_takes_all_that_hangs_on_it_along(store: Store) {
    let flow = flow(&store, "f").await;
    let run = new_run(&store, json!({ "flow_id": flow })).await;
    let other = new_run(&store, json!({ "flow_id": flow })).await;
    propose(&store, run.id, StateType::Running, at(1)).await;
    let lines = json!([
        { "name": "l", "level": 20, "message": "m", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": other.id },
        { "name": "l", "level": 20, "message": "m", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": run.id },
    ]);
    let lines: Vec<LogCreate> = serde_json::from_value(lines).unwrap();
    store.write(lines, |conn, lines| Box::pin(logs::append(conn, lines, NOW))).await.unwrap();
    let end = store.read((), |conn, ()| Box::pin(logs::end(conn))).await.unwrap();
    let input = FlowRunInputCreate { key: "k".to_owned(), value: "v".to_owned(), sender: None };
    let given =
        store.write(input, move |conn, input| Box::pin(flow_run_inputs::create(conn, run.id, input, NOW)));
    assert_eq!(given.await.unwrap(), flow_run_inputs::Created::Done);

    let unknown = FlowRunId::generate();
    let ids = [unknown, run.id];
    let deleted = store
        .write(ids, |conn, ids| Box::pin(async move { flow_runs::delete(conn, ids, &env(NOW)).await }))
        .await
        .unwrap();
    assert_eq!(deleted, [run.id]);
    let left = store
        .read((), move |conn, ()| {
            Box::pin(async move {
                let mut left = Vec::new();
                for run in [run.id, other.id] {
                    left.push((
                        flow_runs::read(conn, run, NOW).await?.is_some(),
                        flow_run_states::list(conn, run).await?.len(),
                        flow_run_inputs::read_value(conn, run, "k").await?,
                        logs::read_flow_run_after(conn, run, logs::LinePosition::START, 10).await?.len(),
                    ));
                }
                Ok(left)
            })
        })
        .await
        .unwrap();
    assert_eq!(left, [(false, 0, None, 0), (true, 1, None, 1)]);
    let listed = store
        .read((), |conn, ()| Box::pin(logs::list(conn, None, LogSort::TimestampAsc, 10, 0)))
        .await
        .unwrap();
    assert_eq!(listed.iter().map(|line| line.flow_run_id).collect::<Vec<_>>(), [Some(other.id)]);
    let after = store.read((), |conn, ()| Box::pin(logs::end(conn))).await.unwrap();
    assert_eq!(after, end, "the end of the log never moves back");
}

async fn a_deleted_flow_takes_its_runs_along(store: Store) {
    let (one, two) = (flow(&store, "one").await, flow(&store, "two").await);
    let (gone, kept) =
        (new_run(&store, json!({ "flow_id": one })).await, new_run(&store, json!({ "flow_id": two })).await);
    let delete = || {
        store.write((), move |conn, ()| Box::pin(async move { flows::delete(conn, one, &env(NOW)).await }))
    };
    assert!(delete().await.unwrap());
    assert!(!delete().await.unwrap());
    let found = store.read(gone.id, |conn, id| Box::pin(flow_runs::read(conn, *id, NOW))).await.unwrap();
    assert_eq!(found, None);
    read(&store, kept.id, NOW).await;
}

weir_testkit::on_both_databases!(
    a_run_is_read_as_it_was_made,
    a_key_makes_one_run_of_a_flow,
    a_run_may_have_many_tags,
    a_run_must_refer_to_what_exists,
    each_state_is_booked_and_announced,
    a_deleted_run_takes_all_that_hangs_on_it_along,
    a_deleted_flow_takes_its_runs_along,
);

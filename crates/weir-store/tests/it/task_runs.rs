//! Task runs by HTTP: made once, moved from state to state, held back by limits on their tags.

use serde_json::{Value, json};
use weir_engine::TaskRunRules;
use weir_store::{
    Store,
    history::{self, Span},
    insights::Kind,
    logs, task_run_states,
    task_runs::{self, Created},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::{FlowRunId, TaskRunId},
    orchestration::{OrchestrationResult, SetStateStatus},
    sorting::TaskRunSort,
    state::{State, StateType},
    task_runs::{TaskRun, TaskRunCreate, TaskRunUpdate},
};

use crate::{
    concurrency_limits::{holders, put},
    flow_runs::{env, flow, new_run},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

async fn create(store: &Store, body: Value) -> Created {
    let create: TaskRunCreate = serde_json::from_value(body).unwrap();
    store
        .write(create, |conn, create| {
            Box::pin(async move { task_runs::create(conn, create, &env(NOW)).await })
        })
        .await
        .unwrap()
}

async fn new_task(store: &Store, body: Value) -> TaskRun {
    match create(store, body).await {
        Created::New(run) => *run,
        other => panic!("expected a new run: {other:?}"),
    }
}

async fn flow_run(store: &Store) -> FlowRunId {
    let flow = flow(store, "f").await;
    new_run(store, json!({ "flow_id": flow, "labels": { "env": "dev" }, "state": { "type": "RUNNING" } }))
        .await
        .id
}

async fn read(store: &Store, id: TaskRunId) -> TaskRun {
    store.read(id, |conn, id| Box::pin(task_runs::read(conn, *id, NOW))).await.unwrap().unwrap()
}

async fn propose(store: &Store, run: TaskRunId, state: Value, now: Timestamp) -> OrchestrationResult {
    let create: weir_types::state::StateCreate = serde_json::from_value(state).unwrap();
    let proposed: State = create.into_state(weir_types::ids::StateId::generate(), now);
    let verdict = store.write((proposed, env(now)), move |conn, (proposed, env)| {
        Box::pin(task_runs::set_state(conn, run, proposed, TaskRunRules::Core, env))
    });
    verdict.await.unwrap().unwrap()
}

async fn a_run_is_read_as_it_was_made(store: Store) {
    let flow_run = flow_run(&store).await;
    let made = new_task(
        &store,
        json!({
            "flow_run_id": flow_run, "task_key": "t", "dynamic_key": "0", "cache_key": "c", "task_version": "1",
            "cache_expiration": "2031-01-01T00:00:00Z", "tags": ["b", "a"], "labels": { "n": 1.5 },
            "empirical_policy": { "retries": 2, "retry_delay": [1, 2.5] },
            "task_inputs": { "x": [{ "input_type": "parameter", "name": "ü" }] },
            "state": { "type": "SCHEDULED", "state_details": { "scheduled_time": "2031-01-01T00:00:00Z" } },
        }),
    )
    .await;
    assert_eq!(read(&store, made.id).await, made);
    let labels = made.labels.unwrap().as_object().to_map();
    let keys: Vec<&String> = labels.keys().collect();
    assert_eq!(keys, ["prefect.flow.id", "env", "prefect.flow-run.id", "n"]);
}

async fn the_keys_make_one_run(store: Store) {
    let flow_run = flow_run(&store).await;
    let keys = json!({ "flow_run_id": flow_run, "task_key": "t", "dynamic_key": "0" });
    let alone = json!({ "flow_run_id": null, "task_key": "t", "dynamic_key": "0" });
    for body in [keys, alone] {
        let made = new_task(&store, body.clone()).await;
        assert_eq!(create(&store, body.clone()).await, Created::Existing(Box::new(made.clone())));
        let mut taken = body;
        taken["id"] = json!(made.id);
        taken["dynamic_key"] = json!("1");
        assert_eq!(create(&store, taken).await, Created::BrokenReference, "the id is taken");
    }
    let nowhere = json!({ "flow_run_id": FlowRunId::generate(), "task_key": "t", "dynamic_key": "0" });
    assert_eq!(create(&store, nowhere).await, Created::BrokenReference);
}

async fn a_run_goes_through_its_states(store: Store) {
    let flow_run = flow_run(&store).await;
    let made = new_task(
        &store,
        json!({ "flow_run_id": flow_run, "task_key": "t", "dynamic_key": "0", "empirical_policy": { "retries": 1 } }),
    )
    .await;
    let mut answers = Vec::new();
    for (seconds, state) in [(1, "RUNNING"), (2, "FAILED"), (3, "RUNNING"), (5, "FAILED")] {
        let answer = propose(&store, made.id, json!({ "type": state }), at(seconds)).await;
        answers.push((answer.status, answer.state.unwrap().name));
    }
    let expected = [
        (SetStateStatus::Accept, "Running"),
        (SetStateStatus::Reject, "AwaitingRetry"),
        (SetStateStatus::Accept, "Retrying"),
        (SetStateStatus::Accept, "Failed"),
    ];
    let expected = expected.map(|(status, name)| (status, name.to_owned()));
    assert_eq!(answers, expected);
    let run = read(&store, made.id).await;
    assert_eq!((run.run_count, run.total_run_time), (2, TimeDelta::from_secs(3)));
    assert_eq!((run.start_time, run.end_time), (Some(at(1)), Some(at(5))));
    assert_eq!(run.flow_run_run_count, 1);
    let states = store.read(made.id, |conn, id| Box::pin(task_run_states::list(conn, *id))).await.unwrap();
    let names: Vec<&str> = states.iter().map(|state| state.name.as_str()).collect();
    assert_eq!(names, ["Pending", "Running", "AwaitingRetry", "Retrying", "Failed"]);
    let last = states.last().unwrap().clone();
    assert_eq!(run.state, Some(last.clone()));
    let found = store.read(last.id, |conn, id| Box::pin(task_run_states::read(conn, *id))).await.unwrap();
    assert_eq!(found, Some(last));
}

async fn a_limit_on_a_tag_holds_runs_back(store: Store) {
    put(&store, "busy", 1, 0).await;
    put(&store, "closed", 0, 0).await;
    let flow_run = flow_run(&store).await;
    let task = async |key: &str, tags: Value| {
        let body = json!({ "flow_run_id": flow_run, "task_key": key, "dynamic_key": "0", "tags": tags });
        new_task(&store, body).await.id
    };
    let (first, second) = (task("a", json!(["busy", "free"])).await, task("b", json!(["busy"])).await);
    let running = json!({ "type": "RUNNING" });
    assert_eq!(propose(&store, first, running.clone(), at(1)).await.status, SetStateStatus::Accept);
    assert_eq!(holders(&store, "busy").await, [first]);
    assert_eq!(propose(&store, second, running.clone(), at(2)).await.status, SetStateStatus::Wait);
    assert_eq!(holders(&store, "busy").await, [first]);
    propose(&store, first, json!({ "type": "COMPLETED" }), at(3)).await;
    assert_eq!(holders(&store, "busy").await, []);
    assert_eq!(propose(&store, second, running.clone(), at(4)).await.status, SetStateStatus::Accept);
    let third = task("c", json!(["closed"])).await;
    assert_eq!(propose(&store, third, running, at(5)).await.status, SetStateStatus::Abort);
}

async fn a_result_is_reused_under_its_key(store: Store) {
    let flow_run = flow_run(&store).await;
    let task = async |key: &str| {
        new_task(&store, json!({ "flow_run_id": flow_run, "task_key": key, "dynamic_key": "0" })).await.id
    };
    let keyed = |state: &str| {
        json!({
            "type": state, "data": { "type": "reference", "storage_key": "s" },
            "state_details": { "cache_key": "k", "cache_expiration": at(100) },
        })
    };
    let (first, second, late) = (task("a").await, task("b").await, task("c").await);
    propose(&store, first, keyed("RUNNING"), at(1)).await;
    propose(&store, first, keyed("COMPLETED"), at(2)).await;
    let reused = propose(&store, second, keyed("RUNNING"), at(3)).await;
    assert_eq!(reused.status, SetStateStatus::Reject);
    let state = reused.state.unwrap();
    assert_eq!((state.name.as_str(), state.data.to_value()["storage_key"].as_str()), ("Cached", Some("s")));
    assert_eq!(propose(&store, late, keyed("RUNNING"), at(200)).await.status, SetStateStatus::Accept);
}

async fn a_run_goes_with_its_states_and_lines(store: Store) {
    let made = new_task(&store, json!({ "flow_run_id": null, "task_key": "t", "dynamic_key": "0" })).await;
    let rename: TaskRunUpdate = serde_json::from_value(json!({ "name": "other" })).unwrap();
    let id = made.id;
    let renamed =
        store.write(rename, move |conn, update| Box::pin(task_runs::update(conn, id, update, at(1)))).await;
    assert!(renamed.unwrap());
    assert_eq!(read(&store, id).await.name, "other");
    let line = json!({ "name": "l", "level": 20, "message": "m", "timestamp": NOW, "task_run_id": id });
    let lines: Vec<weir_types::logs::LogCreate> = serde_json::from_value(json!([line, line])).unwrap();
    store.write(lines, |conn, lines| Box::pin(logs::append(conn, lines, NOW))).await.unwrap();
    for there in [true, false] {
        assert_eq!(store.write(id, |conn, id| Box::pin(task_runs::delete(conn, *id))).await.unwrap(), there);
    }
    assert_eq!(store.read(id, |conn, id| Box::pin(task_runs::read(conn, *id, NOW))).await.unwrap(), None);
    assert!(store.read(id, |conn, id| Box::pin(task_run_states::list(conn, *id))).await.unwrap().is_empty());
    let lines = store
        .read((), |conn, ()| Box::pin(logs::read_after(conn, weir_store::events::Position::default(), 10)))
        .await
        .unwrap();
    assert!(lines.iter().all(|(_, line)| line.task_run_id.is_none() && line.message.is_empty()));
}

async fn lists_count_what_passes(store: Store) {
    let flow_run = flow_run(&store).await;
    for (key, seconds, states) in [
        ("a", 0, &["RUNNING", "COMPLETED"][..]),
        ("b", 3600, &["RUNNING"]),
        ("c", 3600, &["RUNNING", "FAILED"]),
    ] {
        let scheduled =
            json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": at(seconds - 100) } });
        let body = json!({
            "flow_run_id": flow_run, "task_key": key, "dynamic_key": "0", "name": key, "state": scheduled,
        });
        let id = new_task(&store, body).await.id;
        for (place, state) in (0..).zip(states) {
            propose(&store, id, json!({ "type": state }), at(seconds + place * 10)).await;
        }
    }
    let filters = |task_runs: Value| RunFilters {
        task_runs: Some(serde_json::from_value(task_runs).unwrap()),
        ..RunFilters::default()
    };
    let all = filters(json!({}));
    let page = store
        .read(all.clone(), |conn, filters| {
            Box::pin(task_runs::list(conn, filters, TaskRunSort::NameDesc, 2, 1, at(0)))
        })
        .await
        .unwrap();
    assert_eq!(page.iter().map(|run| run.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let ended = filters(json!({ "state": { "type": { "any_": ["COMPLETED", "FAILED"] } } }));
    assert_eq!(store.read(ended, |conn, f| Box::pin(task_runs::count(conn, f))).await.unwrap(), 2);
    let counts =
        store.read(all.clone(), |conn, f| Box::pin(task_runs::count_by_state(conn, f))).await.unwrap();
    assert_eq!((counts.completed, counts.running, counts.failed, counts.pending), (1, 1, 1, 0));
    let span = Span { start: at(-200), end: at(3700), interval: TimeDelta::from_secs(3600) };
    let history = store
        .read(all.clone(), move |conn, f| Box::pin(history::read(conn, Kind::Task, f, span, at(3630))))
        .await
        .unwrap();
    let told: Vec<_> = history
        .iter()
        .flat_map(|interval| &interval.states)
        .map(|state| {
            let (run_time, late) = (state.sum_estimated_run_time, state.sum_estimated_lateness);
            (state.state_type, state.count_runs, run_time.as_secs_f64(), late.as_secs_f64())
        })
        .collect();
    assert_eq!(history.len(), 2);
    let expected = [
        (StateType::Completed, 1, 10.0, 100.0),
        (StateType::Failed, 1, 10.0, 100.0),
        (StateType::Running, 1, 30.0, 100.0),
    ];
    assert_eq!(told, expected);
    let counts = store
        .read(all, |conn, f| Box::pin(task_runs::dashboard(conn, f.clone(), at(0), at(7200))))
        .await
        .unwrap();
    let busy: Vec<_> = counts.iter().enumerate().filter(|(_, c)| c.completed + c.failed > 0).collect();
    assert_eq!(counts.len(), 20);
    assert_eq!(
        busy.iter().map(|(at, c)| (*at, c.completed, c.failed)).collect::<Vec<_>>(),
        [(0, 1, 0), (10, 0, 1)]
    );
}

weir_testkit::on_both_databases!(
    a_run_is_read_as_it_was_made,
    the_keys_make_one_run,
    a_run_goes_through_its_states,
    a_limit_on_a_tag_holds_runs_back,
    a_result_is_reused_under_its_key,
    a_run_goes_with_its_states_and_lines,
    lists_count_what_passes,
);

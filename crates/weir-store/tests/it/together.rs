//! What clients ask for at the same time may be one unit; it comes to the same as one after the other.

use futures_util::future::join_all;
use serde_json::{Value, json};
use weir_engine::FlowRunRules;
use weir_store::{
    Store, events, flow_run_states,
    flow_runs::{self, Created, Proposal, Wanted},
};
use weir_types::{
    Timestamp,
    filters::EventFilter,
    flow_runs::{FlowRun, FlowRunCreate},
    ids::{FlowRunId, StateId},
    orchestration::SetStateStatus,
    state::{State, StateType},
};

use crate::flow_runs::{env, flow};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

async fn create(store: &Store, body: Value) -> Created {
    let create: FlowRunCreate = serde_json::from_value(body).unwrap();
    store.create_flow_run(Wanted { create, created_by: None, env: env(NOW) }).await.unwrap()
}

async fn propose(store: &Store, run: FlowRunId, kind: StateType, now: Timestamp) -> Option<SetStateStatus> {
    let state = State::new(kind, now);
    let proposal = Proposal { run, state, rules: FlowRunRules::Core, env: env(now) };
    store.set_flow_run_state(proposal).await.unwrap().map(|answer| answer.status)
}

async fn read(store: &Store, id: FlowRunId) -> FlowRun {
    store.read(id, |conn, id| Box::pin(flow_runs::read(conn, *id, NOW))).await.unwrap().unwrap()
}

async fn states(store: &Store, id: FlowRunId) -> Vec<State> {
    store.read(id, |conn, id| Box::pin(flow_run_states::list(conn, *id))).await.unwrap()
}

/// The events of a run that also name its flow.
async fn announced(store: &Store, run: &FlowRun) -> Vec<String> {
    let filter: EventFilter = serde_json::from_value(json!({
        "resource": { "id": [format!("prefect.flow-run.{}", run.id)] },
        "related": { "id": [format!("prefect.flow.{}", run.flow_id)], "role": ["flow"] },
        "occurred": { "since": "2020-01-01T00:00:00Z", "until": "2040-01-01T00:00:00Z" },
        "order": "ASC",
    }))
    .unwrap();
    let found = store.read(filter, |conn, filter| Box::pin(events::list(conn, filter, 50, 0, NOW))).await;
    found.unwrap().into_iter().map(|event| event.event).collect()
}

async fn runs_that_are_made_at_once_are_all_made(store: Store) {
    let flows = [flow(&store, "f").await, flow(&store, "g").await];
    let usual = (0..150).map(|number| {
        json!({
            "flow_id": flows[number % 2], "name": format!("run {number}"), "parameters": { "x": number },
            "tags": ["b", "a"], "labels": { "n": number }, "empirical_policy": { "retries": 2 },
            "state": { "type": "SCHEDULED", "message": "quote ' and \" and ü",
                       "state_details": { "scheduled_time": "2031-01-01T00:00:00Z" } },
        })
    });
    let mut bodies: Vec<Value> = usual.collect();
    bodies.insert(10, json!({ "flow_id": flows[0], "idempotency_key": "k" }));
    bodies.insert(70, json!({ "flow_id": flows[0], "idempotency_key": "k" }));
    bodies.insert(30, json!({ "flow_id": FlowRunId::generate() }));
    bodies.insert(90, json!({ "flow_id": flows[0], "work_pool_name": "none" }));
    bodies.push(json!({ "flow_id": flows[0], "state": { "type": "COMPLETED", "data": { "kept": true } } }));
    let made = join_all(bodies.into_iter().map(|body| create(&store, body))).await;

    assert_eq!(made.iter().filter(|made| **made == Created::BrokenReference).count(), 1);
    assert_eq!(made.iter().filter(|made| **made == Created::UnknownWorkPool).count(), 1);
    assert_eq!(made.iter().filter(|made| matches!(made, Created::Existing(_))).count(), 1);
    let new: Vec<&FlowRun> = made
        .iter()
        .filter_map(|made| match made {
            Created::New(run) => Some(run.as_ref()),
            _ => None,
        })
        .collect();
    assert_eq!(new.len(), 152);
    for run in new {
        assert_eq!(read(&store, run.id).await, *run);
        let entered = states(&store, run.id).await;
        assert_eq!(entered, [run.state.clone().unwrap()]);
        assert_eq!(announced(&store, run).await, [format!("prefect.flow-run.{}", entered[0].name)]);
    }
}

/// What became of a run, without what differs between any two.
async fn outcome(store: &Store, id: FlowRunId) -> Value {
    let run = read(store, id).await;
    let entered: Vec<StateType> = states(store, id).await.into_iter().map(|state| state.state_type).collect();
    let mut current = run.state.clone().unwrap();
    assert_eq!(current.state_details.flow_run_id.take(), Some(id));
    current.id = StateId(uuid::Uuid::nil());
    let told = announced(store, &run).await;
    let books = (run.run_count, run.start_time, run.end_time, run.total_run_time);
    json!({ "current": current, "books": books, "told": told, "entered": entered, "updated": run.updated })
}

async fn states_that_are_proposed_at_once_come_to_the_same(store: Store) {
    let flow = flow(&store, "f").await;
    let new_run = async |_| match create(&store, json!({ "flow_id": flow })).await {
        Created::New(run) => run.id,
        other => panic!("expected a new run: {other:?}"),
    };
    let (alone, together): (Vec<FlowRunId>, Vec<FlowRunId>) =
        (join_all((0..40).map(new_run)).await, join_all((0..40).map(new_run)).await);
    // The first is refused, since the runs begin as pending; the last comes for a run that has ended.
    let steps = [StateType::Pending, StateType::Running, StateType::Completed, StateType::Running];
    for (seconds, step) in (1..).zip(steps) {
        let mut one_by_one = Vec::new();
        for run in &alone {
            one_by_one.push(propose(&store, *run, step, at(seconds)).await);
        }
        let at_once = join_all(together.iter().map(|run| propose(&store, *run, step, at(seconds)))).await;
        assert_eq!(at_once, one_by_one);
        let unknown = join_all((0..3).map(|_| propose(&store, FlowRunId::generate(), step, at(1)))).await;
        assert_eq!(unknown, [None, None, None]);
    }
    for (alone, together) in alone.iter().zip(&together) {
        assert_eq!(outcome(&store, *together).await, outcome(&store, *alone).await);
    }
}

async fn of_many_proposals_for_one_run_each_rests_on_the_one_before(store: Store) {
    let flow = flow(&store, "f").await;
    let Created::New(run) = create(&store, json!({ "flow_id": flow })).await else { panic!("a new run") };
    let running =
        join_all((1..=20).map(|second| propose(&store, run.id, StateType::Running, at(second)))).await;
    let accepted = running.iter().filter(|status| **status == Some(SetStateStatus::Accept)).count();
    assert_eq!(states(&store, run.id).await.len(), 1 + accepted);
    let run_count = usize::try_from(read(&store, run.id).await.run_count).unwrap();
    assert_eq!(run_count, accepted);
}

weir_testkit::on_both_databases!(
    runs_that_are_made_at_once_are_all_made,
    states_that_are_proposed_at_once_come_to_the_same,
    of_many_proposals_for_one_run_each_rests_on_the_one_before,
);

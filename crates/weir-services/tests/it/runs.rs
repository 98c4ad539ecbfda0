//! Runs for tests.

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_store::{
    Store,
    flow_runs::{self, Created},
    flows,
};
use weir_types::{
    TimeDelta, Timestamp, flow_runs::FlowRunCreate, flows::FlowCreate, ids::FlowRunId, state::State,
};

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

pub(crate) fn later(seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(seconds)
}

/// A run in this state, with these members besides.
pub(crate) async fn run(store: &Store, state: Value, more: Value) -> FlowRunId {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    let made = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    let mut body = json!({ "flow_id": made.await.unwrap().0.id, "state": state });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let create: FlowRunCreate = serde_json::from_value(body).unwrap();
    let input = (create, Env::of_service(NOW));
    let made = store.write(input, |conn, (create, env)| Box::pin(flow_runs::create(conn, create, None, env)));
    match made.await.unwrap() {
        Created::New(run) => run.id,
        other => panic!("expected a new run: {other:?}"),
    }
}

pub(crate) async fn set(store: &Store, run: FlowRunId, state: State, rules: FlowRunRules, env: &Env) {
    let set = store.write((state, env.clone()), move |conn, (state, env)| {
        Box::pin(flow_runs::set_state(conn, run, state, rules, env))
    });
    set.await.unwrap().unwrap();
}

pub(crate) async fn state(store: &Store, run: FlowRunId) -> State {
    let read = store.read(run, |conn, run| Box::pin(flow_runs::read(conn, *run, NOW)));
    read.await.unwrap().unwrap().state.unwrap()
}

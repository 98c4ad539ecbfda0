//! The history of flow runs: all runs are counted by another statement than those that pass a filter.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;
use weir_engine::FlowRunRules;
use weir_store::{
    Store, flow_runs,
    history::{self, Span},
    insights::Kind,
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    history::HistoryResponse,
    ids::{FlowId, FlowRunId},
    state::{State, StateType},
};

use crate::flow_runs::{env, flow, new_run};

const HOUR: i64 = 3600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_769_900_000_000_000 + seconds * 1_000_000)
}

/// What becomes of a run: when it is expected, how long later it starts, if it does, and in which state it is left.
#[derive(Clone, Debug)]
struct Fate {
    expected: i64,
    start: Option<i64>,
    last: Option<(StateType, Option<&'static str>)>,
}

fn fate() -> impl Strategy<Value = Fate> {
    let last = prop_oneof![
        Just((StateType::Completed, None)),
        Just((StateType::Completed, Some("Cached"))),
        Just((StateType::Completed, Some(""))),
        Just((StateType::Failed, Some("Zürich"))),
        Just((StateType::Crashed, None)),
        Just((StateType::Cancelled, Some("a b"))),
        Just((StateType::Paused, Some("Suspended"))),
        Just((StateType::Scheduled, Some("AwaitingRetry"))),
    ];
    (0..6 * HOUR, proptest::option::of(0..900_i64), proptest::option::of(last))
        .prop_map(|(expected, start, last)| Fate { expected, start, last })
}

async fn live(store: &Store, flow: FlowId, fate: &Fate) {
    let details = json!({ "scheduled_time": at(fate.expected) });
    let state = json!({ "type": "SCHEDULED", "state_details": details });
    let run = new_run(store, json!({ "flow_id": flow, "state": state })).await.id;
    let mut now = fate.expected;
    if let Some(delay) = fate.start {
        now += delay;
        enter(store, run, StateType::Running, None, now).await;
    }
    if let Some((last, name)) = fate.last {
        enter(store, run, last, name, now + 77).await;
    }
}

async fn enter(store: &Store, run: FlowRunId, state_type: StateType, name: Option<&str>, seconds: i64) {
    let mut state = State::new(state_type, at(seconds));
    if let Some(name) = name {
        state.name = name.to_owned();
    }
    let write = store.write((state, env(at(seconds))), move |conn, (state, env)| {
        Box::pin(flow_runs::set_state(conn, run, state, FlowRunRules::Minimal, env))
    });
    write.await.unwrap().expect("the run is there");
}

async fn history(store: &Store, filters: RunFilters, span: Span) -> Vec<HistoryResponse> {
    store
        .read(filters, move |conn, filters| {
            Box::pin(history::read(conn, Kind::Flow, filters, span, at(5 * HOUR)))
        })
        .await
        .unwrap()
}

async fn all_runs_are_counted_as_those_that_pass_a_filter(store: Store) {
    let flow = flow(&store, "f").await;
    let mut runner = TestRunner::deterministic();
    let fates = proptest::collection::vec(fate(), 60).new_tree(&mut runner).unwrap().current();
    for fate in &fates {
        live(&store, flow, fate).await;
    }
    let named = serde_json::from_value(json!({ "name": { "like_": "" } })).unwrap();
    let some = RunFilters { flow_runs: Some(named), ..RunFilters::default() };
    for (start, end, interval) in
        [(0, 6 * HOUR, HOUR), (-HOUR, HOUR, 7), (100, 101, 10 * HOUR), (2 * HOUR, 4 * HOUR, 1801), (9, 9, 9)]
    {
        let span = Span { start: at(start), end: at(end), interval: TimeDelta::from_secs(interval) };
        let all = history(&store, RunFilters::default(), span).await;
        assert_eq!(all, history(&store, some.clone(), span).await);
        if (start, end) == (0, 6 * HOUR) {
            let counted: i64 = all.iter().flat_map(|one| &one.states).map(|state| state.count_runs).sum();
            assert_eq!(counted, 60, "every run is expected in the time");
        }
    }
}

weir_testkit::on_both_databases!(all_runs_are_counted_as_those_that_pass_a_filter);

//! Many flow runs in both databases: figures, bulk operations, graphs.

use serde_json::json;
use weir_engine::FlowRunRules;
use weir_store::{
    Store,
    flow_runs::{self, Drawn},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::{FlowRunsCount, RunFilters},
    ids::{FlowId, FlowRunId},
    sorting::FlowRunSort,
    state::{StateCreate, StateType},
};

use crate::flow_runs::{env, flow, new_run};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

async fn runs(store: &Store, flow: FlowId, states: &[&str]) -> Vec<FlowRunId> {
    let mut ids = Vec::new();
    for state in states {
        ids.push(new_run(store, json!({ "flow_id": flow, "state": { "type": state } })).await.id);
    }
    ids
}

async fn lateness_is_an_average_over_what_passes(store: Store) {
    let flow = flow(&store, "f").await;
    let lateness = |filters: RunFilters| {
        store.read(filters, |conn, filters| Box::pin(flow_runs::average_lateness(conn, filters, later(30))))
    };
    assert_eq!(lateness(RunFilters::default()).await.unwrap(), None);
    runs(&store, flow, &["PENDING", "RUNNING", "COMPLETED"]).await;
    assert_eq!(lateness(RunFilters::default()).await.unwrap(), Some(TimeDelta::from_secs(10)));
}

async fn points_tell_times(store: Store) {
    let flow = flow(&store, "f").await;
    let ids = runs(&store, flow, &["RUNNING", "PENDING"]).await;
    let points = store
        .read(RunFilters::default(), |conn, filters| {
            Box::pin(flow_runs::points(conn, filters, FlowRunSort::IdDesc, 10, 0, later(7)))
        })
        .await
        .unwrap();
    let seen: Vec<_> = points.iter().map(|one| (one.id, one.duration, one.lateness)).collect();
    let seven = TimeDelta::from_secs(7);
    assert_eq!(seen, [(ids[1], TimeDelta::ZERO, seven), (ids[0], seven, TimeDelta::ZERO)]);
}

async fn the_next_run_of_a_flow_is_the_first_scheduled_one(store: Store) {
    let (busy, idle) = (flow(&store, "busy").await, flow(&store, "idle").await);
    for minute in ["05", "03", "04"] {
        let time = format!("2031-01-01T00:{minute}:00Z");
        let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": time } });
        new_run(&store, json!({ "flow_id": busy, "name": minute, "state": state })).await;
    }
    runs(&store, idle, &["RUNNING"]).await;
    let next = store
        .read(vec![busy, idle], |conn, flows| Box::pin(flow_runs::next_of_flows(conn, flows)))
        .await
        .unwrap();
    let names: Vec<&str> = next.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["03"]);
}

async fn many_runs_change_state_at_once(store: Store) {
    let flow = flow(&store, "f").await;
    let ids = runs(&store, flow, &["RUNNING", "COMPLETED", "PENDING"]).await;
    let failed: StateCreate = serde_json::from_value(json!({ "type": "CANCELLING" })).unwrap();
    let results = store
        .write(failed, |conn, state| {
            Box::pin(async move {
                let (filters, rules) = (RunFilters::default(), FlowRunRules::Core);
                flow_runs::set_states(conn, &filters, 2, state, rules, &env(later(1))).await
            })
        })
        .await
        .unwrap();
    let seen: Vec<_> = results
        .iter()
        .map(|result| (result.flow_run_id, result.state.as_ref().map(|state| state.state_type)))
        .collect();
    assert_eq!(
        seen,
        [(ids[2], Some(StateType::Cancelling)), (ids[1], Some(StateType::Completed))],
        "the newest two, each by its own rules"
    );
}

async fn task_runs_are_counted_and_drawn(store: Store) {
    let flow = flow(&store, "f").await;
    let run = new_run(&store, json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await.id;
    let counts =
        store.read([run], |conn, ids| Box::pin(flow_runs::count_task_runs(conn, ids))).await.unwrap();
    assert_eq!(counts, []);
    let drawn = store.read(run, |conn, id| Box::pin(flow_runs::graph(conn, *id, None, 10))).await.unwrap();
    let Drawn::Graph(graph) = drawn else { panic!("expected a graph: {drawn:?}") };
    assert_eq!((graph.start_time, graph.nodes.len(), graph.states.len()), (Some(NOW), 0, 1));
    let unknown = FlowRunId::generate();
    let drawn =
        store.read(unknown, |conn, id| Box::pin(flow_runs::graph(conn, *id, None, 10))).await.unwrap();
    assert_eq!(drawn, Drawn::NotFound);
}

async fn listed(
    store: &Store,
    filters: &RunFilters,
    sort: FlowRunSort,
    limit: i64,
    offset: i64,
) -> Vec<FlowRunId> {
    let found = store
        .read(filters.clone(), move |conn, filters| {
            Box::pin(flow_runs::list(conn, filters, sort, limit, offset, NOW))
        })
        .await
        .unwrap();
    found.into_iter().map(|run| run.id).collect()
}

/// Runs that are scheduled at these seconds, in the order of the seconds.
async fn scheduled(store: &Store, flow: FlowId, seconds: impl Iterator<Item = i64>) -> Vec<FlowRunId> {
    let mut made = Vec::new();
    for second in seconds {
        let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": later(second) } });
        let create = json!({ "flow_id": flow, "name": format!("run-{second:05}"), "state": state });
        made.push((second, new_run(store, create).await.id));
    }
    made.sort_unstable();
    made.into_iter().map(|(_, id)| id).collect()
}

async fn pages_follow_one_another_in_every_order(store: Store) {
    let flow = flow(&store, "f").await;
    let rising = scheduled(&store, flow, [5, 2, 4, 1, 3].into_iter()).await;
    let falling: Vec<FlowRunId> = rising.iter().rev().copied().collect();
    for (sort, expected) in [
        (FlowRunSort::StartTimeAsc, &rising),
        (FlowRunSort::StartTimeDesc, &falling),
        (FlowRunSort::ExpectedStartTimeAsc, &rising),
        (FlowRunSort::ExpectedStartTimeDesc, &falling),
        (FlowRunSort::NextScheduledStartTimeAsc, &rising),
        (FlowRunSort::NameAsc, &rising),
        (FlowRunSort::NameDesc, &falling),
    ] {
        let mut pages = Vec::new();
        for offset in [0, 2, 4, 6] {
            pages.extend(listed(&store, &RunFilters::default(), sort, 2, offset).await);
        }
        assert_eq!(pages, *expected, "{sort:?}");
    }
}

async fn runs_of_a_flow_in_a_state_come_in_order_be_they_few_or_many(store: Store) {
    let (flow, other) = (flow(&store, "f").await, flow(&store, "other").await);
    let filters = serde_json::from_value::<FlowRunsCount>(json!({
        "flows": { "name": { "any_": ["f"] } },
        "flow_runs": { "state": { "type": { "any_": ["SCHEDULED", "FAILED"] } } },
    }))
    .unwrap()
    .take_filters();
    runs(&store, flow, &["RUNNING"]).await;
    scheduled(&store, other, [3, 7].into_iter()).await;
    let mut expected = scheduled(&store, flow, [9, 1, 5].into_iter()).await;
    for more in [0, 600] {
        expected.extend(scheduled(&store, flow, (10..10 + more).rev()).await);
        let newest: Vec<FlowRunId> = expected.iter().rev().copied().take(5).collect();
        assert_eq!(listed(&store, &filters, FlowRunSort::StartTimeAsc, 1000, 0).await, expected);
        assert_eq!(listed(&store, &filters, FlowRunSort::StartTimeDesc, 5, 0).await, newest);
        assert_eq!(listed(&store, &filters, FlowRunSort::StartTimeDesc, 4, 1).await, newest[1..]);
    }
}

weir_testkit::on_both_databases!(
    lateness_is_an_average_over_what_passes,
    points_tell_times,
    the_next_run_of_a_flow_is_the_first_scheduled_one,
    many_runs_change_state_at_once,
    task_runs_are_counted_and_drawn,
    pages_follow_one_another_in_every_order,
    runs_of_a_flow_in_a_state_come_in_order_be_they_few_or_many,
);

//! Runs that do not begin in time are marked late, once.

use serde_json::json;
use weir_engine::{Env, FreshIds};
use weir_services::late_runs::{self, Settings};
use weir_store::{
    Store,
    flow_runs::{self, Created},
    flows,
};
use weir_types::{Timestamp, flow_runs::FlowRunCreate, flows::FlowCreate, ids::FlowRunId, state::State};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

/// A run that is scheduled for some seconds after [`NOW`].
async fn scheduled(store: &Store, seconds: i64) -> FlowRunId {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    let made = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    let flow = made.await.unwrap().0.id;
    let time = later(seconds).to_string();
    let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": time } });
    let create: FlowRunCreate = serde_json::from_value(json!({ "flow_id": flow, "state": state })).unwrap();
    let env = Env {
        now: NOW,
        fresh: FreshIds::draw(),
        random: 0.0,
        client_version: None,
        api_version: None,
        settings: weir_engine::Settings::default(),
    };
    let made = store
        .write((create, env), |conn, (create, env)| Box::pin(flow_runs::create(conn, create, None, env)));
    match made.await.unwrap() {
        Created::New(run) => run.id,
        other => panic!("expected a new run: {other:?}"),
    }
}

async fn state(store: &Store, run: FlowRunId) -> State {
    let read = store.read(run, |conn, run| Box::pin(flow_runs::read(conn, *run, NOW)));
    read.await.unwrap().unwrap().state.unwrap()
}

async fn runs_are_marked_late_after_their_time(store: Store) {
    let (late, soon) = (scheduled(&store, 10).await, scheduled(&store, 30).await);
    late_runs::mark_all(&store, later(24), Settings::default()).await.unwrap();
    assert_eq!(state(&store, late).await.name, "Scheduled", "it has a little time left");
    late_runs::mark_all(&store, later(25), Settings::default()).await.unwrap();
    let marked = state(&store, late).await;
    assert_eq!(marked.name, "Late");
    assert_eq!((marked.timestamp, marked.state_details.scheduled_time), (later(25), Some(later(10))));
    assert_eq!(state(&store, soon).await.name, "Scheduled");
    late_runs::mark_all(&store, later(40), Settings::default()).await.unwrap();
    assert_eq!(state(&store, late).await.id, marked.id, "a late run is not marked again");
}

async fn many_runs_are_marked_in_one_round(store: Store) {
    let mut runs = Vec::new();
    for _ in 0..120 {
        runs.push(scheduled(&store, 0).await);
    }
    late_runs::mark_all(&store, later(60), Settings::default()).await.unwrap();
    for run in runs {
        assert_eq!(state(&store, run).await.name, "Late");
    }
}

weir_testkit::on_both_databases!(runs_are_marked_late_after_their_time, many_runs_are_marked_in_one_round,);

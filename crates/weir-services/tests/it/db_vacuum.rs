//! Runs that ended long ago are deleted, if that is wished.

use serde_json::json;
use weir_engine::{Env, FlowRunRules};
use weir_services::db_vacuum::{self, Settings};
use weir_store::{Store, flow_run_states, flow_runs};
use weir_types::{
    TimeDelta,
    ids::FlowRunId,
    state::{State, StateType},
};

use crate::runs::{NOW, later, run, set};

async fn ended(store: &Store, kind: StateType, seconds: i64) -> FlowRunId {
    let id = run(store, json!({ "type": "RUNNING" }), json!({})).await;
    let at = later(seconds);
    set(store, id, State::new(kind, at), FlowRunRules::Minimal, &Env::of_service(at)).await;
    id
}

async fn exists(store: &Store, run: FlowRunId) -> bool {
    store.read(run, |conn, run| Box::pin(flow_runs::read(conn, *run, NOW))).await.unwrap().is_some()
}

async fn only_what_ended_long_ago_is_deleted(store: Store) {
    let mut old = Vec::new();
    for kind in [StateType::Completed, StateType::Failed, StateType::Cancelled, StateType::Crashed] {
        old.push(ended(&store, kind, 10).await);
    }
    let recent = ended(&store, StateType::Completed, 5_000).await;
    let running = run(&store, json!({ "type": "RUNNING" }), json!({})).await;
    assert!(!Settings::default().enabled, "nobody's history goes unless they wish it");
    let settings = Settings { keep: TimeDelta::from_secs(3_600), batch: 3, ..Settings::default() };
    let delete = |seconds: i64| db_vacuum::delete_all(&store, later(seconds), settings);
    assert_eq!(delete(3_610).await.unwrap(), 0);
    assert_eq!(delete(3_611).await.unwrap(), 4);
    for run in old {
        assert!(!exists(&store, run).await);
        let states = store.read(run, |conn, run| Box::pin(flow_run_states::list(conn, *run))).await.unwrap();
        assert!(states.is_empty());
    }
    assert!(exists(&store, recent).await && exists(&store, running).await);
    assert_eq!(delete(3_612).await.unwrap(), 0);
}

weir_testkit::on_both_databases!(only_what_ended_long_ago_is_deleted,);

//! Runs that ended long ago are deleted, if that is wished.

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_services::db_vacuum::{self, Settings};
use weir_store::{Store, artifacts, flow_run_states, flow_runs, logs, orphans::Kind};
use weir_types::{
    TimeDelta,
    filters::queries::RunFilters,
    ids::FlowRunId,
    logs::LogCreate,
    sorting::LogSort,
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

async fn artifact(store: &Store, run: FlowRunId, data: i64) {
    let new = json!({ "key": "report", "data": data, "flow_run_id": run });
    let new = serde_json::from_value(new).unwrap();
    store.write(new, |conn, new| Box::pin(artifacts::create(conn, new, NOW))).await.unwrap();
}

async fn line(store: &Store, run: FlowRunId) {
    let line = json!({ "name": "n", "level": 20, "message": "m", "timestamp": NOW, "flow_run_id": run });
    let lines: Vec<LogCreate> = vec![serde_json::from_value(line).unwrap()];
    store.write(lines, |conn, lines| Box::pin(logs::append(conn, lines, NOW))).await.unwrap();
}

/// How many artifacts and lines there are, and what the newest artifact of the key holds.
async fn left(store: &Store) -> (i64, usize, Value) {
    let looked = store.read((), |conn, ()| {
        Box::pin(async move {
            let count = artifacts::count(conn, None, &RunFilters::default()).await?;
            let lines = logs::list(conn, None, LogSort::TimestampAsc, 100, 0).await?;
            let latest = artifacts::read_latest(conn, "report").await?;
            Ok((count, lines.iter().filter(|line| line.flow_run_id.is_some()).count(), latest))
        })
    });
    let (count, lines, latest) = looked.await.unwrap();
    (count, lines, json!(latest.and_then(|latest| latest.data)))
}

async fn artifacts_go_with_their_runs(store: Store) {
    let recent = ended(&store, StateType::Completed, 5_000).await;
    let old = ended(&store, StateType::Completed, 10).await;
    for (run, data) in [(recent, 1), (old, 2), (old, 3)] {
        artifact(&store, run, data).await;
        line(&store, run).await;
    }
    assert_eq!(left(&store).await, (3, 3, json!(3)));
    let settings = Settings { keep: TimeDelta::from_secs(3_600), ..Settings::default() };
    assert_eq!(db_vacuum::delete_all(&store, later(4_000), settings).await.unwrap(), 1);
    assert_eq!(left(&store).await, (1, 1, json!(1)), "the newest one that is left is the newest of the key");
    assert_eq!(db_vacuum::delete_all(&store, later(9_000), settings).await.unwrap(), 1);
    assert_eq!(left(&store).await, (0, 0, Value::Null));
}

async fn what_comes_of_deleted_runs_goes_later(store: Store) {
    let there = ended(&store, StateType::Completed, 10).await;
    for run in [there, FlowRunId::generate(), FlowRunId::generate(), FlowRunId::generate()] {
        line(&store, run).await;
        line(&store, run).await;
    }
    for run in [FlowRunId::generate(), there, FlowRunId::generate()] {
        artifact(&store, run, 1).await;
    }
    assert_eq!(left(&store).await, (3, 8, json!(1)));
    let delete = async |kind| db_vacuum::delete_orphans(&store, kind, later(20), 2).await.unwrap();
    assert_eq!((delete(Kind::Logs).await, delete(Kind::Artifacts).await), (3, 2));
    assert_eq!(left(&store).await, (1, 2, json!(1)));
    assert_eq!((delete(Kind::Logs).await, delete(Kind::Artifacts).await), (0, 0));
}

weir_testkit::on_both_databases!(
    only_what_ended_long_ago_is_deleted,
    artifacts_go_with_their_runs,
    what_comes_of_deleted_runs_goes_later,
);

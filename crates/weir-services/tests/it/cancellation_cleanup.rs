//! What belongs to a cancelled run is cancelled, and cancelling does not take for ever.

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_services::cancellation_cleanup::{self, Cleaned, Settings};
use weir_store::{
    Store, deployments,
    task_runs::{self, Created},
};
use weir_types::{
    deployments::DeploymentCreate,
    flow_runs::FlowRun,
    ids::{FlowRunId, TaskRunId},
    state::{State, StateType},
    task_runs::TaskRunCreate,
};

use crate::runs::{NOW, later, run, set, state};

async fn task(store: &Store, flow_run: FlowRunId, key: &str, state: &str) -> TaskRunId {
    let body =
        json!({ "flow_run_id": flow_run, "task_key": key, "dynamic_key": "0", "state": { "type": state } });
    let create: TaskRunCreate = serde_json::from_value(body).unwrap();
    let input = (create, Env::of_service(NOW));
    let made = store.write(input, |conn, (create, env)| Box::pin(task_runs::create(conn, create, env)));
    match made.await.unwrap() {
        Created::New(task) => task.id,
        other => panic!("expected a new task run: {other:?}"),
    }
}

async fn task_state(store: &Store, task: TaskRunId) -> State {
    let read = store.read(task, |conn, task| Box::pin(task_runs::read(conn, *task, NOW)));
    read.await.unwrap().unwrap().state.unwrap()
}

async fn cancel(store: &Store, run: FlowRunId, kind: StateType) {
    set(store, run, State::new(kind, NOW), FlowRunRules::Minimal, &Env::of_service(NOW)).await;
}

async fn clean_up(store: &Store, seconds: i64) -> Cleaned {
    cancellation_cleanup::clean_up(store, later(seconds), Settings::default()).await.unwrap()
}

/// A subflow, which is the run of a deployment if that is named.
async fn subflow(store: &Store, parent: TaskRunId, deployment: Value) -> FlowRunId {
    run(
        store,
        json!({ "type": "RUNNING" }),
        json!({ "parent_task_run_id": parent, "deployment_id": deployment }),
    )
    .await
}

async fn deployment(store: &Store, of: FlowRunId) -> Value {
    let run: FlowRun = store
        .read(of, |conn, of| Box::pin(weir_store::flow_runs::read(conn, *of, NOW)))
        .await
        .unwrap()
        .unwrap();
    let create = json!({ "name": "d", "flow_id": run.flow_id });
    let create: DeploymentCreate = serde_json::from_value(create).unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    json!(made.await.unwrap().unwrap().0.id)
}

async fn tasks_and_subflows_follow_their_run(store: Store) {
    let parent = run(&store, json!({ "type": "RUNNING" }), json!({})).await;
    let other = run(&store, json!({ "type": "RUNNING" }), json!({})).await;
    let running = task(&store, parent, "a", "RUNNING").await;
    let done = task(&store, parent, "b", "COMPLETED").await;
    let not_ours = task(&store, other, "a", "RUNNING").await;
    let plain = subflow(&store, running, Value::Null).await;
    let deployed = subflow(&store, running, deployment(&store, parent).await).await;
    let elsewhere = subflow(&store, not_ours, Value::Null).await;
    assert_eq!(clean_up(&store, 10).await, Cleaned::default(), "nothing was cancelled");
    cancel(&store, parent, StateType::Cancelled).await;
    assert_eq!(clean_up(&store, 20).await, Cleaned { tasks: 1, subflows: 2, stuck: 0 });
    let cancelled = task_state(&store, running).await;
    assert_eq!(cancelled.state_type, StateType::Cancelled);
    assert_eq!(cancelled.message.as_deref(), Some("The parent flow run was cancelled."));
    assert_eq!(task_state(&store, done).await.state_type, StateType::Completed);
    assert_eq!(task_state(&store, not_ours).await.state_type, StateType::Running);
    let ended = state(&store, plain).await;
    assert_eq!((ended.state_type, ended.message), (StateType::Cancelled, cancelled.message));
    assert_eq!(
        state(&store, deployed).await.state_type,
        StateType::Cancelling,
        "its worker ends the process"
    );
    assert_eq!(state(&store, elsewhere).await.state_type, StateType::Running);
    assert_eq!(clean_up(&store, 30).await, Cleaned::default(), "once");
    assert_eq!(clean_up(&store, 320).await, Cleaned { stuck: 1, ..Cleaned::default() }, "the worker is gone");
    assert_eq!(state(&store, deployed).await.state_type, StateType::Cancelled);
}

async fn cancelling_does_not_take_for_ever(store: Store) {
    let stuck = run(&store, json!({ "type": "RUNNING" }), json!({})).await;
    cancel(&store, stuck, StateType::Cancelling).await;
    assert_eq!(clean_up(&store, 299).await, Cleaned::default());
    assert_eq!(clean_up(&store, 301).await, Cleaned { stuck: 1, ..Cleaned::default() });
    let ended = state(&store, stuck).await;
    assert_eq!((ended.state_type, ended.name.as_str()), (StateType::Cancelled, "Cancelled"));
    assert_eq!(
        ended.message.as_deref(),
        Some("Flow run cancellation timed out; marked this flow run as Cancelled.")
    );
}

weir_testkit::on_both_databases!(tasks_and_subflows_follow_their_run, cancelling_does_not_take_for_ever,);

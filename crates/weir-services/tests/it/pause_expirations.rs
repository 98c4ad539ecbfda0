//! Paused runs fail when nobody resumes them in time.

use serde_json::json;
use weir_engine::{Env, FlowRunRules};
use weir_services::pause_expirations;
use weir_store::Store;
use weir_types::{
    TimeDelta,
    state::{State, StateType},
};

use crate::runs::{NOW, later, run, set, state};

async fn a_pause_ends_when_its_time_is_over(store: Store) {
    let paused = |timeout: Option<i64>, name: &str| {
        let mut state = State::new(StateType::Paused, NOW);
        name.clone_into(&mut state.name);
        state.state_details.pause_timeout = timeout.map(|seconds| NOW + TimeDelta::from_secs(seconds));
        state
    };
    let mut made = Vec::new();
    for (timeout, name) in
        [(Some(10), "Paused"), (Some(20), "Suspended"), (None, "Paused"), (Some(10), "Paused")]
    {
        let id = run(&store, json!({ "type": "RUNNING" }), json!({})).await;
        set(&store, id, paused(timeout, name), FlowRunRules::Minimal, &Env::of_service(NOW)).await;
        made.push(id);
    }
    let resumed = State::new(StateType::Running, later(5));
    set(&store, made[3], resumed, FlowRunRules::Minimal, &Env::of_service(later(5))).await;
    let fail = |seconds: i64| pause_expirations::fail_expired(&store, later(seconds));
    assert_eq!(fail(10).await.unwrap(), 0);
    assert_eq!(fail(11).await.unwrap(), 1);
    assert_eq!(fail(12).await.unwrap(), 0, "once");
    let failed = state(&store, made[0]).await;
    assert_eq!((failed.state_type, failed.name.as_str()), (StateType::Failed, "Failed"));
    assert_eq!(failed.message.as_deref(), Some("The flow was paused and never resumed."));
    assert_eq!(fail(1_000).await.unwrap(), 1);
    let types = [made[1], made[2], made[3]].map(|id| state(&store, id));
    let [suspended, endless, running] = types;
    assert_eq!(suspended.await.state_type, StateType::Failed);
    assert_eq!(endless.await.state_type, StateType::Paused);
    assert_eq!(running.await.state_type, StateType::Running);
}

weir_testkit::on_both_databases!(a_pause_ends_when_its_time_is_over,);

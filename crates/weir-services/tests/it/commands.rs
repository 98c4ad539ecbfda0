//! What automations do to runs, deployments, pools, queues and other automations: once, and told by events.

use std::time::Duration;

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_services::Services;
use weir_store::{
    Store, automations, deployments,
    events::{self, NewEvent, Position, StoredEvent},
    flow_runs, flows, work_pools, work_queues,
};
use weir_types::{
    Clock, Json, JsonObject, Timestamp,
    automations::AutomationCreate,
    deployments::DeploymentCreate,
    filters::queries::RunFilters,
    flow_runs::FlowRun,
    flows::FlowCreate,
    ids::{DeploymentId, EventId, FlowId, FlowRunId},
    sorting::FlowRunSort,
    state::{State, StateType},
    work_pools::WorkPoolCreate,
};

use crate::settings;

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const UNKNOWN: &str = "00000000-0000-4000-8000-00000000dead";

async fn flow(store: &Store) -> FlowId {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW))).await.unwrap().0.id
}

pub(crate) async fn deployment(store: &Store) -> DeploymentId {
    let flow = flow(store).await;
    let create = json!({ "name": "d", "flow_id": flow, "parameters": { "rows": 1, "kept": true } });
    let create: DeploymentCreate = serde_json::from_value(create).unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    made.await.unwrap().unwrap().0.id
}

async fn running(store: &Store) -> FlowRunId {
    let flow = flow(store).await;
    let create = json!({ "flow_id": flow, "state": { "type": "RUNNING" } });
    let create = serde_json::from_value(create).unwrap();
    let env = Env::of_service(NOW);
    let made = store.write((create, env), |conn, (create, env)| {
        Box::pin(async move { flow_runs::create(conn, create, None, env).await })
    });
    match made.await.unwrap() {
        flow_runs::Created::New(run) => run.id,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn run(store: &Store, id: FlowRunId) -> Option<FlowRun> {
    store.read((), move |conn, ()| Box::pin(flow_runs::read(conn, id, NOW))).await.unwrap()
}

/// An event about a resource of this kind with this id.
pub(crate) fn about(kind: &str, id: &str, payload: Value) -> NewEvent {
    let resource_id = format!("prefect.{kind}.{id}");
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: "something.happened".to_owned(),
        resource: JsonObject::new(Json::from(json!({ "prefect.resource.id": resource_id }))).unwrap(),
        resource_id,
        related_ids: Vec::new(),
        related: Json::from(json!([])),
        payload: JsonObject::new(Json::from(payload)).unwrap(),
        follows: None,
    }
}

/// Lets an automation with this action fire on this event; the event that tells how the action went.
async fn done(store: &Store, action: Value, event: NewEvent) -> StoredEvent {
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "rule", "actions": [action],
        "trigger": { "type": "event", "posture": "Reactive", "expect": ["something.happened"] },
    }))
    .unwrap();
    let made = store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW)));
    let rule = made.await.unwrap();
    let before = ends(store).await.len();
    let services = Services::start(store, &Clock::fixed(NOW), settings(store).await);
    store
        .write(event, |conn, event| Box::pin(events::append(conn, std::slice::from_ref(event), NOW)))
        .await
        .unwrap();
    let told = next_end(store, before).await;
    drop(services);
    let deleted = store.write((), move |conn, ()| Box::pin(automations::delete(conn, rule.id, NOW)));
    assert!(deleted.await.unwrap());
    told
}

/// The events that tell how actions went.
pub(crate) async fn ends(store: &Store) -> Vec<StoredEvent> {
    let all = store
        .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10_000)))
        .await
        .unwrap();
    let ends = ["prefect.automation.action.executed", "prefect.automation.action.failed"];
    all.into_iter().filter(|event| ends.contains(&event.event.as_str())).collect()
}

/// The first of these events after `before` others, as soon as it is there.
pub(crate) async fn next_end(store: &Store, before: usize) -> StoredEvent {
    let mut growth = store.event_growth();
    let seen = async {
        loop {
            growth.mark_unchanged();
            let mut ends = ends(store).await;
            if ends.len() > before {
                return ends.swap_remove(before);
            }
            growth.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap()
}

/// How an action went: its event's last word, the status, and why it failed.
pub(crate) fn outcome(told: &StoredEvent) -> (&str, Value, Value) {
    let payload = told.payload.to_map();
    let member = |name: &str| payload.get(name).cloned().unwrap_or_default();
    (told.event.rsplit('.').next().unwrap(), member("status_code"), member("reason"))
}

async fn a_deployment_runs_once_with_parameters_from_the_event(store: Store) {
    let deployment = deployment(&store).await;
    let action = json!({
        "type": "run-deployment", "source": "selected", "deployment_id": deployment,
        "parameters": { "rows": "{{ event.payload.rows }}", "text": "of {{ event.resource['prefect.resource.id'] }}" },
        "schedule_after": 60,
    });
    let told = done(&store, action, about("thing", "1", json!({ "rows": 3 }))).await;
    assert_eq!(outcome(&told), ("executed", json!(201), Value::Null));
    let runs = store
        .read(RunFilters::default(), |conn, filters| {
            Box::pin(flow_runs::list(conn, filters, FlowRunSort::IdDesc, 10, 0, NOW))
        })
        .await
        .unwrap();
    let [run] = runs.as_slice() else { panic!("{runs:?}") };
    let parameters = json!({ "rows": 3, "kept": true, "text": "of prefect.thing.1" });
    assert_eq!(Value::Object(run.parameters.to_map()), parameters);
    assert_eq!(run.expected_start_time, Some(NOW + weir_types::TimeDelta::from_secs(60)));
    assert_eq!(run.created_by.as_ref().unwrap().kind.as_deref(), Some("AUTOMATION"));
    let related = told.related.to_value();
    assert_eq!(related[0]["prefect.resource.id"], json!(format!("prefect.deployment.{deployment}")));
    assert_eq!(related[1]["prefect.resource.id"], json!(format!("prefect.flow-run.{}", run.id)));
}

async fn runs_change_their_states(store: Store) {
    for (action, state, name) in [
        (json!({ "type": "cancel-flow-run" }), StateType::Cancelling, "Cancelling"),
        (json!({ "type": "suspend-flow-run" }), StateType::Paused, "Suspended"),
        (
            json!({ "type": "change-flow-run-state", "state": "FAILED", "name": "Given up" }),
            StateType::Failed,
            "Given up",
        ),
    ] {
        let id = running(&store).await;
        let told = done(&store, action.clone(), about("flow-run", &id.to_string(), json!({}))).await;
        assert_eq!(outcome(&told), ("executed", json!(201), Value::Null), "{action}");
        let state_now = run(&store, id).await.unwrap().state.unwrap();
        assert_eq!((state_now.state_type, state_now.name.as_str()), (state, name), "{action}");
        assert!(state_now.message.unwrap().contains("by Automation "), "{action}");
    }
}

async fn a_paused_run_is_resumed_and_a_run_is_deleted(store: Store) {
    let id = running(&store).await;
    let paused = State::new(StateType::Paused, NOW);
    store
        .write((paused, Env::of_service(NOW)), move |conn, (paused, env)| {
            Box::pin(flow_runs::set_state(conn, id, paused, FlowRunRules::Minimal, env))
        })
        .await
        .unwrap();
    let of_it = || about("flow-run", &id.to_string(), json!({}));
    let told = done(&store, json!({ "type": "resume-flow-run" }), of_it()).await;
    assert_eq!(outcome(&told).0, "executed", "{told:?}");
    assert_eq!(run(&store, id).await.unwrap().state_type, Some(StateType::Running));
    let told = done(&store, json!({ "type": "resume-flow-run" }), of_it()).await;
    assert_eq!(outcome(&told).0, "failed", "it is not paused any more");
    let told = done(&store, json!({ "type": "delete-flow-run" }), of_it()).await;
    assert_eq!(outcome(&told), ("executed", json!(204), Value::Null));
    assert_eq!(run(&store, id).await, None);
}

async fn deployments_pools_and_queues_are_paused_and_resumed(store: Store) {
    let deployment = deployment(&store).await;
    let create: WorkPoolCreate = serde_json::from_value(json!({ "name": "p", "type": "process" })).unwrap();
    let pool = store.write(create, |conn, create| Box::pin(work_pools::create(conn, create, NOW)));
    let pool = pool.await.unwrap().unwrap();
    let queue = pool.default_queue_id.unwrap();
    for (kind, member, id, status) in [
        ("deployment", "deployment_id", deployment.to_string(), 200),
        ("work-pool", "work_pool_id", pool.id.to_string(), 204),
        ("work-queue", "work_queue_id", queue.to_string(), 204),
    ] {
        let paused = async || {
            store
                .read((), move |conn, ()| {
                    Box::pin(async move {
                        Ok([
                            deployments::read(conn, deployment).await?.unwrap().paused,
                            work_pools::read(conn, "p").await?.unwrap().is_paused,
                            work_queues::read(conn, queue).await?.unwrap().is_paused,
                        ])
                    })
                })
                .await
                .unwrap()
                .iter()
                .any(|paused| *paused)
        };
        let selected = json!({ "type": format!("pause-{kind}"), "source": "selected", member: id });
        let told = done(&store, selected, about("thing", "1", json!({}))).await;
        assert_eq!(outcome(&told), ("executed", json!(status), Value::Null), "{kind}");
        assert!(paused().await, "{kind}");
        let inferred = json!({ "type": format!("resume-{kind}"), "source": "inferred" });
        let told = done(&store, inferred.clone(), about(kind, &id, json!({}))).await;
        assert_eq!(outcome(&told), ("executed", json!(status), Value::Null), "{kind}");
        assert!(!paused().await, "{kind}");
        let told = done(&store, inferred, about("thing", "1", json!({}))).await;
        let reason = format!("No {} could be inferred", kind.replace('-', " "));
        assert_eq!(outcome(&told), ("failed", Value::Null, json!(reason)));
    }
}

async fn what_is_not_there_fails_with_the_status_that_the_api_gives(store: Store) {
    for (action, reason) in [
        (
            json!({ "type": "pause-deployment", "source": "selected", "deployment_id": UNKNOWN }),
            "Unexpected status from 'pause-deployment' action: 404".to_owned(),
        ),
        (
            json!({ "type": "run-deployment", "source": "selected", "deployment_id": UNKNOWN }),
            "Unexpected status from 'run-deployment' action: 404".to_owned(),
        ),
        (
            json!({ "type": "pause-work-pool", "source": "selected", "work_pool_id": UNKNOWN }),
            format!("Work pool {UNKNOWN} not found"),
        ),
        (
            json!({ "type": "pause-automation", "source": "selected", "automation_id": UNKNOWN }),
            "Unexpected status from 'pause-automation' action: 404".to_owned(),
        ),
        (json!({ "type": "cancel-flow-run" }), "No flow run could be inferred".to_owned()),
    ] {
        let told = done(&store, action, about("thing", "1", json!({}))).await;
        assert_eq!((outcome(&told).0, outcome(&told).2), ("failed", json!(reason)));
    }
}

weir_testkit::on_both_databases!(
    a_deployment_runs_once_with_parameters_from_the_event,
    a_paused_run_is_resumed_and_a_run_is_deleted,
    deployments_pools_and_queues_are_paused_and_resumed,
    runs_change_their_states,
    what_is_not_there_fails_with_the_status_that_the_api_gives
);

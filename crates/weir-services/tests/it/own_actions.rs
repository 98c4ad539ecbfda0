//! Actions that Prefect's server does not have, as far as they change what is stored.

use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules};
use weir_services::Services;
use weir_store::{
    Store,
    automation_actions::{self, QueuedAction},
    automations, deployments,
    events::{self, NewEvent, StoredEvent},
    flow_runs, incidents, work_pools,
};
use weir_types::{
    Clock, Json, Patch, TimeDelta,
    automations::{Action, AutomationCreate, Severity},
    flow_runs::DeploymentFlowRunCreate,
    ids::{AutomationId, FlowRunId, new_uuid},
    incidents::IncidentStatus,
    state::{State, StateType},
    work_pools::{WorkPoolCreate, WorkPoolUpdate},
};

use crate::{
    commands::{NOW, about, deployment, ends, next_end, outcome, run},
    settings,
};

/// An automation with one action that fires whenever something happens.
async fn rule(store: &Store, name: &str, action: Value) -> AutomationId {
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": name, "actions": [action],
        "trigger": { "type": "event", "posture": "Reactive", "expect": ["something.happened"] },
    }))
    .unwrap();
    let made = store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW)));
    made.await.unwrap().id
}

/// Lets something happen, and what then comes of the action of the automation.
async fn happens(store: &Store, event: NewEvent) -> StoredEvent {
    let before = ends(store).await.len();
    let services = Services::start(store, &Clock::fixed(NOW), settings(store).await);
    let appended =
        store.write(event, |conn, event| Box::pin(events::append(conn, std::slice::from_ref(event), NOW)));
    appended.await.unwrap();
    let told = next_end(store, before).await;
    drop(services);
    told
}

async fn set(store: &Store, id: FlowRunId, state: StateType) {
    let set = store.write((State::new(state, NOW), Env::of_service(NOW)), move |conn, (state, env)| {
        Box::pin(flow_runs::set_state(conn, id, state, FlowRunRules::Minimal, env))
    });
    set.await.unwrap().unwrap();
}

async fn deployed_run(store: &Store) -> FlowRunId {
    let deployment = deployment(store).await;
    let create: DeploymentFlowRunCreate =
        serde_json::from_value(json!({ "state": { "type": "RUNNING" } })).unwrap();
    let seal = settings(store).await.seal;
    let made = store.write((create, seal, Env::of_service(NOW)), move |conn, (create, seal, env)| {
        Box::pin(deployments::create_flow_run(conn, seal, deployment, create, None, env))
    });
    match made.await.unwrap().unwrap() {
        flow_runs::Created::New(run) => run.id,
        other => panic!("{other:?}"),
    }
}

async fn a_failed_run_is_retried_later_and_later_and_no_more_than_it_may(store: Store) {
    let id = deployed_run(&store).await;
    let retry =
        json!({ "type": "retry-flow-run", "max_retries": 2, "retry_delay": 300, "backoff_factor": 2 });
    rule(&store, "retry", retry).await;
    let failure = || about("flow-run", &id.to_string(), json!({}));
    for (number, delay) in [(1, 300), (2, 600)] {
        set(&store, id, StateType::Failed).await;
        let told = happens(&store, failure()).await;
        assert_eq!(outcome(&told), ("executed", json!(201), Value::Null));
        assert_eq!(told.payload.to_map()["retry"], json!(number));
        let state = run(&store, id).await.unwrap().state.unwrap();
        assert_eq!((state.state_type, state.name.as_str()), (StateType::Scheduled, "AwaitingRetry"));
        assert_eq!(state.state_details.scheduled_time, Some(NOW + TimeDelta::from_secs(delay)));
        assert!(state.message.unwrap().starts_with(&format!("Retry {number} of 2 by Automation ")));
    }
    let told = happens(&store, failure()).await;
    let reason = json!("The flow run is not retried, because it is AwaitingRetry");
    assert_eq!(outcome(&told), ("failed", Value::Null, reason));
    set(&store, id, StateType::Crashed).await;
    let told = happens(&store, failure()).await;
    let reason = json!("The flow run has been retried as often as it may: 2 of 2");
    assert_eq!(outcome(&told), ("failed", Value::Null, reason));
    assert_eq!(run(&store, id).await.unwrap().state_type, Some(StateType::Crashed));
    let told_of = told.related.to_value()[0]["prefect.resource.id"].clone();
    assert_eq!(told_of, json!(format!("prefect.flow-run.{id}")), "another automation can act on that");
}

async fn a_run_that_nobody_would_start_is_not_retried(store: Store) {
    let id = crate::runs::run(&store, json!({ "type": "FAILED" }), json!({})).await;
    rule(&store, "retry", json!({ "type": "retry-flow-run" })).await;
    let told = happens(&store, about("flow-run", &id.to_string(), json!({}))).await;
    let reason = outcome(&told).2;
    assert!(reason.as_str().unwrap().contains("it has no deployment"), "{reason}");
    assert_eq!(run(&store, id).await.unwrap().state_type, Some(StateType::Failed));
}

async fn pool(store: &Store, limit: Option<i64>) {
    let create = json!({ "name": "p", "type": "process", "concurrency_limit": limit });
    let create: WorkPoolCreate = serde_json::from_value(create).unwrap();
    let made = store.write(create, |conn, create| Box::pin(work_pools::create(conn, create, NOW)));
    made.await.unwrap().unwrap();
}

async fn limit(store: &Store) -> Option<i64> {
    let read = store.read((), |conn, ()| Box::pin(work_pools::read(conn, "p")));
    read.await.unwrap().unwrap().concurrency_limit
}

/// The trigger of an automation no longer holds: its action takes back what it did.
async fn resolved(store: &Store, automation: AutomationId, action: Value) -> StoredEvent {
    let queued = QueuedAction {
        id: new_uuid(),
        automation_id: automation,
        automation_name: "scale".to_owned(),
        firing: Json::from(json!({ "trigger_states": ["Resolved"], "triggered": NOW })),
        action: serde_json::from_value::<Action>(action).unwrap(),
        action_index: 0,
        attempts: 0,
        reached: 0,
        created: NOW,
        begun: NOW,
    };
    let before = ends(store).await.len();
    // It comes with no event that would wake who has found nothing to do.
    let queue = store.write(queued, |conn, queued| Box::pin(automation_actions::enqueue(conn, queued)));
    queue.await.unwrap();
    let services = Services::start(store, &Clock::fixed(NOW), settings(store).await);
    let told = next_end(store, before).await;
    drop(services);
    told
}

async fn a_pool_is_scaled_and_back(store: Store) {
    pool(&store, None).await;
    let to = json!({ "type": "scale-work-pool", "work_pool": "p", "target_concurrency": 10 });
    let scale = rule(&store, "scale", to.clone()).await;
    let told = happens(&store, about("thing", "1", json!({}))).await;
    assert_eq!(outcome(&told), ("executed", json!(204), Value::Null));
    assert_eq!(limit(&store).await, Some(10));
    happens(&store, about("thing", "2", json!({}))).await;
    let told = resolved(&store, scale, to.clone()).await;
    assert_eq!(outcome(&told), ("executed", json!(204), Value::Null));
    assert_eq!(limit(&store).await, None, "as it was before the first firing");

    happens(&store, about("thing", "3", json!({}))).await;
    let update = WorkPoolUpdate { concurrency_limit: Patch::Set(Some(7)), ..WorkPoolUpdate::default() };
    let by_hand = store.write(update, |conn, update| Box::pin(work_pools::update(conn, "p", update, NOW)));
    by_hand.await.unwrap();
    resolved(&store, scale, to).await;
    assert_eq!(limit(&store).await, Some(7), "what somebody has set since stays");
}

async fn a_pool_that_two_automations_scale_ends_as_it_was(store: Store) {
    pool(&store, Some(2)).await;
    let step = |by: i64| json!({ "type": "scale-work-pool", "work_pool": "p", "step": by });
    let first = rule(&store, "first", step(3)).await;
    happens(&store, about("thing", "1", json!({}))).await;
    let disabled = store.write(first, |conn, first| {
        Box::pin(automations::set_enabled(conn, *first, &Patch::Set(false), NOW))
    });
    assert!(disabled.await.unwrap());
    let second = rule(&store, "second", step(5)).await;
    happens(&store, about("thing", "2", json!({}))).await;
    assert_eq!(limit(&store).await, Some(10));
    resolved(&store, first, step(3)).await;
    assert_eq!(limit(&store).await, Some(10));
    resolved(&store, second, step(5)).await;
    assert_eq!(limit(&store).await, Some(2));
}

async fn what_cannot_be_scaled_says_why(store: Store) {
    for (action, reason) in [
        (json!({ "work_pool": "p", "target_concurrency": 1 }), "There is no work pool of the name 'p'"),
        (json!({ "source": "inferred", "target_concurrency": 1 }), "No work pool could be inferred"),
    ] {
        let mut action = action;
        action["type"] = json!("scale-work-pool");
        let id = rule(&store, "scale", action).await;
        let told = happens(&store, about("thing", "1", json!({}))).await;
        assert_eq!(outcome(&told), ("failed", Value::Null, json!(reason)));
        let deleted = store.write(id, |conn, id| Box::pin(automations::delete(conn, *id, NOW)));
        assert!(deleted.await.unwrap());
    }
}

async fn a_deployment_is_paused_by_its_name(store: Store) {
    let id = deployment(&store).await;
    for name in ["d", "f/d"] {
        for (kind, paused) in [("pause", true), ("resume", false)] {
            let action = json!({ "type": format!("{kind}-deployment"), "deployment_name": name });
            let rule = rule(&store, "pause", action).await;
            let told = happens(&store, about("thing", "1", json!({}))).await;
            assert_eq!(outcome(&told), ("executed", json!(200), Value::Null));
            let read = store.read((), move |conn, ()| Box::pin(deployments::read(conn, id)));
            assert_eq!(read.await.unwrap().unwrap().paused, paused);
            let deleted = store.write(rule, |conn, rule| Box::pin(automations::delete(conn, *rule, NOW)));
            assert!(deleted.await.unwrap());
        }
    }
    rule(&store, "pause", json!({ "type": "pause-deployment", "deployment_name": "g/d" })).await;
    let told = happens(&store, about("thing", "1", json!({}))).await;
    assert_eq!(outcome(&told).2, json!("There is no deployment of the name 'g/d'"));
}

async fn an_event_is_emitted_and_never_answered_by_the_automation_that_led_to_it(store: Store) {
    let action = json!({
        "type": "emit-event", "event": "something.{{ event.payload.next }}",
        "related": [{ "prefect.resource.id": "team.{{ event.payload.team }}", "prefect.resource.role": "team" }],
        "payload": { "rows": ["{{ event.payload.rows }}"], "next": "else", "kept": 1 },
    });
    rule(&store, "emit", action).await;
    let payload = json!({ "next": "happened", "team": "b", "rows": 3 });
    // What is emitted is expected by the automation itself. Services that stop within an action hold it, and the clock
    // stands still: so they run until both actions have ended.
    let services = Services::start(&store, &Clock::fixed(NOW), settings(&store).await);
    let event = about("thing", "1", payload);
    let appended =
        store.write(event, |conn, event| Box::pin(events::append(conn, std::slice::from_ref(event), NOW)));
    appended.await.unwrap();
    next_end(&store, 1).await;
    drop(services);
    let told = ends(&store).await;
    let [first, second] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(outcome(first), ("executed", Value::Null, Value::Null));
    let reason = "The automation has led to this event itself, and would go on for ever";
    assert_eq!(outcome(second), ("failed", Value::Null, json!(reason)));
    let all =
        store.read((), |conn, ()| Box::pin(events::read_after(conn, events::Position::default(), 10_000)));
    let emitted: Vec<StoredEvent> = all
        .await
        .unwrap()
        .into_iter()
        .filter(|event| event.event == "something.happened" && event.payload.to_map().contains_key("kept"))
        .collect();
    let [emitted] = emitted.as_slice() else { panic!("{emitted:?}") };
    assert_eq!(emitted.resource.to_map()["prefect.resource.id"], "prefect.thing.1");
    assert_eq!(Value::from(emitted.payload.to_map()), json!({ "rows": ["3"], "next": "else", "kept": 1 }));
    let related = emitted.related.to_value();
    assert_eq!(related[1], json!({ "prefect.resource.id": "team.b", "prefect.resource.role": "team" }));
    assert_eq!(related[0]["prefect.resource.role"], "emitted-by");
}

async fn an_incident_is_declared_once_for_what_it_is_about_until_it_is_resolved(store: Store) {
    let action = json!({
        "type": "declare-incident", "title": "{{ event.payload.what }} failed", "severity": "high",
    });
    let rule = rule(&store, "declare", action).await;
    let failure = || about("thing", "1", json!({ "what": "dbt" }));
    for times in [1, 2] {
        let told = happens(&store, failure()).await;
        assert_eq!(outcome(&told), ("executed", Value::Null, Value::Null));
        assert_eq!(told.payload.to_map()["occurrences"], json!(times));
    }
    happens(&store, about("thing", "2", json!({ "what": "another" }))).await;
    let list = async || {
        let list = store.read((), |conn, ()| Box::pin(incidents::list(conn, None, 10, 0)));
        list.await.unwrap()
    };
    let declared = list().await;
    let [other, first] = declared.as_slice() else { panic!("{declared:?}") };
    assert_eq!((other.title.as_str(), first.title.as_str()), ("another failed", "dbt failed"));
    assert_eq!((first.occurrences, first.severity, first.automation_id), (2, Severity::Critical, rule));
    assert_eq!(first.subject, "prefect.thing.1");
    let listed =
        store.read((), |conn, ()| Box::pin(automation_actions::list(conn, None, None, None, 1))).await;
    let rendered = listed.unwrap().remove(0).rendered.map(|rendered| Value::Object(rendered.to_map()));
    let said = json!({ "title": "another failed", "description": "", "severity": "critical" });
    assert_eq!(rendered, Some(said), "what the action's templates became is kept");
    let id = first.id;
    let resolved = store.write((), move |conn, ()| Box::pin(incidents::resolve(conn, id, Some("Ada"), NOW)));
    assert_eq!(resolved.await.unwrap().unwrap().status, IncidentStatus::Resolved);
    happens(&store, failure()).await;
    assert_eq!(list().await.len(), 3, "what comes after it was resolved is another incident");
}

weir_testkit::on_both_databases!(
    an_incident_is_declared_once_for_what_it_is_about_until_it_is_resolved,
    a_deployment_is_paused_by_its_name,
    a_failed_run_is_retried_later_and_later_and_no_more_than_it_may,
    a_pool_is_scaled_and_back,
    a_pool_that_two_automations_scale_ends_as_it_was,
    a_run_that_nobody_would_start_is_not_retried,
    an_event_is_emitted_and_never_answered_by_the_automation_that_led_to_it,
    what_cannot_be_scaled_says_why
);

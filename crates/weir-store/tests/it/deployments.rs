//! Deployments: made and brought up to date by name, and the runs that are made of them.

use serde_json::{Value, json};
use weir_store::{
    Store,
    deployments::{self, NotCreated, Refused},
    events::{self, Position},
    flow_runs::{self, Created},
};
use weir_types::{
    Timestamp,
    deployments::{Deployment, DeploymentCreate, DeploymentStatus},
    flow_runs::{CreateStatus, DeploymentFlowRunCreate, FlowRun, FlowRunBulkCreateResponse},
    ids::{DeploymentId, FlowRunId},
    state::StateType,
};

use crate::{
    flow_runs::{env, flow},
    work_pools::{at, poll, pool},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

async fn create(store: &Store, body: Value, now: Timestamp) -> Result<(Deployment, bool), Refused> {
    let create: DeploymentCreate = serde_json::from_value(body).unwrap();
    store.write(create, move |conn, create| Box::pin(deployments::create(conn, create, now))).await.unwrap()
}

async fn new(store: &Store, body: Value) -> Deployment {
    let (deployment, new) = create(store, body, NOW).await.unwrap();
    assert!(new);
    deployment
}

async fn read(store: &Store, id: DeploymentId) -> Option<Deployment> {
    store.read(id, |conn, id| Box::pin(deployments::read(conn, *id))).await.unwrap()
}

async fn run(store: &Store, id: DeploymentId, body: Value) -> Result<Created, NotCreated> {
    let create: DeploymentFlowRunCreate = serde_json::from_value(body).unwrap();
    store
        .write(create, move |conn, create| {
            Box::pin(async move { deployments::create_flow_run(conn, id, create, None, &env(NOW)).await })
        })
        .await
        .unwrap()
}

async fn new_run(store: &Store, id: DeploymentId, body: Value) -> FlowRun {
    match run(store, id, body).await {
        Ok(Created::New(run)) => *run,
        other => panic!("expected a new run: {other:?}"),
    }
}

async fn runs(store: &Store, id: DeploymentId, body: Value) -> Option<FlowRunBulkCreateResponse> {
    let creates: Vec<DeploymentFlowRunCreate> = serde_json::from_value(body).unwrap();
    store
        .write(creates, move |conn, creates| {
            Box::pin(async move { deployments::create_flow_runs(conn, id, creates, None, &env(NOW)).await })
        })
        .await
        .unwrap()
}

async fn exists(store: &Store, run: FlowRunId) -> bool {
    store.read(run, |conn, run| Box::pin(flow_runs::read(conn, *run, NOW))).await.unwrap().is_some()
}

async fn events_of(store: &Store, family: &'static str) -> Vec<events::StoredEvent> {
    let log = store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)));
    log.await.unwrap().into_iter().filter(|event| event.event.starts_with(family)).collect()
}

async fn a_deployment_is_read_as_it_was_made(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let made = new(
        &store,
        json!({
            "name": "d", "flow_id": flow, "work_pool_name": "p", "work_queue_name": "fast", "version": "1",
            "description": "ü", "paused": true, "parameters": { "x": 1 }, "tags": ["b", "a"], "path": "/x",
            "labels": { "n": 1.5 }, "job_variables": { "cpu": 2 }, "entrypoint": "f.py:f", "pull_steps": [{ "a": {} }],
            "parameter_openapi_schema": { "type": "object" }, "enforce_parameter_schema": false,
            "concurrency_limit": 3, "concurrency_options": { "collision_strategy": "CANCEL_NEW" },
            "schedules": [{ "schedule": { "cron": "0 0 * * *" }, "slug": "s" }, { "schedule": { "interval": 60 } }],
        }),
    )
    .await;
    assert_eq!(read(&store, made.id).await, Some(made.clone()));
    let by_name = store.read((), |conn, ()| Box::pin(deployments::read_by_name(conn, "f", "d")));
    assert_eq!(by_name.await.unwrap(), Some(made.clone()));
    assert_eq!(made.work_pool_name.as_deref(), Some("p"));
    assert_eq!(made.work_queue_name.as_deref(), Some("fast"));
    assert_eq!(made.global_concurrency_limit.as_ref().map(|limit| limit.limit), Some(3));
    assert_eq!(made.schedules.len(), 2);
}

async fn what_an_update_does_not_name_stays(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let first = json!({
        "name": "d", "flow_id": flow, "work_pool_name": "p", "tags": ["a"], "description": "first", "version": "1",
        "parameters": { "x": 1 }, "concurrency_limit": 3, "schedules": [{ "schedule": { "interval": 60 } }],
    });
    let made = new(&store, first).await;
    let second = json!({ "name": "d", "flow_id": flow, "version": "2", "description": null, "concurrency_limit": null });
    let (updated, is_new) = create(&store, second, at(10)).await.unwrap();
    assert!(!is_new);
    assert_eq!((updated.id, updated.created, updated.updated), (made.id, made.created, at(10)));
    assert_eq!((updated.tags, updated.description), (vec!["a".to_owned()], None));
    assert_eq!(updated.work_queue_id, made.work_queue_id);
    // These are always as the request has them.
    assert!(updated.parameters.is_empty() && updated.schedules.is_empty());
    assert_eq!(updated.global_concurrency_limit, None);
    let log = events_of(&store, "prefect.deployment.").await;
    let names: Vec<&str> = log.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(names, ["prefect.deployment.created", "prefect.deployment.updated"]);
    let fields = log[1].payload.to_map()["updated_fields"].clone();
    assert_eq!(fields, json!(["description", "parameters", "version", "concurrency_limit_id"]));
    let again = json!({ "name": "d", "flow_id": flow });
    create(&store, again, at(20)).await.unwrap();
    assert_eq!(events_of(&store, "prefect.deployment.").await.len(), 2, "nothing has changed");
}

async fn a_deployment_must_refer_to_what_exists(store: Store) {
    let flow = flow(&store, "f").await;
    let unknown: uuid::Uuid = DeploymentId::generate().0;
    for (body, refused) in [
        (json!({ "flow_id": unknown }), Refused::UnknownFlow),
        (json!({ "flow_id": flow, "work_pool_name": "p" }), Refused::UnknownWorkPool("p".to_owned())),
        (json!({ "flow_id": flow, "global_concurrency_limit_id": unknown }), Refused::UnknownLimit),
        (json!({ "flow_id": flow, "storage_document_id": unknown }), Refused::UnknownStorage(unknown.into())),
        (
            json!({ "flow_id": flow, "infrastructure_document_id": unknown }),
            Refused::UnknownInfrastructure(unknown.into()),
        ),
        (json!({ "flow_id": flow, "work_queue_name": "a/b" }), Refused::BadQueueName("a/b".to_owned())),
    ] {
        let mut body = body;
        body["name"] = json!("d");
        assert_eq!(create(&store, body, NOW).await.unwrap_err(), refused);
    }
    assert_eq!(events_of(&store, "prefect.").await, [], "nothing is written");
}

async fn a_queue_without_a_pool_belongs_to_the_agents_pool(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow, "work_queue_name": "q" })).await;
    assert_eq!(made.work_pool_name.as_deref(), Some("default-agent-pool"));
    let other = new(&store, json!({ "name": "e", "flow_id": flow, "work_queue_name": "q" })).await;
    assert_eq!(other.work_queue_id, made.work_queue_id);
    assert_eq!(events_of(&store, "prefect.work-pool.").await.len(), 1);
}

async fn a_run_takes_after_its_deployment(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let made = new(
        &store,
        json!({
            "name": "d", "flow_id": flow, "work_pool_name": "p", "version": "7", "parameters": { "x": 1, "y": 2 },
            "tags": ["a"], "labels": { "team": "data" }, "job_variables": { "cpu": 2 },
        }),
    )
    .await;
    let body = json!({ "parameters": { "y": 3 }, "tags": ["b", "a"], "labels": { "n": 1 } });
    let run = new_run(&store, made.id, body).await;
    assert_eq!(run.parameters.as_str(), r#"{"x":1,"y":3}"#);
    assert_eq!(run.tags, ["a", "b"]);
    let labels = run.labels.as_object().to_map();
    assert_eq!(labels["prefect.deployment.id"], json!(made.id));
    assert_eq!((&labels["team"], &labels["n"]), (&json!("data"), &json!(1)));
    assert_eq!((run.deployment_id, run.deployment_version.as_deref()), (Some(made.id), Some("7")));
    assert_eq!((run.work_pool_name.as_deref(), run.work_queue_name.as_deref()), (Some("p"), Some("default")));
    assert_eq!((run.state_type, run.expected_start_time), (Some(StateType::Scheduled), Some(NOW)));
    assert_eq!(
        run.job_variables.unwrap().as_str(),
        "{}",
        "those of the deployment are laid under them later"
    );
    let log = events_of(&store, "prefect.flow-run.").await;
    let related = log[0].related.to_value();
    let roles: Vec<&str> =
        related.as_array().unwrap().iter().filter_map(|one| one["prefect.resource.role"].as_str()).collect();
    assert_eq!(roles[..4], ["flow", "deployment", "work-queue", "work-pool"]);
    let read = store.read(run.id, |conn, run| Box::pin(flow_runs::read(conn, *run, NOW)));
    assert_eq!(read.await.unwrap().unwrap().work_queue_name.as_deref(), Some("default"));
}

async fn a_run_may_ask_for_a_queue_of_the_pool(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow, "work_pool_name": "p" })).await;
    let run_of = new_run(&store, made.id, json!({ "work_queue_name": "fast" })).await;
    assert_eq!(run_of.work_queue_name.as_deref(), Some("fast"));
    assert_eq!(events_of(&store, "prefect.work-queue.created").await.len(), 2);
    let alone = new(&store, json!({ "name": "e", "flow_id": flow })).await;
    let refused = run(&store, alone.id, json!({ "work_queue_name": "fast" })).await;
    assert_eq!(refused, Err(NotCreated::NoWorkPool("fast".to_owned())));
    let unknown = run(&store, DeploymentId::generate(), json!({})).await;
    assert_eq!(unknown, Err(NotCreated::UnknownDeployment));
}

async fn parameters_must_fit_the_schema(store: Store) {
    let flow = flow(&store, "f").await;
    let schema = json!({ "type": "object", "properties": { "x": { "type": "integer" } }, "required": ["x"] });
    let strict = json!({ "name": "d", "flow_id": flow, "parameter_openapi_schema": schema });
    let strict = new(&store, strict).await;
    let mismatch = |text: &str| Err(NotCreated::Mismatch(text.to_owned()));
    let missing = run(&store, strict.id, json!({})).await;
    assert_eq!(missing, mismatch("Validation failed. Failure reason: 'x' is a required property"));
    new_run(&store, strict.id, json!({ "parameters": { "x": 1 } })).await;
    new_run(&store, strict.id, json!({ "enforce_parameter_schema": false })).await;
    let none = json!({ "name": "e", "flow_id": flow, "parameter_openapi_schema": null });
    let none = new(&store, none).await;
    assert_eq!(run(&store, none.id, json!({})).await, Err(NotCreated::NoSchema));
    let computed = json!({ "parameters": { "x": { "__prefect_kind": "json", "value": "7" } } });
    assert_eq!(new_run(&store, strict.id, computed).await.parameters.as_str(), r#"{"x":7}"#);
    let nothing =
        json!({ "parameters": { "x": { "__prefect_kind": "workspace_variable", "variable_name": "v" } } });
    let refused = run(&store, strict.id, nothing).await;
    assert_eq!(refused, Err(NotCreated::Placeholder("Variable 'v' not found in workspace.".to_owned())));
}

async fn what_stands_against_one_of_many_runs_does_not_hold_up_the_rest(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow })).await;
    let body = json!([
        { "name": "a" }, { "work_queue_name": "q" }, { "idempotency_key": "k" }, { "idempotency_key": "k" },
    ]);
    let results = runs(&store, made.id, body).await.unwrap().results;
    let made_ones: Vec<bool> = results.iter().map(|result| result.status == CreateStatus::Created).collect();
    assert_eq!(made_ones, [true, false, true, true]);
    assert_eq!(results[2].flow_run_id, results[3].flow_run_id);
    assert_eq!(runs(&store, DeploymentId::generate(), json!([])).await, None);
}

async fn a_poll_makes_deployments_ready(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow, "work_pool_name": "p" })).await;
    assert_eq!(made.status, DeploymentStatus::NotReady);
    poll(&store, "p", json!({}), at(1)).await;
    poll(&store, "p", json!({}), at(30)).await;
    let read = read(&store, made.id).await.unwrap();
    assert_eq!(
        (read.status, read.last_polled, read.updated),
        (DeploymentStatus::Ready, Some(at(30)), made.updated)
    );
    assert_eq!(events_of(&store, "prefect.deployment.ready").await.len(), 1);
}

async fn what_has_not_begun_goes_with_the_deployment(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow, "concurrency_limit": 1 })).await;
    let waiting = new_run(&store, made.id, json!({})).await;
    let begun = new_run(&store, made.id, json!({ "state": { "type": "RUNNING" } })).await;
    let delete = async |now| {
        store.write(made.id, move |conn, id| Box::pin(deployments::delete(conn, *id, now))).await.unwrap()
    };
    assert!(delete(at(5)).await);
    assert_eq!(read(&store, made.id).await, None);
    assert!(!exists(&store, waiting.id).await && exists(&store, begun.id).await);
    assert!(!delete(at(6)).await);
    assert_eq!(events_of(&store, "prefect.deployment.deleted").await.len(), 1);
}

async fn a_pause_is_kept(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow })).await;
    let waiting = new_run(&store, made.id, json!({})).await;
    let id = made.id;
    let pause = store.write((), move |conn, ()| Box::pin(deployments::set_paused(conn, id, true, at(1))));
    assert!(pause.await.unwrap());
    assert!(read(&store, id).await.unwrap().paused);
    assert!(exists(&store, waiting.id).await, "no schedule has made it");
    let unknown = DeploymentId::generate();
    let pause =
        store.write((), move |conn, ()| Box::pin(deployments::set_paused(conn, unknown, true, at(1))));
    assert!(!pause.await.unwrap());
}

weir_testkit::on_both_databases!(
    a_deployment_is_read_as_it_was_made,
    what_an_update_does_not_name_stays,
    a_deployment_must_refer_to_what_exists,
    a_queue_without_a_pool_belongs_to_the_agents_pool,
    a_run_takes_after_its_deployment,
    a_run_may_ask_for_a_queue_of_the_pool,
    parameters_must_fit_the_schema,
    what_stands_against_one_of_many_runs_does_not_hold_up_the_rest,
    a_poll_makes_deployments_ready,
    what_has_not_begun_goes_with_the_deployment,
    a_pause_is_kept,
);

//! Deployments: made and brought up to date by name, and the runs that are made of them.

use serde_json::{Value, json};
use weir_store::{
    Store,
    deployments::{self, NotChanged, NotCreated, NotUpdated, Refused},
    events::{self, Position},
    flow_runs::{self, Created},
    seal::Seal,
};
use weir_types::{
    Timestamp,
    deployment_schedules::{DeploymentScheduleCreate, DeploymentScheduleUpdate},
    deployments::{Deployment, DeploymentCreate, DeploymentStatus},
    filters::queries::{DeploymentsPoll, DeploymentsQuery},
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
    let seal = Seal::of(store, None).await.unwrap();
    store
        .write((create, seal), move |conn, (create, seal)| {
            Box::pin(
                async move { deployments::create_flow_run(conn, seal, id, create, None, &env(NOW)).await },
            )
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
    let seal = Seal::of(store, None).await.unwrap();
    store
        .write((creates, seal), move |conn, (creates, seal)| {
            Box::pin(
                async move { deployments::create_flow_runs(conn, seal, id, creates, None, &env(NOW)).await },
            )
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

async fn update(store: &Store, id: DeploymentId, body: Value, now: Timestamp) -> Result<(), NotUpdated> {
    let update = serde_json::from_value(body).unwrap();
    store
        .write(update, move |conn, update| Box::pin(deployments::update(conn, id, update, now)))
        .await
        .unwrap()
}

async fn slugs(store: &Store, id: DeploymentId) -> Vec<Option<String>> {
    let mut slugs: Vec<_> =
        read(store, id).await.unwrap().schedules.into_iter().map(|schedule| schedule.slug).collect();
    slugs.sort();
    slugs
}

async fn a_change_names_what_shall_change(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let body = json!({ "name": "d", "flow_id": flow, "work_pool_name": "p", "version": "1", "tags": ["a"] });
    let id = new(&store, body).await.id;
    let schema =
        json!({ "type": "object", "properties": { "x": { "type": "integer" } }, "required": ["x", "y"] });
    let change = json!({ "version": "2", "parameters": { "x": 1 }, "parameter_openapi_schema": schema });
    assert_eq!(update(&store, id, change, at(1)).await, Ok(()));
    let read_back = read(&store, id).await.unwrap();
    assert_eq!((read_back.version.as_deref(), read_back.tags), (Some("2"), vec!["a".to_owned()]));
    assert_eq!((read_back.work_pool_name.as_deref(), read_back.updated), (Some("p"), at(1)));
    assert_eq!(update(&store, id, json!({ "work_pool_name": null }), at(2)).await, Ok(()));
    assert_eq!(read(&store, id).await.unwrap().work_pool_name, None);
    for (body, refused) in [
        (
            json!({ "parameters": { "x": "one" } }),
            NotUpdated::Mismatch(
                "Validation failed for field 'x'. Failure reason: 'one' is not of type 'integer'".to_owned(),
            ),
        ),
        (json!({ "parameters": null }), NotUpdated::Refused),
        (json!({ "parameter_openapi_schema": null }), NotUpdated::NoSchema),
        (json!({ "work_pool_name": "x" }), NotUpdated::UnknownWorkPool("x".to_owned())),
        (json!({ "storage_document_id": id }), NotUpdated::Refused),
    ] {
        assert_eq!(update(&store, id, body, at(3)).await, Err(refused));
    }
    let unknown = update(&store, DeploymentId::generate(), json!({}), at(3)).await;
    assert_eq!(unknown, Err(NotUpdated::UnknownDeployment));
    let log = events_of(&store, "prefect.deployment.updated").await;
    assert_eq!(log.len(), 2);
    assert_eq!(log[1].payload.to_map()["updated_fields"], json!(["work_queue_id"]));
}

async fn schedules_with_slugs_are_changed_one_by_one(store: Store) {
    let flow = flow(&store, "f").await;
    let id = new(&store, json!({ "name": "d", "flow_id": flow })).await.id;
    let cron = json!({ "cron": "0 0 * * *" });
    let unnamed = json!({ "schedules": [{ "schedule": cron }] });
    assert_eq!(update(&store, id, unnamed.clone(), at(1)).await, Ok(()));
    let named =
        json!({ "schedules": [{ "schedule": cron, "slug": "a" }, { "schedule": cron, "slug": "b" }] });
    assert_eq!(update(&store, id, named, at(2)).await, Ok(()));
    assert_eq!(slugs(&store, id).await, [Some("a".to_owned()), Some("b".to_owned())], "all were replaced");
    assert!(matches!(update(&store, id, unnamed, at(3)).await, Err(NotUpdated::Schedules(_))));
    let changed = json!({ "schedules": [
        { "slug": "a", "active": false }, { "slug": "c", "replaces": "b" }, { "slug": "d", "schedule": cron },
    ] });
    assert_eq!(update(&store, id, changed, at(4)).await, Ok(()));
    let names = ["a", "c", "d"].map(|slug| Some(slug.to_owned()));
    assert_eq!(slugs(&store, id).await, names);
    for (schedules, start) in [
        (json!([{ "slug": "x" }]), "Unable to create new"),
        (json!([{ "slug": "c", "replaces": "a" }]), "Cannot rename schedule from 'a' to 'c'"),
        (json!([{ "slug": "x", "replaces": "a" }, { "slug": "y", "replaces": "a" }]), "Multiple schedules"),
    ] {
        let refused = update(&store, id, json!({ "schedules": schedules }), at(5)).await;
        assert!(
            matches!(&refused, Err(NotUpdated::Schedules(text)) if text.starts_with(start)),
            "{refused:?}"
        );
    }
    let swap = json!({ "schedules": [{ "slug": "a", "replaces": "c" }, { "slug": "c", "replaces": "a" }] });
    assert_eq!(update(&store, id, swap, at(6)).await, Ok(()));
    let twice =
        json!({ "schedules": [{ "slug": "e", "schedule": cron }, { "slug": "e", "schedule": cron }] });
    assert_eq!(update(&store, id, twice, at(7)).await, Err(NotUpdated::Refused));
    assert_eq!(slugs(&store, id).await, names);
}

async fn a_schedule_comes_and_goes(store: Store) {
    let flow = flow(&store, "f").await;
    let id = new(&store, json!({ "name": "d", "flow_id": flow })).await.id;
    let add = async |body: Value| {
        let creates: Vec<DeploymentScheduleCreate> = serde_json::from_value(body).unwrap();
        let add = store.write(creates, move |conn, creates| {
            Box::pin(deployments::create_schedules(conn, id, creates, at(1)))
        });
        add.await.unwrap()
    };
    let rrule = json!([{ "schedule": { "rrule": "FREQ=DAILY" }, "slug": "s", "parameters": { "x": 1 } }]);
    let made = add(rrule.clone()).await.unwrap().remove(0);
    assert_eq!(add(rrule).await, Err(NotChanged::SlugTaken));
    let change = async |schedule, body: Value| {
        let update: DeploymentScheduleUpdate = serde_json::from_value(body).unwrap();
        let change = store.write(update, move |conn, update| {
            Box::pin(deployments::update_schedule(conn, id, schedule, update, at(2)))
        });
        change.await.unwrap()
    };
    assert_eq!(change(made.id, json!({ "active": false, "slug": null })).await, Ok(()));
    let changed = read(&store, id).await.unwrap().schedules.remove(0);
    assert!(!changed.active && changed.slug.as_deref() == Some("s"));
    assert!(changed.parameters.is_empty(), "these are always as the request has them");
    for expected in [Ok(()), Err(NotChanged::UnknownSchedule)] {
        let delete =
            store.write((), move |conn, ()| Box::pin(deployments::delete_schedule(conn, id, made.id)));
        assert_eq!(delete.await.unwrap(), expected);
    }
}

async fn a_runner_fetches_the_runs_of_its_deployments(store: Store) {
    let flow = flow(&store, "f").await;
    let made = new(&store, json!({ "name": "d", "flow_id": flow })).await;
    let other = new(&store, json!({ "name": "e", "flow_id": flow })).await;
    let later = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": at(500) } });
    new_run(&store, made.id, json!({ "name": "later", "state": later })).await;
    new_run(&store, made.id, json!({ "name": "now" })).await;
    new_run(&store, other.id, json!({ "name": "other" })).await;
    let fetch = async |body: Value, now| {
        let poll: DeploymentsPoll = serde_json::from_value(body).unwrap();
        let poll = store.read(poll, move |conn, poll| Box::pin(deployments::poll(conn, poll, 10, now)));
        let (runs, stale) = poll.await.unwrap();
        (runs.into_iter().map(|run| run.name).collect::<Vec<_>>(), stale)
    };
    let due = json!({ "deployment_ids": [made.id], "scheduled_before": at(10) });
    let (names, stale) = fetch(due, at(1)).await;
    assert_eq!((names, stale.clone()), (vec!["now".to_owned()], vec![made.id]));
    let note = store.write(stale, |conn, stale| Box::pin(deployments::note_runner(conn, stale, at(1))));
    note.await.unwrap();
    assert_eq!(read(&store, made.id).await.unwrap().status, DeploymentStatus::Ready);
    let (names, stale) = fetch(json!({ "deployment_ids": [made.id] }), at(2)).await;
    assert_eq!((names.len(), stale), (2, vec![]));
    assert_eq!(fetch(json!({ "deployment_ids": [] }), at(2)).await, (vec![], vec![]));
}

async fn deployments_are_listed_with_their_schedules(store: Store) {
    pool(&store, "p").await;
    let flow = flow(&store, "f").await;
    let schedules = json!([{ "schedule": { "interval": 60 } }]);
    let a = json!({ "name": "a", "flow_id": flow, "work_pool_name": "p", "schedules": schedules });
    let a = new(&store, a).await;
    new(&store, json!({ "name": "b", "flow_id": flow })).await;
    let list = async |body: Value| {
        let mut query: DeploymentsQuery = serde_json::from_value(body).unwrap();
        let filters = query.take_filters();
        let list = store.read(filters, move |conn, filters| {
            Box::pin(async move {
                let found = deployments::list(conn, filters, query.sort, 10, query.offset).await?;
                Ok((found, deployments::count(conn, filters).await?))
            })
        });
        list.await.unwrap()
    };
    let (found, count) = list(json!({ "work_pools": { "name": { "any_": ["p"] } } })).await;
    assert_eq!((found, count), (vec![a], 1));
    let (found, count) = list(json!({ "sort": "NAME_DESC", "offset": 1 })).await;
    assert_eq!((found.len(), found[0].name.as_str(), count), (1, "a", 2));
    let filter = serde_json::from_value(json!({ "name": { "like_": "a" } })).unwrap();
    let delete = store.write(Some(filter), |conn, filter| {
        Box::pin(deployments::delete_filtered(conn, filter.as_ref(), 50, at(1)))
    });
    assert_eq!(delete.await.unwrap().len(), 1);
    assert_eq!(list(json!({})).await.1, 1);
}

weir_testkit::on_both_databases!(
    a_change_names_what_shall_change,
    schedules_with_slugs_are_changed_one_by_one,
    a_schedule_comes_and_goes,
    a_runner_fetches_the_runs_of_its_deployments,
    deployments_are_listed_with_their_schedules,
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

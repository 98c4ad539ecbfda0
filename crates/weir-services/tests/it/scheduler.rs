//! Schedules make runs ahead of their time, each once, and no more than they should.

use serde_json::{Value, json};
use weir_engine::schedules::Horizon;
use weir_services::scheduler::{self, Settings};
use weir_store::{
    Store,
    deployments::{self, PlannedRun},
    events::{self, Position},
    flow_run_states, flow_runs, flows,
};
use weir_types::{
    TimeDelta, Timestamp,
    deployment_schedules::DeploymentScheduleUpdate,
    deployments::{Deployment, DeploymentCreate, DeploymentUpdate},
    filters::queries::RunFilters,
    flow_runs::FlowRun,
    flows::FlowCreate,
    sorting::FlowRunSort,
};

/// 2026-02-02 02:40:00 UTC, a Monday.
const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn later(seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(seconds)
}

async fn deployment(store: &Store, name: &str, schedules: Value) -> Deployment {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "f" })).unwrap();
    let flow = store.write(create, |conn, create| Box::pin(flows::create(conn, create, NOW)));
    let flow = flow.await.unwrap().0.id;
    let create: DeploymentCreate = serde_json::from_value(json!({
        "name": name, "flow_id": flow, "schedules": schedules, "parameters": { "x": 1, "y": 1 }, "tags": ["t"],
        "version": "7", "labels": { "team": "a" }, "enforce_parameter_schema": false,
    }))
    .unwrap();
    let made = store.write(create, |conn, create| Box::pin(deployments::create(conn, create, NOW)));
    made.await.unwrap().unwrap().0
}

async fn update(store: &Store, made: &Deployment, body: Value, now: Timestamp) {
    let (id, update): (_, DeploymentUpdate) = (made.id, serde_json::from_value(body).unwrap());
    let updated =
        store.write(update, move |conn, update| Box::pin(deployments::update(conn, id, update, now)));
    updated.await.unwrap().unwrap();
}

/// The runs, the first in front.
async fn runs(store: &Store) -> Vec<FlowRun> {
    let found = store.read(RunFilters::default(), |conn, all| {
        Box::pin(flow_runs::list(conn, all, FlowRunSort::NextScheduledStartTimeAsc, 200, 0, NOW))
    });
    found.await.unwrap()
}

async fn times(store: &Store) -> Vec<Timestamp> {
    runs(store).await.iter().filter_map(|run| run.next_scheduled_start_time).collect()
}

async fn schedule(store: &Store, now: Timestamp) -> u64 {
    scheduler::schedule_all(store, now, Settings::default()).await.unwrap()
}

async fn a_run_made_ahead_takes_after_its_schedule(store: Store) {
    let made = deployment(
        &store,
        "d",
        json!([{
            "schedule": { "cron": "0 9 * * *", "timezone": "America/New_York" },
            "parameters": { "y": 2 }, "slug": "daily",
        }]),
    )
    .await;
    assert_eq!(schedule(&store, NOW).await, 3);
    let runs = runs(&store).await;
    let run = &runs[0];
    let time = Timestamp::parse("2026-02-02T14:00:00Z").unwrap();
    assert_eq!((run.next_scheduled_start_time, run.expected_start_time), (Some(time), Some(time)));
    assert_eq!(
        run.idempotency_key,
        Some(format!("scheduled {} {} 2026-02-02 09:00:00-05:00", made.id, made.schedules[0].id))
    );
    assert_eq!(run.parameters.to_map(), json!({ "x": 1, "y": 2 }).as_object().unwrap().clone());
    assert_eq!(run.tags, ["auto-scheduled", "t"]);
    assert!(run.auto_scheduled && run.deployment_id == Some(made.id));
    assert_eq!(run.deployment_version.as_deref(), Some("7"));
    let labels = json!({
        "team": "a", "prefect.flow.id": made.flow_id.to_string(), "prefect.deployment.id": made.id.to_string(),
    });
    assert_eq!(run.labels.as_object().to_map(), labels.as_object().unwrap().clone());
    assert_eq!(
        serde_json::to_value(&run.created_by).unwrap(),
        json!({ "id": made.schedules[0].id.to_string(), "type": "SCHEDULE", "display_value": "daily" })
    );
    let state = run.state.as_ref().unwrap();
    assert_eq!((state.name.as_str(), state.message.as_deref()), ("Scheduled", Some("Flow run scheduled")));
    assert_eq!(state.state_details.scheduled_time, Some(time));
    let states = store.read(run.id, |conn, id| Box::pin(flow_run_states::list(conn, *id))).await.unwrap();
    assert_eq!(states, std::slice::from_ref(state));
    let log = store
        .read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)))
        .await
        .unwrap();
    assert!(log.iter().all(|event| !event.event.starts_with("prefect.flow-run")), "they are not announced");
}

async fn as_many_runs_are_made_as_there_should_be(store: Store) {
    let hourly = json!([{ "schedule": { "cron": "0 * * * *" } }]);
    let first = deployment(&store, "hourly", hourly).await;
    schedule(&store, NOW).await;
    assert_eq!(times(&store).await, [later(1_200), later(4_800), later(8_400)]);
    assert_eq!(schedule(&store, NOW).await, 0, "what is there is not made again");
    assert_eq!(schedule(&store, later(1_201)).await, 1, "one has had its time");
    update(&store, &first, json!({ "paused": true }), NOW).await;
    let every_minute = json!([{ "schedule": { "interval": 60, "anchor_date": "2026-01-01T00:00:00Z" } }]);
    let second = deployment(&store, "minutely", every_minute).await;
    assert_eq!(schedule(&store, NOW).await, 61, "an hour ahead");
    update(&store, &second, json!({ "paused": true }), NOW).await;
    let every_second = json!([{ "schedule": { "interval": 1, "anchor_date": "2026-01-01T00:00:00Z" } }]);
    let third = deployment(&store, "secondly", every_second).await;
    assert_eq!(schedule(&store, NOW).await, 100, "no more than this");
    update(&store, &third, json!({ "paused": true }), NOW).await;
    let yearly = json!([{ "schedule": { "cron": "0 0 1 3,12 *" } }]);
    deployment(&store, "rare", yearly).await;
    assert_eq!(schedule(&store, NOW).await, 1, "December is too far");
}

async fn a_schedule_may_limit_its_runs(store: Store) {
    let made = deployment(&store, "d", json!([])).await;
    let creates = serde_json::from_value(json!([
        { "schedule": { "cron": "* * * * *" }, "max_scheduled_runs": 2 },
        { "schedule": { "cron": "0 0 30 2 *" } },
        { "schedule": { "rrule": "FREQ=DAILY;COUNT=2" , "timezone": "UTC" } },
        { "schedule": { "cron": "0 0 * * *" }, "active": false },
    ]))
    .unwrap();
    let id = made.id;
    let creates: Vec<_> = creates;
    let added = store
        .write(creates, move |conn, creates| Box::pin(deployments::create_schedules(conn, id, creates, NOW)));
    added.await.unwrap().unwrap();
    assert_eq!(schedule(&store, NOW).await, 2, "others never are, are over, or are switched off");
}

async fn what_was_changed_is_found_before_the_rest(store: Store) {
    let hourly = json!([{ "schedule": { "cron": "0 * * * *" } }]);
    let made = deployment(&store, "d", hourly).await;
    let changed = |since: i64| scheduler::schedule_changed(&store, later(since), NOW, Settings::default());
    assert_eq!(changed(1).await.unwrap(), 0, "it is older");
    assert_eq!(changed(0).await.unwrap(), 3);
    let (id, schedule) = (made.id, made.schedules[0].id);
    let body = json!({ "schedule": { "cron": "30 * * * *" } });
    let body: DeploymentScheduleUpdate = serde_json::from_value(body).unwrap();
    let now = later(50);
    let updated = store
        .write(body, move |conn, body| Box::pin(deployments::update_schedule(conn, id, schedule, body, now)));
    updated.await.unwrap().unwrap();
    assert!(times(&store).await.is_empty(), "the runs of the schedule as it was are gone");
    assert_eq!(changed(50).await.unwrap(), 3);
    assert_eq!(times(&store).await[0], later(3_000));
}

async fn a_paused_deployment_has_no_runs_until_it_goes_on(store: Store) {
    let hourly = json!([{ "schedule": { "cron": "0 * * * *" } }]);
    let made = deployment(&store, "d", hourly).await;
    schedule(&store, NOW).await;
    let id = made.id;
    let pause = |paused: bool| {
        store.write((), move |conn, ()| Box::pin(deployments::set_paused(conn, id, paused, NOW)))
    };
    assert!(pause(true).await.unwrap());
    assert_eq!(schedule(&store, NOW).await, 0);
    assert!(times(&store).await.is_empty());
    assert!(pause(false).await.unwrap());
    assert_eq!(schedule(&store, NOW).await, 3);
}

async fn a_plan_that_is_out_of_date_makes_nothing(store: Store) {
    let hourly = json!([{ "schedule": { "cron": "0 * * * *" } }]);
    let made = deployment(&store, "d", hourly).await;
    let plan = |as_of: Timestamp| {
        vec![PlannedRun { schedule: made.schedules[0].id, as_of, time: later(10), key: "k".to_owned() }]
    };
    let id = made.id;
    let make = |plan: Vec<PlannedRun>| {
        store.write(plan, move |conn, plan| Box::pin(deployments::make_planned(conn, id, plan, false, NOW)))
    };
    assert_eq!(make(plan(later(-1))).await.unwrap(), 0, "the schedule was changed since");
    update(&store, &made, json!({ "paused": true }), NOW).await;
    assert_eq!(make(plan(NOW)).await.unwrap(), 0, "the deployment is paused");
    update(&store, &made, json!({ "paused": false }), NOW).await;
    assert_eq!(make(plan(NOW)).await.unwrap(), 1);
    assert_eq!(make(plan(NOW)).await.unwrap(), 0, "it is there");
}

async fn runs_may_be_asked_for_at_once_and_in_the_past(store: Store) {
    let hourly = json!([{ "schedule": { "cron": "0 * * * *" } }]);
    let made = deployment(&store, "d", hourly).await;
    update(&store, &made, json!({ "paused": true }), NOW).await;
    let horizon = Horizon {
        start: later(-7_200),
        end: later(-100),
        least_time: TimeDelta::ZERO,
        least_runs: 9,
        most_runs: 20,
    };
    let made = scheduler::schedule_one(&store, made.id, &horizon, 1, NOW).await.unwrap();
    assert_eq!(made, 2);
    assert_eq!(times(&store).await, [later(-6_000), later(-2_400)]);
}

weir_testkit::on_both_databases!(
    a_run_made_ahead_takes_after_its_schedule,
    as_many_runs_are_made_as_there_should_be,
    a_schedule_may_limit_its_runs,
    what_was_changed_is_found_before_the_rest,
    a_paused_deployment_has_no_runs_until_it_goes_on,
    a_plan_that_is_out_of_date_makes_nothing,
    runs_may_be_asked_for_at_once_and_in_the_past,
);

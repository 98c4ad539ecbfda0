//! `/insights`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

/// The clock of the tests begins at 02:40.
const START: &str = "2026-02-02T02:40:00Z";

/// A run that is expected now and starts `delay` seconds later, ends after `seconds` more in a state, and comes from a
/// deployment if one is given.
async fn run(api: &Api, flow: &str, deployment: Option<&str>, tags: &[&str], delay: i64, ends: (i64, &str)) {
    let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": api.now() } });
    let body = json!({ "flow_id": flow, "deployment_id": deployment, "tags": tags, "state": state });
    let run = api.make("/flow_runs/", body).await;
    api.wait(delay);
    let enter = async |state: &str| {
        let (status, verdict) = api.set_state(&run, json!({ "type": state })).await;
        assert_eq!((status, &verdict["status"]), (StatusCode::CREATED, &json!("ACCEPT")), "{verdict}");
    };
    let (seconds, end) = ends;
    if seconds > 0 {
        enter("PENDING").await;
        enter("RUNNING").await;
        api.wait(seconds);
    }
    enter(end).await;
}

/// Runs of two flows in ten minutes, with what belongs to them.
async fn runs(api: &Api) -> String {
    let etl = api.flow("etl").await;
    let deployment = json!({ "name": "nightly", "flow_id": etl, "enforce_parameter_schema": false });
    let nightly = api.make("/deployments/", deployment).await;
    let report = api.flow("report").await;
    run(api, &etl, Some(&nightly), &["critical", "team:data"], 0, (10, "COMPLETED")).await;
    run(api, &etl, Some(&nightly), &["critical"], 5, (20, "COMPLETED")).await;
    run(api, &etl, Some(&nightly), &["critical"], 0, (30, "FAILED")).await;
    run(api, &etl, None, &[], 0, (0, "CANCELLED")).await;
    run(api, &report, None, &[], 15, (60, "COMPLETED")).await;
    // It was to start a minute ago and has not.
    let state = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": api.now() } });
    api.make("/flow_runs/", json!({ "flow_id": report, "state": state })).await;
    api.wait(60);
    etl
}

async fn found(api: &Api, path: &str, query: Value) -> Value {
    let (status, mut found) = api.post(path, query).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    round(&mut found);
    found
}

/// Numbers to the thousandth: states of the same instant are made a microsecond apart.
fn round(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = json!((number.as_f64().unwrap() * 1000.0).round() / 1000.0);
        }
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(members) => members.values_mut().for_each(round),
        _ => {}
    }
}

#[tokio::test]
async fn figures_of_flow_runs() {
    let api = Api::new().await;
    runs(&api).await;
    let all = found(&api, "/insights/flow_runs", json!({ "start": START })).await;
    assert_json_snapshot!(numbered(&all));
    let by_flow = json!({ "start": START, "group_by": ["flow"], "interval": "hour", "compare": false });
    let by_flow = found(&api, "/insights/flow_runs", by_flow).await;
    assert_json_snapshot!(numbered(&by_flow));
}

#[tokio::test]
async fn runs_are_told_apart_and_compared_with_those_before() {
    let api = Api::new().await;
    let etl = runs(&api).await;
    let counts = async |query: Value| -> Vec<(Value, Value, Value)> {
        let told = found(&api, "/insights/flow_runs", query).await;
        let groups = told["groups"].as_array().unwrap().clone().into_iter();
        groups
            .map(|group| {
                let names = group["group"].as_object().unwrap().values();
                let names: Vec<Value> = names.map(|named| named["name"].clone()).collect();
                (json!(names), group["figures"]["runs"].clone(), group["figures"]["duration"]["mean"].clone())
            })
            .collect()
    };
    let by = |by: Value| json!({ "start": START, "group_by": by });
    assert_eq!(
        counts(by(json!(["tag"]))).await,
        [
            (json!(["critical"]), json!(3), json!(20.0)),
            (json!([null]), json!(2), json!(60.0)),
            (json!(["team:data"]), json!(1), json!(10.0)),
        ]
    );
    assert_eq!(
        counts(by(json!(["deployment", "state"]))).await,
        [
            (json!(["nightly", "Completed"]), json!(2), json!(15.0)),
            (json!([null, "Completed"]), json!(1), json!(60.0)),
            (json!(["nightly", "Failed"]), json!(1), json!(30.0)),
            (json!([null, "Cancelled"]), json!(1), json!(null)),
            (json!([null, "Scheduled"]), json!(0), json!(null)),
        ]
    );
    let filtered = json!({ "start": START, "flows": { "id": { "any_": [etl] } }, "group_by": ["flow"] });
    assert_eq!(counts(filtered).await, [(json!(["etl"]), json!(4), json!(20.0))]);

    // From 02:41:05 on; before, in as much time, those ended that took 10 and 20 seconds.
    let later = json!({ "start": "2026-02-02T02:41:05Z", "end": "2026-02-02T02:42:21Z" });
    let told = found(&api, "/insights/flow_runs", later).await;
    let group = &told["groups"][0];
    assert_eq!(told["previous"]["start"], json!("2026-02-02T02:39:49Z"));
    assert_eq!((&group["previous"]["runs"], &group["figures"]["runs"]), (&json!(2), &json!(3)));
    assert_eq!(group["change"]["runs"], json!(0.5));
    assert_eq!(group["change"]["run_time"], json!(2.0));
}

#[tokio::test]
async fn runs_that_ran_at_the_same_time() {
    let api = Api::new().await;
    runs(&api).await;
    let query = json!({ "start": START, "end": "2026-02-02T02:40:40Z", "interval_seconds": 10 });
    let told = found(&api, "/insights/concurrency", query).await;
    let means: Vec<&Value> = told["groups"][0]["intervals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["figures"]["mean"])
        .collect();
    // Ten seconds, five of nothing, and then without a break.
    assert_eq!(means, [&json!(1.0), &json!(0.5), &json!(1.0), &json!(1.0)]);
    assert_eq!(told["groups"][0]["figures"], json!({ "mean": 0.875, "max": 1 }));
}

#[tokio::test]
async fn what_a_crashed_run_left_behind_runs_no_longer() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await;
    let body = json!({ "flow_run_id": run, "task_key": "extract-1f0a93be", "dynamic_key": "0" });
    let task = api.make("/task_runs/", body).await;
    let running = json!({ "state": { "type": "RUNNING" }, "force": true });
    assert!(api.post(&format!("/task_runs/{task}/set_state"), running).await.0.is_success());
    api.wait(10);
    api.set_state(&run, json!({ "type": "CRASHED" })).await;
    api.wait(10);
    let query =
        json!({ "of": "task_runs", "start": START, "end": "2026-02-02T02:40:20Z", "interval_seconds": 10 });
    let told = found(&api, "/insights/concurrency", query).await;
    let intervals = told["groups"][0]["intervals"].as_array().unwrap();
    let means: Vec<&Value> = intervals.iter().map(|one| &one["figures"]["mean"]).collect();
    assert_eq!(means, [&json!(1.0), &json!(0.0)]);
    let (_, mut told) = api.get(&format!("/insights/flow_runs/{run}/bottlenecks")).await;
    round(&mut told);
    assert_eq!(told["tasks"][0]["work"], json!(10.0));
}

#[tokio::test]
async fn figures_of_task_runs() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    for (key, dynamic, seconds, end) in [
        ("extract-1f0a93be", "0", 10, "COMPLETED"),
        ("extract-1f0a93be", "1", 30, "FAILED"),
        ("load-0be1f0a9", "0", 5, "COMPLETED"),
    ] {
        let body = json!({ "flow_run_id": run, "task_key": key, "dynamic_key": dynamic });
        let task = api.make("/task_runs/", body).await;
        for (state, seconds) in [("RUNNING", seconds), (end, 0)] {
            let path = format!("/task_runs/{task}/set_state");
            let (status, verdict) =
                api.post(&path, json!({ "state": { "type": state }, "force": true })).await;
            assert!(status.is_success(), "{verdict}");
            api.wait(seconds);
        }
    }
    api.wait(1);
    let query = json!({ "start": START, "group_by": ["flow", "task"], "compare": false });
    let told = found(&api, "/insights/task_runs", query).await;
    assert_json_snapshot!(numbered(&told));
}

/// A task run that runs for some seconds and waits for others; answers its id.
async fn task(api: &Api, run: &str, key: &str, waits_for: &[&str], ends: (i64, &str)) -> String {
    let sources: Vec<Value> =
        waits_for.iter().map(|id| json!({ "input_type": "task_run", "id": id })).collect();
    let body = json!({
        "flow_run_id": run, "name": key, "task_key": key, "dynamic_key": api.now().to_string(),
        "task_inputs": { "data": sources },
    });
    let task = api.make("/task_runs/", body).await;
    let (seconds, end) = ends;
    for (state, seconds) in [("RUNNING", seconds), (end, 0)] {
        let proposed = json!({ "state": { "type": state }, "force": true });
        let (status, verdict) = api.post(&format!("/task_runs/{task}/set_state"), proposed).await;
        assert!(status.is_success(), "{verdict}");
        api.wait(seconds);
    }
    task
}

/// A flow run whose transform takes most of its time.
async fn slow_transform(api: &Api, flow: &str, seconds: i64) -> String {
    let body = json!({ "flow_id": flow, "name": "slow", "state": { "type": "RUNNING" } });
    let run = api.make("/flow_runs/", body).await;
    let extract = task(api, &run, "extract-1f0a93be", &[], (10, "COMPLETED")).await;
    let transform = task(api, &run, "transform-0be1f0a9", &[&extract], (seconds, "COMPLETED")).await;
    api.wait(5);
    task(api, &run, "load-00e1f0a9", &[&transform], (5, "COMPLETED")).await;
    api.set_state(&run, json!({ "type": "COMPLETED" })).await;
    run
}

#[tokio::test]
async fn where_the_time_of_a_run_goes() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    let run = slow_transform(&api, &flow, 80).await;
    let (status, told) = api.get(&format!("/insights/flow_runs/{run}/bottlenecks")).await;
    assert_eq!(status, StatusCode::OK);
    assert_json_snapshot!(numbered(&told));
    let (status, _) = api.get(&format!("/insights/flow_runs/{flow}/bottlenecks")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let unstarted = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    let (_, told) = api.get(&format!("/insights/flow_runs/{unstarted}/bottlenecks")).await;
    assert_eq!((&told["start"], &told["wall_time"], &told["tasks"]), (&json!(null), &json!(0.0), &json!([])));
}

#[tokio::test]
async fn where_the_time_of_many_runs_goes() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    slow_transform(&api, &flow, 5).await;
    let middle = api.now();
    slow_transform(&api, &flow, 80).await;
    slow_transform(&api, &flow, 30).await;
    let query = json!({ "start": middle, "end": "2026-02-02T02:43:00Z" });
    assert_json_snapshot!(numbered(&found(&api, "/insights/bottlenecks", query).await));
}

/// A flow run that ends in a state with a message.
async fn failing(api: &Api, flow: &str, deployment: Option<&str>, ends: (&str, &str)) -> String {
    let run = match deployment {
        Some(id) => {
            api.make(&format!("/deployments/{id}/create_flow_run"), json!({ "name": "failing" })).await
        }
        None => api.make("/flow_runs/", json!({ "flow_id": flow, "name": "failing" })).await,
    };
    let running = json!({ "state": { "type": "RUNNING" }, "force": true });
    assert_eq!(api.post(&format!("/flow_runs/{run}/set_state"), running).await.0, StatusCode::CREATED);
    api.wait(10);
    let (state, message) = ends;
    api.set_state(&run, json!({ "type": state, "message": message })).await;
    run
}

async fn log(api: &Api, flow_run: &str, task_run: Option<&str>, message: &str) {
    let line = json!([{
        "name": "prefect.runs", "level": 40, "message": message, "timestamp": api.now(),
        "flow_run_id": flow_run, "task_run_id": task_run,
    }]);
    assert_eq!(api.post("/logs/", line).await.0, StatusCode::CREATED);
}

const TRACEBACK: &str = "Encountered exception during execution: ValueError('bad row 4')
Traceback (most recent call last):
  File \"/venv/lib/python3.12/site-packages/prefect/flow_engine.py\", line 782, in run_context
    yield self
  File \"/app/load.py\", line 8, in load
    raise ValueError(f'bad row {row}')
ValueError: bad row 4
";

#[tokio::test]
async fn failures_that_are_alike_are_told_together() {
    let api = Api::new().await;
    let etl = api.flow("etl").await;
    let wanted = |version: &str| json!({ "name": "nightly", "flow_id": etl, "version": version, "enforce_parameter_schema": false });
    let nightly = api.make("/deployments/", wanted("1")).await;
    let first = failing(&api, &etl, Some(&nightly), ("CRASHED", "Exited with code 137.")).await;
    api.wait(3600);
    let start = api.now();
    assert_eq!(nightly, api.make("/deployments/", wanted("2")).await);
    // The first log has no traceback.
    for row in [3, 4] {
        let message = format!("Flow run encountered an exception: ValueError: bad row {row}");
        let run = failing(&api, &etl, Some(&nightly), ("FAILED", &message)).await;
        if row == 4 {
            log(&api, &run, None, TRACEBACK).await;
        }
    }
    failing(&api, &etl, None, ("CRASHED", "Exited with code 1.")).await;
    failing(&api, &etl, None, ("CANCELLED", "by hand")).await;
    let told = found(&api, "/insights/failures", json!({ "start": start })).await;
    assert_json_snapshot!(numbered(&told));
    assert_eq!(told["groups"][1]["first_seen"], api.get(&format!("/flow_runs/{first}")).await.1["end_time"]);
    let recent = json!({ "start": start, "lookback_days": 0 });
    assert_eq!(found(&api, "/insights/failures", recent).await["groups"][1]["new"], json!(null));
    // Those that are not new are none of those that are left out.
    let new = found(&api, "/insights/failures", json!({ "start": start, "new": true, "limit": 1 })).await;
    assert_eq!((&new["groups"][0]["new"], &new["left_out"]), (&json!(true), &json!(0)));
    assert_eq!(new["groups"][0]["error_type"], json!("ValueError"));
}

#[tokio::test]
async fn what_was_retried_and_for_which_errors() {
    let api = Api::new().await;
    let etl = api.flow("etl").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": etl, "state": { "type": "RUNNING" } })).await;
    for (attempts, end) in [(1, "COMPLETED"), (3, "COMPLETED"), (2, "FAILED")] {
        let key = "fetch-1f0a93be";
        let body = json!({ "flow_run_id": run, "task_key": key, "dynamic_key": api.now().to_string() });
        let task = api.make("/task_runs/", body).await;
        for attempt in 1..=attempts {
            let last = attempt == attempts;
            for state in ["RUNNING", if last { end } else { "SCHEDULED" }] {
                let proposed = json!({ "state": { "type": state }, "force": true });
                api.post(&format!("/task_runs/{task}/set_state"), proposed).await;
                api.wait(1);
            }
            let message = format!(
                "Task run failed with exception: TimeoutError('after {attempt} s') - Retry {attempt}/3 will start immediately"
            );
            if !last {
                log(&api, &run, Some(&task), &message).await;
            }
        }
    }
    let told = found(&api, "/insights/retries", json!({ "start": START })).await;
    assert_json_snapshot!(numbered(&told));
}

#[tokio::test]
async fn a_flow_that_gets_slower_is_told() {
    let api = Api::new().await;
    let flow = api.flow("etl").await;
    for day in 0..30 {
        let run = api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await;
        api.wait(600 + 30 * day);
        api.set_state(&run, json!({ "type": "COMPLETED" })).await;
        api.wait(86_400 - 600 - 30 * day);
    }
    let told = found(&api, "/insights/trends", json!({ "start": START })).await;
    assert_json_snapshot!(numbered(&told));
    let by_tag = json!({ "start": START, "group_by": ["tag"], "timezone": "Asia/Tokyo" });
    assert_eq!(found(&api, "/insights/trends", by_tag).await["groups"][0]["days"], json!(30));
}

#[tokio::test]
async fn bad_questions_are_told_what_is_wrong() {
    let api = Api::new().await;
    for (path, body, loc) in [
        ("/insights/flow_runs", json!({ "group_by": ["task"] }), json!(["body", "group_by", 0])),
        ("/insights/flow_runs", json!({ "flows": { "nme": {} } }), json!(["body", "flows", "nme"])),
        ("/insights/flow_runs", json!({ "limit": 0 }), json!(["body", "limit"])),
        ("/insights/flow_runs", json!({ "start": "yesterday" }), json!(["body", "start"])),
        ("/insights/task_runs", json!({ "interval": "minute" }), json!(["body", "interval"])),
        ("/insights/concurrency", json!({ "of": "flows" }), json!(["body", "of"])),
        ("/insights/bottlenecks", json!({ "runs": 1001 }), json!(["body", "runs"])),
        ("/insights/failures", json!({ "lookback_days": -1 }), json!(["body", "lookback_days"])),
        ("/insights/trends", json!({ "group_by": ["state"] }), json!(["body", "group_by", 0])),
        ("/insights/retries", json!({ "task_runs": { "nme": {} } }), json!(["body", "task_runs", "nme"])),
        ("/insights/concurrency", json!({ "interval_seconds": 0 }), json!(["body", "interval_seconds"])),
    ] {
        let (status, wrong) = api.post(path, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {wrong}");
        assert_eq!(wrong["exception_detail"][0]["loc"], loc, "{path} {body}: {wrong}");
    }
    for (query, told) in [
        (json!({ "start": "2027-01-01T00:00:00Z" }), "end must be after start"),
        (json!({ "interval_seconds": 1 }), "the time has more than 1000 intervals: they must be longer"),
        (json!({ "timezone": "Mars/Olympus" }), "unknown time zone: \"Mars/Olympus\""),
        (
            json!({ "interval": "day", "interval_seconds": 86_400 }),
            "interval and interval_seconds cannot be given together",
        ),
    ] {
        let answer = api.post("/insights/flow_runs", query).await;
        assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": told })));
    }
}

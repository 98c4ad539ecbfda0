//! Dates at and beyond the limits of what can be written: they are taken or refused, and what is taken can be read.

use serde_json::{Value, json};

use crate::api::Api;

const ID: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

fn dates() -> Vec<Value> {
    let texts = [
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999-00:01",
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T00:00:00+23:59",
        "9999-12-31",
        "9999/12/31",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00-14:00",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2024-06-30T23:59:60Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00.9999999Z",
    ];
    let numbers = [
        json!(253_402_300_799.999_999_9),
        json!(253_402_300_799_999_i64),
        json!(253_402_300_800_000_i64),
        json!(-62_135_596_800_000_i64),
        json!(-62_135_596_800_001_i64),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
    ];
    texts.into_iter().map(|text| json!(text)).chain(numbers).collect()
}

/// What filters by `date`, alone and up to `other`.
fn questions(date: &Value, other: &Value) -> Vec<(&'static str, Value)> {
    let mut questions = vec![
        ("/flow_runs/lateness", json!({ "flow_runs": { "expected_start_time": { "after_": date } } })),
        ("/deployments/get_scheduled_flow_runs", json!({ "deployment_ids": [ID], "scheduled_before": date })),
        ("/work_pools/p/workers/filter", json!({ "workers": { "last_heartbeat_time": { "after_": date } } })),
        (
            "/work_pools/p/get_scheduled_flow_runs",
            json!({ "scheduled_before": date, "scheduled_after": other }),
        ),
        ("/events/filter", json!({ "filter": { "occurred": { "since": date, "until": other } } })),
    ];
    for seconds in [1, 3600, 31_536_000] {
        let history =
            json!({ "history_start": date, "history_end": other, "history_interval_seconds": seconds });
        questions.push(("/flow_runs/history", history.clone()));
        questions.push(("/task_runs/history", history));
    }
    for side in ["before_", "after_"] {
        questions.push(("/logs/filter", json!({ "logs": { "timestamp": { side: date } } })));
        for field in ["start_time", "end_time", "expected_start_time", "next_scheduled_start_time"] {
            questions.push(("/flow_runs/filter", json!({ "flow_runs": { field: { side: date } } })));
        }
        for field in ["start_time", "expected_start_time"] {
            questions.push(("/task_runs/filter", json!({ "task_runs": { field: { side: date } } })));
        }
    }
    for unit in ["second", "minute", "hour", "day", "week"] {
        let span = json!({ "filter": { "occurred": { "since": date, "until": other } }, "time_unit": unit });
        questions.push(("/events/count-by/time", span));
    }
    questions
}

#[tokio::test]
async fn filters_answer_whatever_the_date() {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "process" })).await;
    let dates = dates();
    let others = dates.iter().cycle().skip(7);
    for (date, other) in dates.iter().zip(others) {
        for (path, question) in questions(date, other) {
            let (status, answer) = api.post(path, question.clone()).await;
            assert!(status.as_u16() < 500, "{path} {question}: {status} {answer}");
        }
    }
}

#[tokio::test]
async fn what_is_kept_with_a_date_can_be_read() {
    let api = Api::new().await;
    let flow = api.flow("dated").await;
    let run = api.make("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "RUNNING" } })).await;
    let set_state = format!("/flow_runs/{run}/set_state");
    for (number, date) in dates().iter().enumerate() {
        let line =
            json!([{ "name": "n", "level": 20, "message": "m", "timestamp": date, "flow_run_id": run }]);
        let event = json!([{
            "id": format!("{}{number:04}", &ID[..32]),
            "occurred": date,
            "event": "dated",
            "resource": { "prefect.resource.id": "dated" },
        }]);
        let scheduled = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": date } });
        let cached = json!({
            "type": "COMPLETED",
            "timestamp": date,
            "state_details": { "cache_key": "k", "cache_expiration": date },
        });
        for (path, body) in [
            ("/logs/", line),
            ("/events", event),
            ("/flow_runs/", json!({ "flow_id": flow, "state": scheduled })),
            ("/flow_runs/", json!({ "flow_id": flow, "state": { "type": "COMPLETED", "timestamp": date } })),
            (&set_state, json!({ "force": true, "state": { "type": "RUNNING", "timestamp": date } })),
            (
                &set_state,
                json!({ "state": { "type": "PAUSED", "state_details": { "pause_timeout": date } } }),
            ),
            (
                "/task_runs/",
                json!({ "flow_run_id": run, "task_key": "t", "dynamic_key": number.to_string(), "state": cached }),
            ),
        ] {
            let (status, answer) = api.post(path, body.clone()).await;
            assert!(status.as_u16() < 500, "{path} {body}: {status} {answer}");
        }
        for (path, body) in [
            ("/logs/filter", json!({ "sort": "TIMESTAMP_DESC" })),
            ("/flow_runs/filter", json!({ "sort": "EXPECTED_START_TIME_DESC" })),
            ("/task_runs/filter", json!({})),
            ("/flow_run_states/", Value::Null),
            ("/events/filter", json!({ "filter": { "occurred": { "since": "0001-01-01T00:00:00Z" } } })),
        ] {
            let (status, answer) = match body {
                Value::Null => api.get(&format!("{path}?flow_run_id={run}")).await,
                body => api.post(path, body).await,
            };
            assert_eq!(status, 200, "{path} after {date}: {answer}");
        }
        for path in ["logs/download", "graph", "graph-v2", ""] {
            let path = format!("/flow_runs/{run}/{path}");
            let (status, answer) = api.get_text(path.trim_end_matches('/')).await;
            assert_eq!(status, 200, "{path} after {date}: {answer}");
        }
    }
}

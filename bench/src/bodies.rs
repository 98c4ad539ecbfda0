//! Request bodies in the form in which Prefect's SDK 3.8.8 sends them.

use weir_types::{Clock, Timestamp};

/// The time now, as it is written on the wire.
pub fn now() -> Timestamp {
    Clock::system().now()
}

/// A new id.
pub fn new_id() -> String {
    weir_types::ids::new_uuid().to_string()
}

/// `POST /flows/`.
pub fn flow(name: &str) -> String {
    format!(r#"{{"name":"{name}","tags":[],"labels":{{}}}}"#)
}

/// `POST /flow_runs/`, as the SDK creates a run that it is about to execute.
pub fn flow_run(flow: &str) -> String {
    format!(
        concat!(
            r#"{{"state":{{"type":"PENDING","name":"Pending","message":null,"#,
            r#""state_details":{{"traceparent":null}},"data":null}},"name":null,"flow_id":"{}","#,
            r#""flow_version":"1d1e113026071c2527b05a4fdb9db2c9","parameters":{{"x":1}},"context":{{}},"#,
            r#""parent_task_run_id":null,"empirical_policy":{{"retries":0,"retry_delay":0}},"tags":["bench"]}}"#
        ),
        flow
    )
}

/// `POST /flow_runs/` of a run that a worker is to pick up; due at `scheduled` (default: at once).
pub fn scheduled_flow_run(flow: &str, scheduled: Option<Timestamp>) -> String {
    let details =
        scheduled.map_or_else(|| "{}".to_owned(), |time| format!(r#"{{"scheduled_time":"{time}"}}"#));
    format!(
        concat!(
            r#"{{"state":{{"type":"SCHEDULED","name":"Scheduled","message":null,"state_details":{},"data":null}},"#,
            r#""name":null,"flow_id":"{}","flow_version":"1d1e113026071c2527b05a4fdb9db2c9","#,
            r#""parameters":{{"x":1}},"context":{{}},"parent_task_run_id":null,"#,
            r#""empirical_policy":{{"retries":0,"retry_delay":0}},"tags":["bench"]}}"#
        ),
        details, flow
    )
}

/// `POST /flow_runs/{id}/set_state`; `kind` is the state's type and `name` its name.
pub fn set_state(flow_run: &str, kind: &str, name: &str) -> String {
    format!(
        concat!(
            r#"{{"state":{{"type":"{}","name":"{}","message":null,"state_details":{{"flow_run_id":"{}","#,
            r#""task_run_id":null,"child_flow_run_id":null,"scheduled_time":null,"cache_key":null,"#,
            r#""cache_expiration":null,"deferred":null,"untrackable_result":false,"pause_timeout":null,"#,
            r#""pause_reschedule":false,"pause_key":null,"run_input_keyset":null,"refresh_cache":null,"#,
            r#""retriable":null,"transition_id":"{}","task_parameters_id":null,"traceparent":null,"#,
            r#""deployment_concurrency_lease_id":null}},"data":null}},"force":false}}"#
        ),
        kind,
        name,
        flow_run,
        new_id()
    )
}

/// `POST /logs/` with `lines` lines, of which each `metrics`-th tells a metric's value, if there is such a number.
pub fn logs(flow_run: &str, lines: usize, metrics: Option<usize>) -> String {
    let line = |number: usize| {
        let tells = metrics.is_some_and(|each| number.is_multiple_of(each));
        let metric = if tells { " METRIC: rows_kept=1024 unit=rows table=orders" } else { "" };
        format!(
            concat!(
                r#"{{"name":"prefect.flow_runs","level":20,"message":"Line {} of a batch: row group read, "#,
                r#"1024 rows kept{}","timestamp":"{}","flow_run_id":"{}","task_run_id":null}}"#
            ),
            number,
            metric,
            now(),
            flow_run
        )
    };
    format!("[{}]", (0..lines).map(line).collect::<Vec<_>>().join(","))
}

/// `POST /task_runs/count`: how many task runs of these flow runs are Completed.
pub fn completed_task_runs(flow_runs: &[String]) -> String {
    format!(
        concat!(
            r#"{{"flow_runs":{{"id":{{"any_":{}}}}},"#,
            r#""task_runs":{{"state":{{"type":{{"any_":["COMPLETED"]}}}}}}}}"#
        ),
        serde_json::json!(flow_runs)
    )
}

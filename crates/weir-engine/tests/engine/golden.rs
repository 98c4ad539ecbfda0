//! Reading the golden files and writing answers down in their terms.
//!
//! `tests/golden/*.json` holds Prefect's own answers: each state that a run may be in, crossed with each proposed state in
//! each circumstance. `tests/compat/orchestration/generate.py` makes them anew; its head says how. In the files, times are
//! seconds relative to the request and ids have names; an `answers` row lists, for one initial state, the number of the
//! outcome for each proposed state in order (null where Prefect failed with an exception).

use serde_json::{Map, Value, json};
use uuid::Uuid;
use weir_engine::{Bookkeeping, Verdict};
use weir_types::{
    TimeDelta, Timestamp,
    json::Json,
    orchestration::StateResponseDetails,
    state::{State, StateDetails, StateType},
};

use crate::build::{self, NOW, at, id, name_of};

/// One golden file.
pub struct Golden(Value);

impl Golden {
    pub fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap())
    }

    /// Puts each case to `answer` and reports those where it differs from Prefect's. Answers how many there were.
    pub fn check(&self, answer: impl Fn(&Case<'_>) -> Value) -> usize {
        let proposals = self.0["proposed"].as_object().unwrap();
        let outcomes = self.0["outcomes"].as_array().unwrap();
        let (mut checked, mut differing) = (0, Vec::new());
        for (policy, contexts) in self.0["answers"].as_object().unwrap() {
            for (context, rows) in contexts.as_object().unwrap() {
                for (initial, row) in rows.as_object().unwrap() {
                    for ((proposed, proposal), outcome) in proposals.iter().zip(row.as_array().unwrap()) {
                        let Some(outcome) = outcome.as_u64() else { continue };
                        let case = Case {
                            policy,
                            context: &self.0["contexts"][context],
                            initial: &self.0["initial"][initial][0],
                            run: &self.0["initial"][initial][1],
                            proposed: proposal,
                        };
                        let expected = &outcomes[usize::try_from(outcome).unwrap()];
                        let answered = answer(&case);
                        checked += 1;
                        if *expected != answered {
                            differing.push(format!(
                                "{policy} / {context}: {initial} -> {proposed}\n  Prefect: {expected}\n  engine:  {answered}"
                            ));
                        }
                    }
                }
            }
        }
        let shown = differing.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
        assert!(differing.is_empty(), "{} of {checked} cases differ:\n{shown}", differing.len());
        checked
    }
}

/// One case: a run in a state, the circumstances, and a proposed state.
pub struct Case<'a> {
    pub policy: &'a str,
    pub context: &'a Value,
    pub initial: &'a Value,
    pub run: &'a Value,
    pub proposed: &'a Value,
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_f64().map(at)
}

/// The cache key that is one character too long; the golden files' outcomes call it `long`.
fn shown_key(key: &str) -> &str {
    if key.starts_with("kk") { "long" } else { key }
}

pub fn read_state(spec: &Value) -> State {
    let state_type = StateType::from_wire(spec["type"].as_str().unwrap()).unwrap();
    let text = |key: &str| spec[key].as_str().map(str::to_owned);
    let named = |key: &str| spec[key].as_str().map(id::<Uuid>);
    let mut state = build::state(state_type).named(spec["name"].as_str().unwrap());
    state.message = text("message");
    state.data = Json::from(spec["data"].clone());
    state.state_details = StateDetails {
        scheduled_time: time(&spec["scheduled_time"]),
        cache_key: text("cache_key"),
        cache_expiration: time(&spec["cache_expiration"]),
        deferred: spec["deferred"].as_bool(),
        pause_timeout: time(&spec["pause_timeout"]),
        pause_reschedule: spec["pause_reschedule"] == true,
        pause_key: text("pause_key"),
        refresh_cache: spec["refresh_cache"].as_bool(),
        retriable: spec["retriable"].as_bool(),
        transition_id: named("transition_id").map(Into::into),
        task_parameters_id: named("task_parameters_id"),
        ..StateDetails::default()
    };
    state
}

/// The state that the run is in. Prefect keeps no data that says of itself that it was not persisted.
pub fn read_initial(spec: &Value) -> Option<State> {
    if spec.is_null() {
        return None;
    }
    let mut state = build::entered(read_state(spec));
    if let Some(timestamp) = time(&spec["timestamp"]) {
        state.timestamp = timestamp;
    }
    Some(state)
}

pub fn read_bookkeeping(spec: &Value) -> Bookkeeping {
    Bookkeeping {
        run_count: spec["run_count"].as_i64().unwrap(),
        start_time: time(&spec["start_time"]),
        end_time: time(&spec["end_time"]),
        total_run_time: TimeDelta::from_secs_f64(spec["total_run_time"].as_f64().unwrap_or(0.0)),
        expected_start_time: time(&spec["expected_start_time"]),
        next_scheduled_start_time: time(&spec["next_scheduled_start_time"]),
    }
}

pub fn seconds(delta: TimeDelta) -> Value {
    let micros = delta.as_micros();
    if micros % 1_000_000 == 0 { json!(micros / 1_000_000) } else { json!(delta.as_secs_f64()) }
}

pub fn since_now(time: Timestamp) -> Value {
    seconds(time.since(NOW))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().filter(|(_, v)| !v.is_null()).collect()),
        other => other,
    }
}

pub fn show_details(details: &StateDetails) -> Value {
    without_nulls(json!({
        "flow_run_id": details.flow_run_id.map(name_of),
        "task_run_id": details.task_run_id.map(name_of),
        "child_flow_run_id": details.child_flow_run_id.map(name_of),
        "scheduled_time": details.scheduled_time.map(since_now),
        "cache_key": details.cache_key.as_deref().map(shown_key),
        "cache_expiration": details.cache_expiration.map(since_now),
        "deferred": details.deferred.filter(|deferred| *deferred),
        "untrackable_result": Some(details.untrackable_result).filter(|set| *set),
        "pause_timeout": details.pause_timeout.map(since_now),
        "pause_reschedule": Some(details.pause_reschedule).filter(|set| *set),
        "pause_key": details.pause_key,
        "refresh_cache": details.refresh_cache.filter(|refresh| *refresh),
        "retriable": details.retriable.filter(|retriable| *retriable),
        "transition_id": details.transition_id.map(name_of),
        "task_parameters_id": details.task_parameters_id.map(name_of),
        "deployment_concurrency_lease_id": details.deployment_concurrency_lease_id.map(name_of),
    }))
}

/// What every outcome holds: the answer, the bookkeeping and the new state.
pub fn show_verdict<W>(verdict: &Verdict<W>) -> Map<String, Value> {
    let delay = match verdict.details {
        StateResponseDetails::Wait { delay_seconds, .. } => Some(delay_seconds),
        _ => None,
    };
    let bookkeeping = &verdict.bookkeeping;
    let state = verdict.new_state.as_ref().map(|state| {
        without_nulls(json!({
            "id": name_of(state.id),
            "type": state.state_type.as_str(),
            "name": state.name,
            "message": state.message,
            "data": state.data.to_value(),
            "timestamp": since_now(state.timestamp),
            "details": show_details(&state.state_details),
        }))
    });
    let recorded = verdict
        .new_state
        .as_ref()
        .map(|state| json!([state.state_type.as_str(), state.name, since_now(state.timestamp)]));
    let shown = without_nulls(json!({
        "status": verdict.status,
        "reason": verdict.details.reason(),
        "delay": delay,
        "run": without_nulls(json!({
            "run_count": bookkeeping.run_count,
            "start_time": bookkeeping.start_time.map(since_now),
            "end_time": bookkeeping.end_time.map(since_now),
            "total_run_time": seconds(bookkeeping.total_run_time),
            "expected_start_time": bookkeeping.expected_start_time.map(since_now),
            "next_scheduled_start_time": bookkeeping.next_scheduled_start_time.map(since_now),
        })),
        "state": state,
        "recorded": recorded,
    }));
    shown.as_object().unwrap().clone()
}

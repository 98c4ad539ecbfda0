//! Filters take what Prefect's schemas name, and nothing else.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use weir_types::filters::{
    ArtifactCollectionFilter, ArtifactFilter, AutomationFilter, BlockDocumentFilter, BlockSchemaFilter,
    BlockTypeFilter, DeploymentFilter, EventFilter, FlowFilter, FlowRunFilter, LogFilter, TaskRunFilter,
    VariableFilter, WorkPoolFilter, WorkQueueFilter, WorkerFilter,
    queries::{BlockDocumentsQuery, FlowRunHistoryQuery, FlowRunsQuery, FlowsCount},
};

const ID: &str = "830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39";
const TIME: &str = "2026-01-01T00:00:00Z";

/// Reads `full`, and refuses an unknown member at its top and in each object right below.
fn check<T: DeserializeOwned>(full: &Value) {
    let name = std::any::type_name::<T>();
    if let Err(error) = serde_json::from_value::<T>(full.clone()) {
        panic!("{name}: {error}");
    }
    let parts = full
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, part)| part.is_object())
        .map(|(member, _)| format!("/{member}"));
    for place in parts.chain([String::new()]) {
        let mut bad = full.clone();
        match bad.pointer_mut(&place) {
            Some(object) => object["unknown"] = json!(1),
            None => panic!("{name}: nothing at {place:?}"),
        }
        assert!(serde_json::from_value::<T>(bad).is_err(), "{name}: an unknown member at {place:?}");
    }
}

fn ids() -> Value {
    json!({"any_": [ID]})
}

fn ids_or_not() -> Value {
    json!({"any_": [ID], "not_any_": null})
}

fn like() -> Value {
    json!({"any_": ["a"], "like_": "b"})
}

fn key() -> Value {
    json!({"any_": ["a"], "like_": "b", "exists_": true})
}

fn texts_or_not() -> Value {
    json!({"any_": ["a"], "not_any_": ["b"]})
}

fn tags() -> Value {
    json!({"operator": "or_", "all_": ["a"], "any_": ["b"], "is_null_": false})
}

fn all_tags() -> Value {
    json!({"operator": "or_", "all_": ["a"], "is_null_": false})
}

fn times() -> Value {
    json!({"before_": TIME, "after_": TIME})
}

fn times_or_null() -> Value {
    json!({"before_": TIME, "after_": TIME, "is_null_": true})
}

fn ids_or_null() -> Value {
    json!({"operator": "and_", "any_": [ID], "is_null_": true})
}

#[test]
fn filters_of_runs_take_their_schemas_and_no_more() {
    check::<FlowFilter>(&json!({
        "operator": "or_", "id": ids_or_not(), "name": like(), "tags": all_tags(),
        "deployment": {"operator": "and_", "is_null_": true},
    }));
    check::<FlowRunFilter>(&json!({
        "operator": "or_", "id": ids_or_not(), "name": like(), "tags": tags(), "deployment_id": ids_or_null(),
        "work_queue_name": {"operator": "and_", "any_": ["q"], "is_null_": true},
        "state": {
            "operator": "and_",
            "type": {"any_": ["RUNNING"], "not_any_": ["FAILED"]},
            "name": {"any_": ["Late"], "not_any_": ["Failed"]},
        },
        "flow_version": {"any_": ["1"]}, "start_time": times_or_null(), "end_time": times_or_null(),
        "expected_start_time": times(), "next_scheduled_start_time": times(),
        "parent_flow_run_id": {"operator": "and_", "any_": [ID]}, "parent_task_run_id": ids_or_null(),
        "idempotency_key": texts_or_not(),
        "created_by": {"operator": "and_", "id_": [ID], "type_": ["DEPLOYMENT"], "is_null_": true},
    }));
    check::<TaskRunFilter>(&json!({
        "operator": "or_", "id": ids(), "name": like(), "tags": all_tags(),
        "state": {"operator": "and_", "type": {"any_": ["RUNNING"]}, "name": {"any_": ["Late"]}},
        "start_time": times_or_null(), "end_time": times_or_null(), "expected_start_time": times(),
        "subflow_runs": {"exists_": true}, "flow_run_id": ids_or_null(),
    }));
    check::<DeploymentFilter>(&json!({
        "operator": "or_", "id": ids_or_not(), "name": like(), "flow_or_deployment_name": {"like_": "a"},
        "paused": {"eq_": true}, "tags": tags(), "work_queue_name": {"any_": ["q"]},
        "concurrency_limit": {"ge_": 1, "le_": 2, "is_null_": null},
    }));
    check::<LogFilter>(&json!({
        "operator": "or_", "level": {"ge_": 1, "le_": 2}, "timestamp": times(), "flow_run_id": ids(),
        "task_run_id": {"any_": [ID], "is_null_": true}, "text": {"query": "a"},
    }));
}

#[test]
fn the_other_filters_take_their_schemas_and_no_more() {
    check::<WorkPoolFilter>(&json!({
        "operator": "or_", "id": ids(), "name": {"any_": ["a"]}, "type": {"any_": ["process"]},
    }));
    check::<WorkQueueFilter>(&json!({
        "operator": "or_", "id": ids(), "name": {"any_": ["a"], "startswith_": ["b"]},
    }));
    check::<WorkerFilter>(&json!({
        "operator": "or_", "last_heartbeat_time": times(),
        "status": {"any_": ["ONLINE"], "not_any_": ["OFFLINE"]},
    }));
    check::<ArtifactFilter>(&json!({
        "operator": "or_", "id": ids(), "key": key(), "flow_run_id": ids(), "task_run_id": ids(),
        "type": texts_or_not(),
    }));
    check::<ArtifactCollectionFilter>(&json!({
        "operator": "or_", "latest_id": ids(), "key": key(), "flow_run_id": ids(), "task_run_id": ids(),
        "type": texts_or_not(),
    }));
    check::<VariableFilter>(&json!({"operator": "or_", "id": ids(), "name": like(), "tags": all_tags()}));
    check::<BlockTypeFilter>(&json!({"name": {"like_": "a"}, "slug": {"any_": ["a"]}}));
    check::<BlockSchemaFilter>(&json!({
        "operator": "or_", "block_type_id": ids(), "block_capabilities": {"all_": ["notify"]}, "id": ids(),
        "version": {"any_": ["1"]},
    }));
    check::<BlockDocumentFilter>(&json!({
        "operator": "or_", "id": ids(), "is_anonymous": {"eq_": null}, "block_type_id": ids(), "name": like(),
    }));
    check::<AutomationFilter>(&json!({
        "operator": "or_", "id": ids(), "name": {"any_": ["a"]}, "created": {"before_": TIME}, "tags": tags(),
    }));
    let labels = json!({"a": "b", "c": ["d", "!e*"]});
    let full = json!({
        "occurred": {"since": TIME, "until": TIME},
        "event": {"prefix": ["a"], "exclude_prefix": ["b"], "name": ["c"], "exclude_name": ["d"]},
        "resource": {"id": ["a"], "id_prefix": ["b"], "labels": labels, "distinct": true},
        "related": {"id": ["a"], "role": ["b"], "resources_in_roles": [["c", "d"]], "labels": labels},
        "any_resource": [{"id": ["a"], "id_prefix": ["b"], "labels": labels}, {}],
        "id": {"id": [ID]}, "text": {"query": "a"}, "order": "ASC",
    });
    check::<EventFilter>(&full);
    // A filter of events goes round: the address of the next page carries it.
    let filter: EventFilter = serde_json::from_value(full).expect("good filter");
    let text = serde_json::to_string(&filter).expect("renders");
    assert_eq!(serde_json::from_str::<EventFilter>(&text).expect("reads its own text"), filter);
}

#[test]
fn defaults_of_filters_are_those_of_prefect() {
    let documents: BlockDocumentFilter = serde_json::from_str("{}").expect("good filter");
    assert_eq!(documents.is_anonymous.and_then(|flag| flag.eq_), Some(false));
    let runs: TaskRunFilter = serde_json::from_str(r#"{"flow_run_id":{}}"#).expect("good filter");
    assert_eq!(runs.flow_run_id.and_then(|part| part.is_null_), Some(false));
    assert!(serde_json::from_str::<LogFilter>(r#"{"text":{}}"#).is_err(), "a search needs its query");
    let long = format!(r#"{{"text":{{"query":"{}"}}}}"#, "x".repeat(201));
    assert!(serde_json::from_str::<LogFilter>(&long).is_err(), "a search is short");
}

#[test]
fn bodies_ignore_what_they_do_not_know() {
    let mut query: FlowRunsQuery = serde_json::from_str(
        r#"{"sort":"NAME_ASC","limit":5,"page":"x","work_pool_queues":{"name":{"any_":["q"]}},"flows":null}"#,
    )
    .expect("good body");
    assert_eq!((query.offset, query.limit), (0, Some(5)));
    let filters = query.take_filters();
    assert!(filters.work_queues.is_some() && filters.flows.is_none());
    let history = r#"{"history_start":"2026-01-01T00:00:00Z","history_end":"2026-01-02T00:00:00Z",
        "history_interval_seconds":3600,"work_queues":{}}"#;
    let history: FlowRunHistoryQuery = serde_json::from_str(history).expect("good body");
    assert!(history.work_queues.is_some());
    assert!(serde_json::from_str::<FlowsCount>("{}").is_ok());
    assert!(serde_json::from_str::<BlockDocumentsQuery>(r#"{"sort":null}"#).is_ok());
    assert!(serde_json::from_str::<FlowsCount>(r#"{"flows":{"unknown":1}}"#).is_err());
}

//! Actions of Weir's own in requests: what is taken, what is wrong with the rest, and what stock clients see of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::{Value, json};
use weir_contract::{Refusal, RequestParts, contract, stock};

/// The automation as routes get it, or where it is wrong and why.
fn checked(actions: &Value, trigger: &Value) -> Result<Value, Vec<String>> {
    let operation = contract().operation("POST", "/api/automations/").unwrap();
    let body = json!({ "name": "a", "trigger": trigger, "actions": actions }).to_string();
    let parts = RequestParts {
        content_type: Some("application/json"),
        body: body.as_bytes(),
        ..RequestParts::default()
    };
    match contract().validate(operation, parts) {
        Ok(validated) => Ok(validated.read().unwrap()),
        Err(Refusal::Invalid(errors)) => {
            let details: Value = serde_json::from_str(&errors.details_json()).unwrap();
            let told = |found: &Value| {
                let steps = found["loc"].as_array().unwrap().iter();
                let steps: Vec<String> =
                    steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect();
                format!("{}: {}", steps.join("."), found["msg"].as_str().unwrap())
            };
            Err(details.as_array().unwrap().iter().map(told).collect())
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn action(action: &Value) -> Result<Value, Vec<String>> {
    checked(&json!([action]), &event()).map(|automation| automation["actions"][0].clone())
}

fn event() -> Value {
    json!({ "type": "event", "posture": "Reactive" })
}

const ID: &str = "830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39";

fn good() -> Vec<Value> {
    vec![
        json!({ "type": "retry-flow-run", "max_retries": 3, "retry_delay_seconds": 300 }),
        json!({ "type": "retry-flow-run", "retry_delay": 300, "backoff_factor": 2, "jitter_factor": 0.5 }),
        json!({ "type": "scale-work-pool", "work_pool": "data-pipelines", "target_concurrency": 10 }),
        json!({ "type": "scale-work-pool", "source": "inferred", "step": -1, "minimum": 1 }),
        json!({ "type": "emit-event", "event": "a", "resource": { "prefect.resource.id": "b" } }),
        json!({ "type": "declare-incident", "severity": "high" }),
        json!({ "type": "send-slack-message", "webhook": "alerts", "message": "m" }),
        json!({ "type": "send-slack-message", "blocks": [{ "type": "divider" }] }),
        json!({ "type": "send-pagerduty-alert", "severity": "high" }),
        json!({ "type": "pause-deployment", "deployment_name": "lightdash-refresh" }),
        json!({ "type": "run-deployment", "deployment_name": "f/d", "parameters": { "a": 1 } }),
        json!({ "type": "resume-work-pool", "work_pool": "p" }),
    ]
}

#[test]
fn actions_of_our_own_are_taken() {
    for good in good() {
        assert_eq!(action(&good), Ok(good.clone()));
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (bad, told) in [
        (
            json!({ "type": "retry-flow-run", "max_retries": 0 }),
            "RetryFlowRun.max_retries: Input should be greater than or equal to 1",
        ),
        (
            json!({ "type": "retry-flow-run", "delay": 3 }),
            "RetryFlowRun.delay: Extra inputs are not permitted",
        ),
        (
            json!({ "type": "retry-flow-run", "retry_delay": 3, "retry_delay_seconds": 3 }),
            "RetryFlowRun: Value error, retry_delay and retry_delay_seconds cannot be given together",
        ),
        (
            json!({ "type": "scale-work-pool", "target_concurrency": 3 }),
            "ScaleWorkPool: Value error, work_pool_id or work_pool is required",
        ),
        (
            json!({ "type": "scale-work-pool", "source": "inferred", "work_pool": "p", "step": 1 }),
            "ScaleWorkPool: Value error, work_pool is not allowed",
        ),
        (
            json!({ "type": "scale-work-pool", "work_pool": "p" }),
            "ScaleWorkPool: Value error, target_concurrency or step is required",
        ),
        (
            json!({ "type": "scale-work-pool", "work_pool": "p", "target_concurrency": 1, "maximum": 1 }),
            "ScaleWorkPool: Value error, maximum is only allowed with step",
        ),
        (json!({ "type": "emit-event" }), "EmitEvent.event: Field required"),
        (
            json!({ "type": "send-slack-message" }),
            "SendSlackMessage: Value error, message or blocks is required",
        ),
        (
            json!({ "type": "send-pagerduty-alert", "severity": "dire" }),
            "SendPagerDutyAlert.severity: Input should be 'critical', 'error', 'warning', 'info', 'high', 'medium' or 'low'",
        ),
        (
            json!({ "type": "pause-deployment", "deployment_id": ID, "deployment_name": "d" }),
            "PauseDeployment: Value error, deployment_id and deployment_name cannot be given together",
        ),
    ] {
        assert_eq!(action(&bad), Err(vec![format!("body.actions.0.{told}")]));
    }
}

/// An automation as a stock client sees it.
fn shown(actions: &Value) -> Value {
    let mut automation = json!({ "trigger": event(), "actions": actions });
    stock::show(&mut automation);
    automation
}

#[test]
fn what_a_stock_client_sees_is_read_back_as_what_it_is() {
    for good in good() {
        let automation = shown(&json!([good, { "type": "do-nothing" }]));
        assert_eq!(automation["actions"][0]["type"], "send-notification", "{good}");
        assert_eq!(automation["actions"][1], json!({ "type": "do-nothing" }));
        let read = checked(&automation["actions"], &automation["trigger"]).unwrap();
        assert_eq!(read["actions"][0], good);
    }
}

#[test]
fn what_stock_models_keep_is_shown_as_it_is() {
    let known = json!([
        { "type": "declare-incident" },
        { "type": "pause-deployment", "source": "selected", "deployment_id": ID },
        { "type": "send-notification", "block_document_id": ID, "subject": "s", "body": "{}" },
    ]);
    assert_eq!(shown(&known)["actions"], known);
}

#[test]
fn what_a_stock_client_changes_is_taken_or_refused() {
    let retry = json!({ "type": "retry-flow-run", "max_retries": 3 });
    let mut carrying = shown(&json!([retry]))["actions"][0].take();
    carrying["body"] = json!(r#"{"type":"retry-flow-run","max_retries":5}"#);
    assert_eq!(action(&carrying).unwrap()["max_retries"], 5);
    for (member, value, told) in [
        (
            "body",
            json!(r#"{"type":"retry-flow-run","max_retries":-5}"#),
            "RetryFlowRun.max_retries: Input should be",
        ),
        ("body", json!("{"), "Value error, body is not JSON"),
        ("body", json!(r#"{"type":"do-nothing"}"#), "Value error, body is no action of Weir's own"),
        (
            "subject",
            json!("louder"),
            "Value error, subject stands around what is Weir's own, and cannot be changed",
        ),
    ] {
        let mut changed = carrying.clone();
        changed[member] = value;
        let wrong = action(&changed).unwrap_err();
        assert!(wrong[0].contains(told), "{wrong:?}");
    }
}

fn trigger(trigger: &Value) -> Result<Value, Vec<String>> {
    checked(&json!([{ "type": "do-nothing" }]), trigger).map(|automation| automation["trigger"].clone())
}

fn successes() -> Value {
    json!({ "name": "successes", "operator": "<", "threshold": 0.9, "range": 600.0, "firing_for": 300.0 })
}

fn rows() -> Value {
    json!({ "name": "rows_extracted", "operator": "<", "threshold": 1000.0, "range": 10.0, "aggregation": "min" })
}

#[test]
fn triggers_of_our_own_are_taken() {
    for good in [
        json!({ "type": "event", "expect": ["a"], "posture": "Proactive", "threshold_duration": 1800 }),
        json!({ "type": "event", "expect": ["a"], "posture": "proactive", "threshold_duration_seconds": 1800 }),
        json!({ "type": "metric", "posture": "Metric", "metric": successes() }),
        json!({ "type": "metric", "metric": successes(), "for_each": ["prefect.resource.name"] }),
        json!({ "type": "metric", "metric": rows() }),
    ] {
        assert_eq!(trigger(&good), Ok(good.clone()));
        let mut typeless = good.clone();
        typeless.as_object_mut().unwrap().remove("type");
        assert_eq!(trigger(&typeless), Ok(good.clone()));
        let within = json!({ "type": "compound", "require": "all", "within": 60.0, "triggers": [good] });
        assert_eq!(trigger(&within), Ok(within.clone()));
    }
}

#[test]
fn what_is_wrong_with_a_trigger_is_named() {
    let mut early = successes();
    early["range"] = json!(60);
    let mut own = [rows(), rows(), rows(), successes()];
    own[0]["name"] = json!("no name");
    own[1]["range"] = json!(9);
    own[2]["aggregation"] = json!("most");
    own[3]["aggregation"] = json!("min");
    let [unnamed, short, strange, aggregated] =
        own.map(|metric| json!({ "type": "metric", "metric": metric }));
    for (bad, told) in [
        (unnamed, "MetricTrigger.metric.name: String should match pattern '^[A-Za-z_][A-Za-z0-9_./-]*$'"),
        (short, "MetricTrigger.metric.range: Input should be greater than or equal to 10 seconds"),
        (
            strange,
            "MetricTrigger.metric.aggregation: Input should be 'avg', 'min', 'max', 'sum', 'count', 'last', 'p50' or 'p95'",
        ),
        (aggregated, "MetricTrigger.metric.aggregation: Extra inputs are not permitted"),
        (
            json!({ "type": "event", "posture": "Proactive", "threshold_duration": 1800 }),
            "EventTrigger.expect: Field required",
        ),
        (
            json!({ "type": "event", "expect": ["a"], "threshold_duration": 0 }),
            "EventTrigger.threshold_duration: Input should be greater than or equal to 1 seconds",
        ),
        (
            json!({ "type": "event", "expect": ["a"], "threshold_duration": 9, "threshold": 2 }),
            "EventTrigger.threshold: Input should be less than or equal to 1",
        ),
        (json!({ "type": "metric" }), "MetricTrigger.metric: Field required"),
        (
            json!({ "type": "metric", "metric": early }),
            "MetricTrigger.metric.range: Input should be greater than or equal to 300 seconds",
        ),
    ] {
        let found = trigger(&bad).unwrap_err();
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
        assert!(found[0].ends_with(told), "{bad}: {found:?}");
    }
}

#[test]
fn stock_clients_see_metric_triggers_as_they_are() {
    let metric = json!({
        "id": ID, "type": "metric", "match": {}, "match_related": {}, "posture": "Metric", "metric": successes(),
    });
    let duration = json!({ "type": "event", "id": ID, "expect": ["a"], "threshold_duration": 60.0 });
    let mut automation = json!({ "trigger": metric, "actions": [] });
    stock::show(&mut automation);
    assert_eq!(automation["trigger"], metric);
    let custom = json!({ "type": "metric", "id": ID, "metric": rows() });
    automation["trigger"] = custom.clone();
    stock::show(&mut automation);
    assert_eq!(
        automation["trigger"]["expect"],
        json!(["weir.metric"]),
        "their models know three metrics alone"
    );
    assert_eq!(trigger(&automation["trigger"]), Ok(custom));
    automation["trigger"] = duration.clone();
    stock::show(&mut automation);
    assert_eq!(automation["trigger"]["expect"], json!(["weir.event"]));
    assert_eq!(trigger(&automation["trigger"]), Ok(duration), "it survives what they write back");
}

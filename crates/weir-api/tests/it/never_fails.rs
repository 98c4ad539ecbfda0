//! No body makes any operation of the contract fail or panic: whatever is sent, the answer is below 500, or 501 where
//! nothing is served yet.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Request, header};
use proptest::{prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use weir_contract::{Operation, contract};

use crate::api::Api;

/// The id that stands in the recorded bodies.
const RECORDED_ID: &str = "0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e";
const ROUNDS: u32 = 12;

/// Bodies that Prefect takes, by operation.
fn good_bodies() -> BTreeMap<String, Vec<Value>> {
    let mut bodies: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in include_str!("../../../weir-contract/tests/golden/validation.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let body = case["b"].as_str().and_then(|body| serde_json::from_str(body).ok());
        if let (204, Some(body)) = (case["s"].as_u64().unwrap(), body) {
            bodies.entry(case["o"].as_str().unwrap().to_owned()).or_default().push(body);
        }
    }
    bodies
}

/// A value of any kind, with those that have broken servers before.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop::sample::select(vec![
            json!(""),
            json!("\u{0}"),
            json!("%_\\'\";--"),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(1e300),
            json!("0001-01-01T00:00:00Z"),
            json!("9999-12-31T23:59:59.999999+00:00"),
            json!("9999-12-31T23:59:59-14:00"),
            json!(253_402_300_799_i64),
            json!("PT9999999H"),
            json!(RECORDED_ID),
            json!([]),
            json!({}),
            json!({"": {"": []}}),
            json!("{{ prefect.variables.x }}"),
        ]),
    ]
}

/// How one place of a body is changed.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, Value),
    Remove(Index),
    Add(Index, String, Value),
}

fn any_mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => (any::<Index>(), any_value()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        1 => any::<Index>().prop_map(Mutation::Remove),
        1 => (any::<Index>(), "[a-z_]{1,6}", any_value()).prop_map(|(at, key, value)| Mutation::Add(at, key, value)),
    ]
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value at a place, counted through the whole tree.
fn place<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| place(value, at)),
        Value::Object(members) => members.values_mut().find_map(|value| place(value, at)),
        _ => None,
    }
}

fn mutate(body: &mut Value, mutation: &Mutation) {
    let (Mutation::Replace(at, _) | Mutation::Remove(at) | Mutation::Add(at, _, _)) = mutation;
    let mut at = at.index(count(body));
    let Some(target) = place(body, &mut at) else { return };
    match (mutation, target) {
        (Mutation::Replace(_, value), target) => *target = value.clone(),
        (Mutation::Remove(at), Value::Object(members)) if !members.is_empty() => {
            let key = members.keys().nth(at.index(members.len())).cloned();
            key.and_then(|key| members.remove(&key));
        }
        (Mutation::Add(_, key, value), Value::Object(members)) => {
            members.insert(key.clone(), value.clone());
        }
        _ => {}
    }
}

/// Objects that exist, so that not every request ends at an unknown id.
struct Known(Vec<(&'static str, String)>);

impl Known {
    async fn make(api: &Api) -> Self {
        let flow = api.flow("known").await;
        let run = api.make("/flow_runs/", json!({ "flow_id": flow })).await;
        Self(vec![("/api/flows/", flow), ("/api/flow_runs/", run)])
    }

    fn address(&self, operation: &Operation) -> String {
        let known = self.0.iter().find(|(family, _)| operation.path.starts_with(family));
        let id = known.map_or(RECORDED_ID, |(_, id)| id.as_str());
        let part = |part: &str| match part.strip_prefix('{') {
            Some(name) if name.contains(":uuid") || name == "id}" => id.to_owned(),
            Some(_) => "name".to_owned(),
            None => part.to_owned(),
        };
        operation.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// The body with the recorded ids of flows replaced by one that exists.
    fn body(&self, body: &Value) -> String {
        body.to_string()
            .replace(&format!("\"flow_id\":\"{RECORDED_ID}\""), &format!("\"flow_id\":\"{}\"", self.0[0].1))
    }
}

async fn status(api: &Api, operation: &Operation, uri: &str, body: String) -> (u16, String) {
    let request = Request::builder()
        .method(&*operation.method)
        .uri(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .unwrap();
    let response = api.send(request).await;
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_operation_fails_for_any_body() {
    let api = Api::new().await;
    let mut runner = TestRunner::deterministic();
    let good = good_bodies();
    for operation in contract().operations() {
        let known = Known::make(&api).await;
        let uri = known.address(operation);
        let template = operation.path.replace(":uuid", "").replace(":str", "");
        let bodies = good.get(&format!("{} {template}", operation.method)).cloned().unwrap_or_default();
        let seeds = if bodies.is_empty() { vec![json!({})] } else { bodies };
        let strategy = (prop::sample::select(seeds), prop::collection::vec(any_mutation(), 0..4));
        for _ in 0..if operation.body.is_empty() { 1 } else { ROUNDS } {
            let (mut body, mutations) = strategy.new_tree(&mut runner).unwrap().current();
            for mutation in &mutations {
                mutate(&mut body, mutation);
            }
            let body = known.body(&body);
            let (status, answer) = status(&api, operation, &uri, body.clone()).await;
            assert!(status < 500 || status == 501, "{} {uri} {body}: {status} {answer}", operation.method);
        }
    }
}

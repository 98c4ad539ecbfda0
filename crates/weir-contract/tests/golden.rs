//! Every request of the corpus, answered as Prefect's own application answered it.
//!
//! `tests/golden/validation.jsonl` is written by `tests/compat/validation/record.py` at the root of the repository;
//! run that again (it says how) after a change of the corpus or of Prefect's version, never edit the file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use weir_contract::{Contract, ErrorBody, Refusal, RequestParts, contract};

/// One line of the golden file.
struct Case {
    line: Value,
    body: Vec<u8>,
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn cases() -> Vec<Case> {
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let body = match line["b"].as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => hex(line["x"].as_str().unwrap()),
        };
        Case { line, body }
    };
    include_str!("golden/validation.jsonl").lines().map(read).collect()
}

/// The status and, for a refusal, the sentence or the list of errors in the form of the golden file.
fn answer(contract: &Contract, case: &Case) -> (u64, Value) {
    let (method, path) = case.line["o"].as_str().unwrap().split_once(' ').unwrap();
    let operation = contract.operation(method, path).unwrap();
    let names: Vec<(&str, &str)> = operation
        .path_params
        .iter()
        .map(|parameter| {
            let uuid =
                operation.path.contains(&format!("{{{}:uuid}}", parameter.name)) || &*parameter.name == "id";
            (&*parameter.name, if uuid { "0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e" } else { "name" })
        })
        .collect();
    let content_type = match case.line.get("c") {
        None => Some("application/json"),
        Some(other) => other.as_str(),
    };
    let query = case.line["q"].as_str().unwrap_or("");
    let request =
        RequestParts { path: &names, query, content_type, body: &case.body, ..RequestParts::default() };
    match contract.validate(operation, request) {
        Ok(_) => (204, Value::Null),
        Err(Refusal::Plain(ErrorBody { status, json })) => {
            (u64::from(status), serde_json::from_str::<Value>(&json).unwrap()["detail"].take())
        }
        Err(Refusal::Invalid(errors)) => {
            let details: Value = serde_json::from_str(&errors.details_json()).unwrap();
            let row = |found: &Value| {
                let keys = ["type", "loc", "msg", "input", "ctx"];
                Value::Array(keys.iter().filter_map(|key| found.get(*key).cloned()).collect())
            };
            (422, Value::Array(details.as_array().unwrap().iter().map(row).collect()))
        }
    }
}

/// Equality where 5 and 5.0 are one number: Prefect rewrites some numbers in the input before it reports other errors.
fn same_value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_value(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same_value(value, other)))
        }
        _ => left == right,
    }
}

#[test]
fn answers_as_prefect_does() {
    let contract = contract();
    let mut different = 0;
    let mut same = 0;
    for case in cases() {
        let status = case.line["s"].as_u64().unwrap();
        let expected = case.line.get("e").or_else(|| case.line.get("d")).cloned().unwrap_or_default();
        let (ours, said) = answer(contract, &case);
        // Where Prefect fails, ours is some refusal of the client's request, or it is taken.
        let equal = if status == 500 { ours < 500 } else { ours == status && same_value(&said, &expected) };
        if equal {
            same += 1;
            continue;
        }
        different += 1;
        let first = expected.as_array().zip(said.as_array()).and_then(|(expected, said)| {
            expected.iter().zip(said).find(|(left, right)| !same_value(left, right))
        });
        let (expected, said) = first.map_or((&expected, &said), |first| first);
        if different <= 40 {
            let shorten = |text: String| text.chars().take(600).collect::<String>();
            println!(
                "{}\n  body     {}\n  expected {status} {}\n  ours     {ours} {}",
                case.line["o"],
                shorten(String::from_utf8_lossy(&case.body).into_owned()),
                shorten(expected.to_string()),
                shorten(said.to_string()),
            );
        }
    }
    assert_eq!(different, 0, "{same} answers are the same");
}

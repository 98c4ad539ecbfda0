//! No body, query or path makes the validator panic, and what it accepts is JSON.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use serde_json::Value;
use weir_contract::{ErrorBody, RequestParts, contract, decode_path};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e")),
        Just(Value::from("2026-02-01T06:00:00Z")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![
            "[a-z_]{1,8}",
            Just("name".to_owned()),
            Just("state".to_owned()),
            Just("flows".to_owned())
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|entries| entries.into_iter().collect::<Value>()),
        ]
    })
}

fn check_everywhere(body: &[u8], query: &str, content_type: Option<&str>) {
    let contract = contract();
    for operation in contract.operations() {
        let request = RequestParts { path: &[], query, content_type, body, ..RequestParts::default() };
        match contract.validate(operation, request) {
            Ok(validated) => {
                validated.read::<Value>().unwrap();
                validated.read_params::<Value>().unwrap();
            }
            Err(refusal) => {
                let answer = ErrorBody::from(refusal);
                assert!((400..500).contains(&answer.status));
                serde_json::from_str::<Value>(&answer.json).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn for_any_json(body in any_json(), query in ".{0,20}") {
        check_everywhere(body.to_string().as_bytes(), &query, Some("application/json"));
    }

    #[test]
    fn for_any_bytes(body in prop::collection::vec(any::<u8>(), 0..64), content_type in prop::option::of(".{0,12}")) {
        check_everywhere(&body, "", content_type.as_deref());
        check_everywhere(&body, "", Some("application/json"));
    }

    #[test]
    fn for_almost_json(body in "[\\[{\"a:,\\]}0-9eE.+\\\\u-]{0,40}") {
        check_everywhere(body.as_bytes(), "", Some("application/json"));
    }

    #[test]
    fn routing_any_path(path in "(/[a-z_{}:0-9-]{0,12}){0,6}") {
        drop(contract().route("GET", &decode_path(&path)).map(|operation| operation.path.clone()));
    }
}

/// Triggers that are nested in each other and do not say of what kind they are fit two kinds on each level.
#[test]
fn deep_automations_are_answered() {
    let operation = contract().operation("POST", "/api/automations/").unwrap();
    for leaf in ["{}", "5", r#"{"type":"event","posture":"Reactive","threshold":1,"within":10}"#] {
        for kind in ["", r#""type":"compound","#] {
            let nest =
                |trigger, _| format!(r#"{{{kind}"triggers":[{trigger}],"require":"all","within":10}}"#);
            let trigger = (0..200).fold(leaf.to_owned(), nest);
            let body = format!(r#"{{"name":"a","trigger":{trigger},"actions":[]}}"#);
            let request = RequestParts {
                content_type: Some("application/json"),
                body: body.as_bytes(),
                ..RequestParts::default()
            };
            if let Err(refusal) = contract().validate(operation, request) {
                assert!(matches!(ErrorBody::from(refusal).status, 400 | 422), "{body}");
            }
        }
    }
}

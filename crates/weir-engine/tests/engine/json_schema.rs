//! Checks against JSON Schemas, against what Prefect's own code says (`tests/compat/record_json_schema.py`).

use serde_json::{Value, json};
use weir_engine::parameters::{Mismatch, Variables, check, hydrate, tell};
use weir_types::{Json, JsonObject};

const RECORDED: &str = include_str!("../golden/json_schema.json");

fn variables() -> Variables {
    [("limit", json!(7)), ("names", json!(["a", "b"]))]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Json::from(value)))
        .collect()
}

/// The tree that forms are shown, or what is wrong with the schema.
fn tree(schema: &Value, values: &JsonObject) -> Value {
    match tell(values, schema.clone(), &variables()) {
        Ok(told) => json!({ "errors": told.errors, "valid": told.valid }),
        Err(wrong) => wrong.into(),
    }
}

fn worst(schema: &Value, values: &JsonObject) -> Value {
    let Ok(filled) = hydrate(values, &variables()) else { return Value::Null };
    match check(&filled, schema.clone()) {
        Ok(()) => "fits".into(),
        Err(Mismatch::Schema(_)) => Value::Null,
        Err(Mismatch::Circular) => "circular".into(),
        Err(mismatch) => mismatch.to_string().into(),
    }
}

#[test]
fn every_recorded_mismatch_is_told() {
    let cases: Vec<Vec<Value>> = serde_json::from_str(RECORDED).unwrap();
    assert!(cases.len() > 1000, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let values: JsonObject = serde_json::from_value(case[1].clone()).unwrap();
        for (found, wanted) in [(tree(&case[0], &values), &case[2]), (worst(&case[0], &values), &case[3])] {
            if !wanted.is_null() && found != *wanted {
                wrong.push(format!("{}\n{}\n  {found}\n  rather than\n  {wanted}", case[0], case[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

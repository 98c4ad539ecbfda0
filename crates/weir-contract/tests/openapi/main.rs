//! The OpenAPI document of Weir's own operations, made of the contract's rules and of the types of the answers. The tests of
//! the routes hold it against the router and against what is answered.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod made;
mod types;

use serde_json::Value;
use weir_contract::OWN_OPENAPI;

/// Where the document is kept; with this variable set, the test writes it instead of comparing it.
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/weir.json");
const WRITE: &str = "WEIR_WRITE_OPENAPI";

#[test]
fn the_document_is_what_the_rules_and_types_say() {
    let made = serde_json::to_string_pretty(&made::document()).unwrap() + "\n";
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(KEPT, made).unwrap();
        return;
    }
    assert!(
        made == OWN_OPENAPI,
        "openapi/weir.json is old: run this test with {WRITE}=1, and `npm run types` in ui"
    );
}

/// Everything in the document that refers to something refers to what is there.
#[test]
fn references_lead_somewhere() {
    fn visit(document: &Value, value: &Value, told: &mut usize) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| visit(document, value, told)),
            Value::Object(members) => {
                for (name, value) in members {
                    if let ("$ref", Some(place)) = (name.as_str(), value.as_str()) {
                        assert!(document.pointer(place.strip_prefix('#').unwrap()).is_some(), "{place}");
                        *told += 1;
                    }
                    visit(document, value, told);
                }
            }
            _ => {}
        }
    }
    let (document, mut told) = (made::document(), 0);
    visit(&document, &document, &mut told);
    assert!(told > 100, "{told}");
}

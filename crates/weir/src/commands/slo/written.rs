//! An objective as it is written in a file. Times and shares are as people write them (`limit: 30m`, `window: 30d`,
//! `target: 99%`), or in the API's own fields.

use anyhow::Context as _;
use serde_json::{Value, json};
use weir_contract::{Refusal, RequestParts, Step, contract};
use weir_engine::slos::{Objective, parse_duration, parse_share};
use weir_types::slos::SloSpec;

use crate::commands::files::Written;

/// Fields of a file that are lengths of time, and what they are to the API.
const LENGTHS: [(&str, &str); 2] = [("limit", "limit_seconds"), ("window", "window_seconds")];

/// What is declared; or what is wrong with it, a line for each.
pub(super) fn read(written: &Written) -> anyhow::Result<Result<SloSpec, Vec<String>>> {
    let (body, wrong) = plain(written);
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let operation = contract().operation("POST", "/api/slos/").context("the contract lacks objectives")?;
    let text = body.to_string();
    let parts = RequestParts {
        content_type: Some("application/json"),
        body: text.as_bytes(),
        ..RequestParts::default()
    };
    match contract().validate(operation, parts) {
        Ok(valid) => {
            let spec: SloSpec = valid.read()?;
            Ok(match Objective::of(&spec) {
                Ok(_) => Ok(spec),
                Err(bad) => Err(vec![complaint(written, &[], &bad.to_string())]),
            })
        }
        Err(Refusal::Invalid(errors)) => {
            let lines = errors.details.iter().map(|detail| {
                let steps = detail.loc.iter().skip(1).map(|step| match step {
                    Step::Key(key) => key.to_string(),
                    Step::Index(index) => index.to_string(),
                });
                complaint(written, &steps.collect::<Vec<_>>(), &detail.msg)
            });
            Ok(Err(lines.collect()))
        }
        Err(Refusal::Plain(_)) => Ok(Err(vec![complaint(written, &[], "it cannot be read")])),
    }
}

/// The body for the API, and what is wrong with its times and shares. A member that is in neither form is no objective's:
/// the API takes no notice of it, a file should.
fn plain(written: &Written) -> (Value, Vec<String>) {
    const KNOWN: [&str; 12] = [
        "name",
        "description",
        "enabled",
        "severity",
        "kind",
        "limit",
        "limit_seconds",
        "metric",
        "target",
        "window",
        "window_seconds",
        "select",
    ];
    let (mut body, mut wrong) = (written.value.clone(), Vec::new());
    let Value::Object(members) = &mut body else { return (body, wrong) };
    for unknown in members.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
        wrong.push(complaint(written, std::slice::from_ref(unknown), "Extra inputs are not permitted"));
    }
    for (field, wire) in LENGTHS {
        let Some(value) = members.remove(field) else { continue };
        if let Some(length) = value.as_str().and_then(parse_duration) {
            members.insert(wire.to_owned(), json!(length));
        } else {
            let told = format!("expected a length of time as in 30m, 24h or 7d, not {value}");
            wrong.push(complaint(written, &[field.to_owned()], &told));
        }
    }
    if let Some(Value::String(text)) = members.get("target") {
        if let Some(share) = parse_share(text) {
            members.insert("target".to_owned(), json!(share));
        } else {
            let told = format!("expected a share as in 99% or 0.99, not {text}");
            wrong.push(complaint(written, &["target".to_owned()], &told));
        }
    }
    (body, wrong)
}

/// What is wrong, with its place and its field.
fn complaint(written: &Written, steps: &[String], sentence: &str) -> String {
    let mut mark = &written.mark;
    for step in steps {
        mark = mark.get(step).unwrap_or(mark);
    }
    let field = if steps.is_empty() { "objective".to_owned() } else { steps.join(".") };
    format!("{}: {field}: {sentence}", written.place(mark))
}

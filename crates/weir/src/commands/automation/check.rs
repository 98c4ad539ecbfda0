//! Whether what is written in a file is an automation: by the same rules as the server's. What is wrong is told with the
//! file, the position and the field.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, anyhow};
use serde_json::Value;
use weir_contract::{ErrorDetail, Refusal, RequestParts, Step, contract};
use weir_types::automations::AutomationCreate;

use crate::commands::files::{Mark, Written};

/// An automation that the server will take, and its body as it is sent; or what is wrong with it, a line for each.
pub(super) fn check(written: &Written) -> anyhow::Result<Result<(AutomationCreate, Value), Vec<String>>> {
    let contract = contract();
    let operation =
        contract.operation("POST", "/api/automations/").context("the contract lacks automations")?;
    let text = with_defaults(&written.value).to_string();
    let parts = RequestParts {
        content_type: Some("application/json"),
        body: text.as_bytes(),
        ..RequestParts::default()
    };
    match contract.validate(operation, parts) {
        Ok(valid) => Ok(Ok((valid.read()?, serde_json::from_str(&valid.body)?))),
        Err(Refusal::Invalid(errors)) => Ok(Err(complaints(written, errors.details.iter().map(Wrong::of)))),
        Err(Refusal::Plain(_)) => Err(anyhow!("{} cannot be read", written.place(&written.mark))),
    }
}

/// The automation with what the stock client puts into triggers where a file leaves it out: servers ask for it.
fn with_defaults(automation: &Value) -> Value {
    let mut automation = automation.clone();
    if let Some(trigger) = automation.get_mut("trigger") {
        complete(trigger);
    }
    automation
}

fn complete(trigger: &mut Value) {
    let Value::Object(members) = trigger else { return };
    let is_event = match members.get("type") {
        None => !members.contains_key("triggers") && !members.contains_key("metric"),
        Some(kind) => kind == "event",
    };
    if is_event {
        members.entry("posture").or_insert_with(|| "Reactive".into());
    }
    if let Some(Value::Array(inner)) = members.get_mut("triggers") {
        inner.iter_mut().for_each(complete);
        members.entry("within").or_insert(Value::Null);
    }
}

/// What a server says is wrong, a line for each; none when it says so in another form.
pub(super) fn told_by_server(written: &Written, answer: &[u8]) -> Option<Vec<String>> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let details = answer["exception_detail"].as_array()?;
    let wrong = details.iter().map(|detail| {
        let steps = detail["loc"].as_array().into_iter().flatten();
        let steps = steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
        let text = |member: &str| detail[member].as_str().unwrap_or_default().to_owned();
        Wrong { kind: text("type"), steps: steps.skip(1).collect(), sentence: text("msg") }
    });
    Some(complaints(written, wrong))
}

/// One thing that is wrong.
struct Wrong {
    kind: String,
    /// The way to it: names of members, places in lists, and names of kinds.
    steps: Vec<String>,
    sentence: String,
}

impl Wrong {
    fn of(detail: &ErrorDetail) -> Self {
        let steps = detail.loc.iter().skip(1).map(|step| match step {
            Step::Key(key) => key.to_string(),
            Step::Index(index) => index.to_string(),
        });
        Self { kind: detail.kind.to_owned(), steps: steps.collect(), sentence: detail.msg.to_string() }
    }
}

/// A thing that is wrong, placed: the kinds on the way to it are apart from the fields.
struct Placed<'m> {
    field: Vec<String>,
    /// Each kind that was tried on the way, with the field where it was.
    kinds: Vec<(Vec<String>, String)>,
    mark: &'m Mark,
    wrong: Wrong,
}

fn placed(written: &Written, wrong: Wrong) -> Placed<'_> {
    let (mut field, mut kinds, mut mark) = (Vec::new(), Vec::new(), &written.mark);
    for (place, step) in wrong.steps.iter().enumerate() {
        match mark.get(step) {
            Some(inner) => {
                field.push(step.clone());
                mark = inner;
            }
            // What is not in the file is the member that is missing, or else a kind that was tried.
            None if place + 1 == wrong.steps.len() && wrong.kind == "missing" => field.push(step.clone()),
            None => kinds.push((field.clone(), step.clone())),
        }
    }
    Placed { field, kinds, mark, wrong }
}

fn complaints(written: &Written, wrong: impl Iterator<Item = Wrong>) -> Vec<String> {
    let all: Vec<Placed<'_>> = wrong.map(|wrong| placed(written, wrong)).collect();
    // Of the kinds that a union has, those are out of the question whose type is another.
    let out: BTreeSet<_> = all
        .iter()
        .filter(|one| {
            one.wrong.kind == "literal_error" && one.field.last().is_some_and(|last| last == "type")
        })
        .filter_map(|one| one.kinds.last().cloned())
        .collect();
    let mut counts: BTreeMap<&(Vec<String>, String), usize> = BTreeMap::new();
    for kind in all.iter().flat_map(|one| &one.kinds).filter(|kind| !out.contains(*kind)) {
        *counts.entry(kind).or_default() += 1;
    }
    // Of those that are left, the one that fits best is meant.
    let mut meant: BTreeMap<&[String], (usize, &str)> = BTreeMap::new();
    for ((field, kind), count) in counts {
        let best = meant.entry(field).or_insert((count, kind));
        if count < best.0 {
            *best = (count, kind);
        }
    }
    let is_meant = |one: &&Placed<'_>| {
        let mut kinds = one.kinds.iter();
        kinds.all(|(field, kind)| meant.get(field.as_slice()).is_some_and(|(_, best)| *best == kind.as_str()))
    };
    let mut lines: Vec<String> = all.iter().filter(is_meant).map(|one| line(written, one)).collect();
    // Where no kind was meant, the type is none at all.
    for (field, _) in &out {
        if !meant.contains_key(field.as_slice())
            && let Some(one) = all.iter().find(|one| one.kinds.last().is_some_and(|(at, _)| at == field))
        {
            lines.push(format!(
                "{}: {}.type: there is no such type",
                written.place(one.mark),
                field.join(".")
            ));
        }
    }
    lines.dedup();
    lines
}

fn line(written: &Written, one: &Placed<'_>) -> String {
    let sentence = one.wrong.sentence.strip_prefix("Value error, ").unwrap_or(&one.wrong.sentence);
    let field = if one.field.is_empty() { "automation".to_owned() } else { one.field.join(".") };
    format!("{}: {field}: {sentence}", written.place(one.mark))
}

//! Automations that would run themselves for ever: a reactive trigger on flow-run states that runs a deployment.

use crate::{parse, tree::Tree};

const INFERRED: &str = "Running an inferred deployment from a flow run state change event will lead to an infinite \
    loop of flow runs.  Please choose a specific deployment and add additional filtering labels to the match or \
    match_related for this automation's trigger.";
const SELECTED: &str = "Running a selected deployment from a flow run state change event may lead to an infinite \
    loop of flow runs.  Please include additional filtering labels on either match or match_related to narrow down \
    which flow runs will trigger this automation to exclude flow runs from the deployment you've selected.";
const AMPLIFYING: [&str; 4] = [
    "prefect.flow-run.Scheduled",
    "prefect.flow-run.Pending",
    "prefect.flow-run.Running",
    "prefect.flow-run.*",
];

fn is(value: Option<&Tree<'_>>, word: &str) -> bool {
    matches!(value, Some(Tree::Str(text)) if text == word)
}

/// Why an automation, given as JSON, may not be enabled, if it would feed itself.
#[must_use]
pub fn why_endless(automation: &str) -> Option<&'static str> {
    objection(&parse::parse(automation).ok()?.tree)
}

/// Why the automation may not be, if it would feed itself.
pub(crate) fn objection(automation: &Tree<'_>) -> Option<&'static str> {
    if automation.get("enabled") == Some(&Tree::Bool(false)) {
        return None;
    }
    let trigger = automation.get("trigger")?;
    if trigger.get("triggers").is_some() || !is(trigger.get("posture"), "Reactive") {
        return None;
    }
    let Some(Tree::List(expected)) = trigger.get("expect") else { return None };
    if !expected.iter().any(|event| AMPLIFYING.iter().any(|name| is(Some(event), name))) {
        return None;
    }
    let Some(Tree::List(actions)) = automation.get("actions") else { return None };
    for action in actions.iter().filter(|action| is(action.get("type"), "run-deployment")) {
        if is(action.get("source"), "inferred") {
            return Some(INFERRED);
        }
        let every_related = match trigger.get("match_related") {
            Some(Tree::List(related)) => related.iter().any(|related| every_flow_run(Some(related))),
            related => every_flow_run(related),
        };
        if every_flow_run(trigger.get("match")) && every_related {
            return Some(SELECTED);
        }
    }
    None
}

/// Whether a specification of labels lets every flow run through.
fn every_flow_run(specification: Option<&Tree<'_>>) -> bool {
    let Some(Tree::Dict(labels)) = specification else { return true };
    match labels.as_slice() {
        [] => true,
        [(key, values)] if key == "prefect.resource.id" => match values {
            Tree::List(values) => values.iter().any(|value| is(Some(value), "prefect.flow-run.*")),
            value => is(Some(value), "prefect.flow-run.*"),
        },
        _ => false,
    }
}

//! What has to be done so that the server's automations are those of the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};
use weir_types::{
    automations::{Automation, AutomationCreate},
    ids::AutomationId,
};

use crate::commands::applied::Deed;

/// A step of the plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// The server has none of this name.
    Create,
    /// The server's differs.
    Update(Box<Change>),
    /// The server's is the same.
    Keep,
    /// No file has it.
    Delete(AutomationId),
}

impl Step {
    /// What it does.
    pub(super) fn deed(&self) -> Deed {
        match self {
            Self::Create => Deed::Create,
            Self::Update(_) => Deed::Update,
            Self::Delete(_) => Deed::Delete,
            Self::Keep => Deed::Keep,
        }
    }
}

/// How an automation changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) id: AutomationId,
    before: Value,
    after: Value,
}

impl Change {
    /// What differs, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = |value: &Value| format!("{value:#}\n");
        let (before, after) = (text(&self.before), text(&self.after));
        let diff = TextDiff::from_lines(&before, &after);
        let changes = diff.grouped_ops(1).into_iter().flatten().collect::<Vec<_>>();
        changes
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
            .map(|change| {
                let sign = match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                };
                format!("{sign} {}", change.value().trim_end())
            })
            .collect()
    }
}

/// The steps for what the files say, by name, in their order; then those that delete what bears the tag and is in no file.
///
/// # Errors
/// The names that several of the server's automations have: which one is meant cannot be known.
pub(super) fn plan(
    wanted: &[AutomationCreate],
    stored: &[Automation],
    prune: Option<&str>,
) -> Result<Vec<(String, Step)>, Vec<String>> {
    let mut by_name: BTreeMap<&str, Vec<&Automation>> = BTreeMap::new();
    for automation in stored {
        by_name.entry(&automation.name).or_default().push(automation);
    }
    let names: BTreeSet<&str> = wanted.iter().map(|automation| automation.name.as_str()).collect();
    let several = names.iter().filter(|name| by_name.get(*name).is_some_and(|found| found.len() > 1));
    let several: Vec<String> = several.map(|name| (*name).to_owned()).collect();
    if !several.is_empty() {
        return Err(several);
    }
    let mut steps: Vec<(String, Step)> = wanted
        .iter()
        .map(|automation| {
            let found = by_name.get(automation.name.as_str()).and_then(|found| found.first());
            (automation.name.clone(), found.map_or(Step::Create, |found| compared(automation, found)))
        })
        .collect();
    if let Some(tag) = prune {
        let gone = stored.iter().filter(|one| !names.contains(one.name.as_str()));
        let gone = gone.filter(|one| one.tags.iter().any(|found| found == tag));
        steps.extend(gone.map(|one| (one.name.clone(), Step::Delete(one.id))));
    }
    Ok(steps)
}

fn compared(wanted: &AutomationCreate, stored: &Automation) -> Step {
    let after = plain(json!({
        "description": wanted.description, "enabled": wanted.enabled, "tags": wanted.tags, "trigger": wanted.trigger,
        "actions": wanted.actions, "actions_on_trigger": wanted.actions_on_trigger,
        "actions_on_resolve": wanted.actions_on_resolve,
    }));
    let before = plain(json!({
        "description": stored.description, "enabled": stored.enabled, "tags": stored.tags, "trigger": stored.trigger,
        "actions": stored.actions, "actions_on_trigger": stored.actions_on_trigger,
        "actions_on_resolve": stored.actions_on_resolve,
    }));
    if before == after { Step::Keep } else { Step::Update(Box::new(Change { id: stored.id, before, after })) }
}

/// Without the ids of triggers, which the server chooses.
fn plain(mut automation: Value) -> Value {
    forget_ids(&mut automation["trigger"]);
    automation
}

fn forget_ids(trigger: &mut Value) {
    if let Value::Object(members) = trigger {
        members.remove("id");
    }
    if let Some(Value::Array(inner)) = trigger.get_mut("triggers") {
        inner.iter_mut().for_each(forget_ids);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wanted(name: &str, threshold: i64) -> Value {
        json!({
            "name": name, "tags": ["ours"], "actions": [{ "type": "do-nothing" }],
            "trigger": { "type": "event", "posture": "Reactive", "expect": ["a"], "threshold": threshold },
        })
    }

    fn create(name: &str, threshold: i64) -> AutomationCreate {
        serde_json::from_value(wanted(name, threshold)).expect("an automation")
    }

    fn stored(name: &str, id: u8, tags: &[&str]) -> Automation {
        let made = create(name, 1);
        Automation {
            name: made.name,
            description: made.description,
            enabled: made.enabled,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            trigger: made.trigger,
            actions: made.actions,
            actions_on_trigger: Vec::new(),
            actions_on_resolve: Vec::new(),
            id: AutomationId(uuid::Uuid::from_bytes([id; 16])),
            created: weir_types::Timestamp::from_micros(0),
            updated: weir_types::Timestamp::from_micros(0),
        }
    }

    #[test]
    fn what_is_missing_is_made_what_differs_is_changed_and_what_is_gone_is_deleted_on_request() {
        let stored = [
            stored("same", 1, &["ours"]),
            stored("other", 2, &["ours"]),
            stored("gone", 3, &["ours"]),
            stored("somebody's", 4, &[]),
        ];
        let wanted = [create("new", 1), create("same", 1), create("other", 2)];
        let steps = plan(&wanted, &stored, Some("ours")).expect("a plan");
        let [(_, first), (_, second), (_, Step::Update(change)), (gone, Step::Delete(id))] = steps.as_slice()
        else {
            panic!("{steps:?}");
        };
        assert_eq!((first, second), (&Step::Create, &Step::Keep));
        assert_eq!((gone.as_str(), *id), ("gone", stored[2].id));
        let changed: Vec<String> = change.lines().into_iter().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(changed, ["-     \"threshold\": 1", "+     \"threshold\": 2"]);
        assert_eq!(plan(&wanted, &stored, None).expect("a plan").len(), 3);
    }

    #[test]
    fn a_name_that_several_have_is_an_error() {
        let stored = [stored("a", 1, &[]), stored("a", 2, &[])];
        assert_eq!(plan(&[create("a", 1)], &stored, None), Err(vec!["a".to_owned()]));
    }
}

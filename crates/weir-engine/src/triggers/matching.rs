//! Does an event concern a trigger?

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use weir_types::{
    Timestamp,
    automations::{EventTrigger, MatchRelated},
    events::{RESOURCE_ROLE, ResourceSpecification},
    ids::EventId,
};

use super::{glob, in_state};

/// What triggers look at in an event.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The event's id.
    pub id: EventId,
    /// Its name.
    pub event: String,
    /// When it happened.
    pub occurred: Timestamp,
    /// What it is about.
    pub things: Things,
}

/// The labels of a resource and of those that it has to do with.
#[derive(Clone, Debug, Default)]
pub struct Things {
    /// The resource's own.
    pub resource: Map<String, Value>,
    /// Those of each related resource.
    pub related: Vec<Map<String, Value>>,
}

impl Things {
    /// The value of a label: of the resource itself, or, written `related:<role>:<label>`, of the first related
    /// resource in that role.
    pub fn label(&self, label: &str) -> Option<&str> {
        let related = label.strip_prefix("related:").and_then(|rest| rest.split_once(':'));
        match related {
            None => self.resource.get(label)?.as_str(),
            Some((role, label)) => {
                let in_role = |related: &&Map<String, Value>| {
                    related.get(RESOURCE_ROLE).and_then(Value::as_str) == Some(role)
                };
                self.related.iter().find(in_role)?.get(label)?.as_str()
            }
        }
    }

    /// The values of labels, in their order.
    pub fn labels(&self, labels: &BTreeSet<String>) -> Vec<String> {
        labels.iter().map(|label| self.label(label).unwrap_or_default().to_owned()).collect()
    }

    /// Whether the resource fits, and a related one each of those that are asked for.
    pub fn fit(&self, resource: &ResourceSpecification, related: &MatchRelated) -> bool {
        resource_fits(resource, &self.resource, |_| true) && self.related_fit(related)
    }

    fn related_fit(&self, related: &MatchRelated) -> bool {
        related.as_slice().iter().all(|specification| {
            specification.is_empty()
                || self.related.iter().any(|related| resource_fits(specification, related, |_| true))
        })
    }
}

/// Whether a value fits a pattern; a pattern that begins with `!` fits what the rest does not.
fn fits(pattern: &str, value: &str) -> bool {
    match pattern.strip_prefix('!') {
        Some(pattern) => !glob::fits(pattern, value),
        None => glob::fits(pattern, value),
    }
}

fn resource_fits(
    specification: &ResourceSpecification,
    labels: &Map<String, Value>,
    counts: impl Fn(&str) -> bool,
) -> bool {
    specification.0.iter().filter(|(label, _)| counts(label)).all(|(label, patterns)| {
        let value = labels.get(label).and_then(Value::as_str);
        value.is_some_and(|value| patterns.as_slice().iter().any(|pattern| fits(pattern, value)))
    })
}

/// Whether the trigger waits for events of this name.
pub fn expects(trigger: &EventTrigger, event: &str) -> bool {
    trigger.expect.is_empty() || trigger.expect.iter().any(|pattern| fits(pattern, event))
}

/// Whether events of this name start the trigger's waiting.
pub(super) fn starts_after(trigger: &EventTrigger, event: &str) -> bool {
    trigger.after.iter().any(|pattern| fits(pattern, event))
}

/// Why events of a name concern a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It waits for them.
    Awaited,
    /// They tell that a thing has left the state for which it waits.
    Leaving,
}

/// Why events of this name concern the trigger, if they do.
pub fn concern(trigger: &EventTrigger, event: &str) -> Option<Concern> {
    if in_state::leaves(trigger, event) {
        Some(Concern::Leaving)
    } else {
        (expects(trigger, event) || starts_after(trigger, event)).then_some(Concern::Awaited)
    }
}

/// Whether the event concerns the trigger, by its name and by all the resources in it.
pub fn covers(trigger: &EventTrigger, facts: &Facts) -> bool {
    concern(trigger, &facts.event).is_some_and(|concern| covers_things(trigger, facts, concern))
}

/// Whether an event whose name concerns the trigger does so by all the resources in it.
pub fn covers_things(trigger: &EventTrigger, facts: &Facts, concern: Concern) -> bool {
    match concern {
        Concern::Awaited => facts.things.fit(&trigger.match_resource, &trigger.match_related),
        Concern::Leaving => {
            // Another state has other labels of its own.
            let is_lasting = |label: &str| !label.starts_with("prefect.state-");
            in_state::tells_of_state(&facts.event, &facts.things)
                && resource_fits(&trigger.match_resource, &facts.things.resource, is_lasting)
                && facts.things.related_fit(&trigger.match_related)
        }
    }
}

/// What the trigger counts this event under: the values of its `for_each` labels, in the labels' order.
pub fn bucketing_key(trigger: &EventTrigger, facts: &Facts) -> Vec<String> {
    facts.things.labels(&trigger.for_each)
}

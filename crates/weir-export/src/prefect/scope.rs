//! Which runs are counted: a filter, as questions to the API and as a test of what it answers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use weir_types::Timestamp;

use super::event::{HEARTBEAT, PREFIXES, RunKind};
use crate::facts::Owner;

/// What runs must have to be counted. Of each list that is not empty they must have one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Names of flows.
    pub flows: BTreeSet<String>,
    /// Names of deployments.
    pub deployments: BTreeSet<String>,
    /// Tags, of the run itself, its flow or its deployment.
    pub tags: BTreeSet<String>,
    /// Names of work queues.
    pub work_queues: BTreeSet<String>,
    /// Whether task runs are counted too.
    pub task_runs: bool,
}

impl Scope {
    /// All runs.
    pub fn all() -> Self {
        Self { task_runs: true, ..Self::default() }
    }

    /// Whether a run is to be counted.
    pub fn has(&self, kind: RunKind, owner: &Owner, tags: &BTreeSet<String>) -> bool {
        let named = |wanted: &BTreeSet<String>, name: &str| wanted.is_empty() || wanted.contains(name);
        (kind == RunKind::Flow || self.task_runs)
            && named(&self.flows, &owner.flow.name)
            && named(&self.deployments, &owner.deployment.name)
            && named(&self.work_queues, &owner.work_queue)
            && (self.tags.is_empty() || !self.tags.is_disjoint(tags))
    }

    /// The filter for the events of some time. It may let other events through, never keep one back.
    pub(super) fn events(&self, since: Timestamp, until: Timestamp) -> Value {
        let prefixes = if self.task_runs { &PREFIXES[..] } else { &PREFIXES[..1] };
        let mut filter = json!({
            "occurred": { "since": since, "until": until },
            "event": { "prefix": prefixes, "exclude_name": [HEARTBEAT] },
            "order": "DESC",
        });
        if let Some(related) = self.related() {
            filter["related"] = related;
        }
        filter
    }

    /// One demand on the related resources. Servers of older versions take no more than one.
    fn related(&self) -> Option<Value> {
        if !self.tags.is_empty() {
            let ids: Vec<_> = self.tags.iter().map(|tag| format!("prefect.tag.{tag}")).collect();
            return Some(json!({ "id": ids }));
        }
        let roles =
            [("deployment", &self.deployments), ("flow", &self.flows), ("work-queue", &self.work_queues)];
        let (role, names) = roles.into_iter().find(|(_, names)| {
            // In labels `*` at the end and `!` at the beginning have a meaning.
            !names.is_empty() && !names.iter().any(|name| name.contains('*') || name.starts_with('!'))
        })?;
        Some(json!({ "role": [role], "labels": { "prefect.resource.name": names } }))
    }

    /// The filters for flow runs, by the key under which the body of a request has each.
    pub(super) fn flow_runs(&self) -> Map<String, Value> {
        let named = [
            ("flows", &self.flows),
            ("deployments", &self.deployments),
            ("work_pool_queues", &self.work_queues),
        ];
        let named = named.into_iter().filter(|(_, names)| !names.is_empty());
        named.map(|(key, names)| (key.to_owned(), json!({ "name": { "any_": names } }))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Named;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn owner(flow: &str, deployment: &str, work_queue: &str) -> Owner {
        Owner {
            flow: Named { id: None, name: flow.to_owned() },
            deployment: Named { id: None, name: deployment.to_owned() },
            work_pool: String::new(),
            work_queue: work_queue.to_owned(),
        }
    }

    #[test]
    fn a_run_must_have_one_of_each_list() {
        let scope = Scope {
            flows: names(&["a", "b"]),
            tags: names(&["x", "y"]),
            work_queues: names(&["q"]),
            ..Scope::all()
        };
        for (has, owner, tags) in [
            (true, owner("a", "", "q"), &["x"][..]),
            (true, owner("b", "d", "q"), &["y", "z"]),
            (false, owner("c", "", "q"), &["x"]),
            (false, owner("a", "", "r"), &["x"]),
            (false, owner("a", "", "q"), &["z"]),
            (false, owner("a", "", "q"), &[]),
        ] {
            assert_eq!(scope.has(RunKind::Flow, &owner, &names(tags)), has, "{owner:?} {tags:?}");
        }
        assert!(Scope::all().has(RunKind::Task, &Owner::default(), &names(&[])));
        assert!(!Scope::default().has(RunKind::Task, &Owner::default(), &names(&[])));
    }

    #[test]
    fn questions() {
        let at = Timestamp::from_micros;
        let of = |scope: Scope| json!({ "events": scope.events(at(0), at(1_500_000)), "flow_runs": scope.flow_runs() });
        insta::assert_json_snapshot!([
            of(Scope::all()),
            of(Scope { flows: names(&["a", "b"]), work_queues: names(&["q"]), ..Scope::default() }),
            of(Scope { tags: names(&["x"]), flows: names(&["a"]), ..Scope::all() }),
            of(Scope { deployments: names(&["d*"]), flows: names(&["a"]), ..Scope::all() }),
        ]);
    }
}

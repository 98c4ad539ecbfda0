//! What an event of a run says, as Prefect's API writes it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

use crate::facts::{Named, Owner, StateKind};

/// The names of the events that tell of runs begin with these.
pub(super) const PREFIXES: [&str; 2] = ["prefect.flow-run.", "prefect.task-run."];

/// Signs of life, of which there are many and which change nothing.
pub(super) const HEARTBEAT: &str = "prefect.flow-run.heartbeat";

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEvent {
    /// Its id. That of a state change is the id of the state.
    pub id: Uuid,
    /// When it happened. That of a state change is the time of the state.
    pub occurred: Timestamp,
    /// The state that a run entered; none when the event tells of something else.
    pub change: Option<StateChange>,
}

/// A run entered a state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateChange {
    /// What kind of run.
    pub kind: RunKind,
    /// The run.
    pub run_id: Uuid,
    /// What it belongs to, as far as the event knows.
    pub owner: Owner,
    /// The tags of the run, its flow and its deployment.
    pub tags: BTreeSet<String>,
    /// The state.
    pub state: StateKind,
    /// How long a task run took that the state ended. Events of flow runs do not tell.
    pub run_time: Option<TimeDelta>,
}

/// Kinds of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Flow runs.
    Flow,
    /// Task runs.
    Task,
}

#[derive(Deserialize)]
struct Wire<'a> {
    id: Uuid,
    occurred: Timestamp,
    #[serde(borrow)]
    resource: &'a RawValue,
    #[serde(borrow)]
    related: &'a RawValue,
    #[serde(borrow, default)]
    payload: Option<&'a RawValue>,
}

/// The labels that are read of a resource.
#[derive(Deserialize)]
struct Labels {
    #[serde(rename = "prefect.resource.id")]
    id: String,
    #[serde(rename = "prefect.resource.role", default)]
    role: String,
    #[serde(rename = "prefect.resource.name", default)]
    name: String,
    #[serde(rename = "prefect.state-name", default)]
    state_name: Option<String>,
    #[serde(rename = "prefect.state-type", default)]
    state_type: Option<StateType>,
}

#[derive(Deserialize)]
struct Payload {
    task_run: TaskRun,
}

#[derive(Deserialize)]
struct TaskRun {
    total_run_time: Option<TimeDelta>,
}

impl RunEvent {
    /// Reads an event.
    ///
    /// # Errors
    /// When it has no id or no time. Anything else that is not understood makes it an event that changes no state.
    pub fn read(text: &RawValue) -> Result<Self, serde_json::Error> {
        let wire: Wire<'_> = serde_json::from_str(text.get())?;
        Ok(Self { id: wire.id, occurred: wire.occurred, change: StateChange::of(&wire) })
    }
}

impl StateChange {
    fn of(wire: &Wire<'_>) -> Option<Self> {
        let resource: Labels = serde_json::from_str(wire.resource.get()).ok()?;
        let (kind, id) = if let Some(id) = resource.id.strip_prefix("prefect.flow-run.") {
            (RunKind::Flow, id)
        } else {
            (RunKind::Task, resource.id.strip_prefix("prefect.task-run.")?)
        };
        let related: Vec<Labels> = serde_json::from_str(wire.related.get()).ok()?;
        let state_type = resource.state_type?;
        let ended_task = kind == RunKind::Task && state_type.is_terminal();
        let payload = wire.payload.filter(|_| ended_task);
        let payload: Option<Payload> = payload.and_then(|payload| serde_json::from_str(payload.get()).ok());
        Some(Self {
            kind,
            run_id: id.parse().ok()?,
            owner: owner(&related),
            tags: related.iter().filter_map(tag).collect(),
            state: StateKind { name: resource.state_name?, state_type },
            run_time: payload.and_then(|payload| payload.task_run.total_run_time),
        })
    }
}

fn tag(labels: &Labels) -> Option<String> {
    labels.id.strip_prefix("prefect.tag.").map(str::to_owned)
}

fn owner(related: &[Labels]) -> Owner {
    // A run that a deployment or an automation made has that as its creator too, so the role decides.
    let in_role = |role: &str| related.iter().find(|labels| labels.role == role);
    let id_of = |role: &str| {
        let id = in_role(role)?.id.strip_prefix("prefect.")?.strip_prefix(role)?.strip_prefix('.')?;
        id.parse::<Uuid>().ok()
    };
    let name_of = |role| in_role(role).map(|labels| labels.name.clone()).unwrap_or_default();
    Owner {
        flow: Named { id: id_of("flow").map(FlowId), name: name_of("flow") },
        deployment: Named { id: id_of("deployment").map(DeploymentId), name: name_of("deployment") },
        work_pool: name_of("work-pool"),
        work_queue: name_of("work-queue"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(event: &serde_json::Value) -> RunEvent {
        let raw = serde_json::value::to_raw_value(event).unwrap();
        RunEvent::read(&raw).unwrap()
    }

    const RUN: &str = "d25b1ea3-a957-4c4a-96cb-841a4c9f6978";
    const STATE: &str = "01a20233-e4f5-7381-a18d-0227d0e19130";
    const FLOW: &str = "0b4eac27-f39e-4a60-b686-7a2918d9d2d4";
    const DEPLOYMENT: &str = "7e0f3a3c-7d5c-4f0f-9bb2-6a7d8b1d9f10";

    #[test]
    fn a_flow_run_entered_a_state() {
        let event = read(&json!({
            "id": STATE, "occurred": "2026-11-22T07:41:25.109316Z", "event": "prefect.flow-run.Completed",
            "resource": {
                "prefect.resource.id": format!("prefect.flow-run.{RUN}"), "prefect.resource.name": "solemn-saluki",
                "prefect.state-name": "Completed", "prefect.state-type": "COMPLETED",
            },
            "related": [
                {"prefect.resource.id": format!("prefect.flow.{FLOW}"), "prefect.resource.role": "flow",
                 "prefect.resource.name": "etl"},
                {"prefect.resource.id": format!("prefect.deployment.{DEPLOYMENT}"),
                 "prefect.resource.role": "deployment", "prefect.resource.name": "nightly"},
                {"prefect.resource.id": "prefect.work-queue.1", "prefect.resource.role": "work-queue",
                 "prefect.resource.name": "default"},
                {"prefect.resource.id": "prefect.work-pool.1", "prefect.resource.role": "work-pool",
                 "prefect.resource.name": "k8s", "prefect.work-pool.type": "kubernetes"},
                {"prefect.resource.id": "prefect.tag.a.b", "prefect.resource.role": "tag"},
                {"prefect.resource.id": "prefect.deployment.other", "prefect.resource.role": "creator"},
            ],
            "payload": {"intended": {"from": "RUNNING", "to": "COMPLETED"}},
        }));
        assert_eq!(event.id, STATE.parse::<Uuid>().unwrap());
        assert_eq!(event.occurred, Timestamp::parse("2026-11-22T07:41:25.109316Z").unwrap());
        let change = event.change.unwrap();
        assert_eq!((change.kind, change.run_id), (RunKind::Flow, RUN.parse().unwrap()));
        assert_eq!(change.owner.flow, Named { id: FLOW.parse().ok(), name: "etl".to_owned() });
        assert_eq!(
            change.owner.deployment,
            Named { id: DEPLOYMENT.parse().ok(), name: "nightly".to_owned() }
        );
        assert_eq!((change.owner.work_pool.as_str(), change.owner.work_queue.as_str()), ("k8s", "default"));
        assert_eq!(change.tags.iter().collect::<Vec<_>>(), ["a.b"]);
        assert_eq!(
            change.state,
            StateKind { name: "Completed".to_owned(), state_type: StateType::Completed }
        );
        assert_eq!(change.run_time, None);
    }

    #[test]
    fn a_task_run_tells_how_long_it_took_when_it_ended() {
        let of = |state: &str, state_type: &str| {
            let event = read(&json!({
                "id": STATE, "occurred": "2026-11-22T07:41:25Z", "event": format!("prefect.task-run.{state}"),
                "resource": {
                    "prefect.resource.id": format!("prefect.task-run.{RUN}"),
                    "prefect.state-name": state, "prefect.state-type": state_type,
                },
                "related": [],
                "payload": {"task_run": {"total_run_time": 0.211_414}},
            }));
            event.change.unwrap()
        };
        let ended = of("Completed", "COMPLETED");
        assert_eq!((ended.kind, ended.run_time), (RunKind::Task, Some(TimeDelta::from_micros(211_414))));
        assert_eq!(of("Retrying", "RUNNING").run_time, None);
        assert_eq!(ended.owner, Owner::default());
    }

    #[test]
    fn other_events_change_no_state() {
        for (resource, payload) in [
            (json!({"prefect.resource.id": format!("prefect.flow-run.{RUN}")}), json!({})),
            (json!({"prefect.resource.id": "something.else", "prefect.state-type": "RUNNING"}), json!({})),
            (json!({"prefect.resource.id": "prefect.flow-run.x", "prefect.state-type": "ODD"}), json!(null)),
            (json!({}), json!([])),
        ] {
            let event = json!({"id": STATE, "occurred": "2026-11-22T07:41:25Z", "resource": resource,
                "related": [], "payload": payload});
            assert_eq!(read(&event).change, None);
        }
    }
}

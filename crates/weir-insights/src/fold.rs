//! Folds events into what the rollups add up.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;
use weir_store::{
    events::StoredEvent,
    rollups::{RunKind, Series, Tally, hour_of},
};
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

/// One state change of a run, as its event tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// Whether a flow run or a task run changed.
    pub kind: RunKind,
    /// The run's id.
    pub run_id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What it counts under.
    pub series: Series,
}

impl Transition {
    /// Reads a state change from an event; none when the event tells of something else.
    pub fn of(event: &StoredEvent) -> Option<Self> {
        let resource: Resource = serde_json::from_str(event.resource.as_str()).ok()?;
        let (kind, run_id) = if let Some(id) = resource.id.strip_prefix("prefect.flow-run.") {
            (RunKind::Flow, id.parse().ok()?)
        } else {
            (RunKind::Task, resource.id.strip_prefix("prefect.task-run.")?.parse().ok()?)
        };
        let state_type = StateType::from_wire(&resource.state_type?)?;
        let related: Vec<Resource> = serde_json::from_str(event.related.as_str()).ok()?;
        let related_id = |prefix: &str| {
            let id = related.iter().find_map(|related| related.id.strip_prefix(prefix));
            id.and_then(|id| id.parse().ok()).unwrap_or(Uuid::nil())
        };
        let deployment_id = match kind {
            RunKind::Flow => related_id("prefect.deployment."),
            RunKind::Task => Uuid::nil(),
        };
        let series = Series {
            flow_id: FlowId(related_id("prefect.flow.")),
            deployment_id: DeploymentId(deployment_id),
            state_name: resource.state_name?,
            state_type,
        };
        Some(Self { kind, run_id, at: event.occurred, series })
    }
}

/// The labels that a rollup reads.
#[derive(Deserialize)]
struct Resource {
    #[serde(rename = "prefect.resource.id")]
    id: String,
    #[serde(rename = "prefect.state-name")]
    state_name: Option<String>,
    #[serde(rename = "prefect.state-type")]
    state_type: Option<String>,
}

/// What a batch of events adds to the rollups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// Runs' transitions and durations, by hour and series.
    pub runs: BTreeMap<(RunKind, i64, Series), Tally>,
    /// Events, by hour and name.
    pub events: BTreeMap<(i64, String), i64>,
}

impl Sums {
    /// Counts an event. `duration` is how long the run took, when the event ended one.
    pub fn add(&mut self, event: &StoredEvent, transition: Option<&Transition>, duration: Option<TimeDelta>) {
        *self.events.entry((hour_of(event.occurred), event.event.clone())).or_default() += 1;
        let Some(transition) = transition else { return };
        let key = (transition.kind, hour_of(transition.at), transition.series.clone());
        let tally = self.runs.entry(key).or_default();
        tally.transitions += 1;
        if let Some(duration) = duration {
            tally.durations.add(duration);
        }
    }
}

//! Which labels the metrics of runs have. Series that differ only in what is left out become one.

use std::{borrow::Cow, str::FromStr};

use weir_types::ids::{DeploymentId, FlowId};

use crate::{
    facts::{Owner, StateKind},
    model::Labels,
};

/// One label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// The flow's name.
    Flow,
    /// The flow's id.
    FlowId,
    /// The deployment's name.
    Deployment,
    /// The deployment's id.
    DeploymentId,
    /// The name of the deployment's work pool.
    WorkPool,
    /// The name of its work queue.
    WorkQueue,
    /// The state's name.
    State,
    /// The state's type.
    StateType,
}

impl Label {
    /// All of them, in the order in which series have them.
    pub const ALL: [Self; 8] = [
        Self::Flow,
        Self::FlowId,
        Self::Deployment,
        Self::DeploymentId,
        Self::WorkPool,
        Self::WorkQueue,
        Self::State,
        Self::StateType,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::FlowId => "flow_id",
            Self::Deployment => "deployment",
            Self::DeploymentId => "deployment_id",
            Self::WorkPool => "work_pool",
            Self::WorkQueue => "work_queue",
            Self::State => "state",
            Self::StateType => "state_type",
        }
    }

    /// Whether counters have it. Where a deployment's runs go may change, and what was counted would then be told by other
    /// series.
    const fn lasts(self) -> bool {
        !matches!(self, Self::WorkPool | Self::WorkQueue)
    }

    /// Whether task runs have it, whose deployment is not known.
    const fn of_tasks(self) -> bool {
        matches!(self, Self::Flow | Self::FlowId | Self::State | Self::StateType)
    }

    fn value(self, owner: &Owner, state: &StateKind) -> String {
        match self {
            Self::Flow => owner.flow.name.clone(),
            Self::FlowId => owner.flow.id.as_ref().map(FlowId::to_string).unwrap_or_default(),
            Self::Deployment => owner.deployment.name.clone(),
            Self::DeploymentId => {
                owner.deployment.id.as_ref().map(DeploymentId::to_string).unwrap_or_default()
            }
            Self::WorkPool => owner.work_pool.clone(),
            Self::WorkQueue => owner.work_queue.clone(),
            Self::State => state.name.clone(),
            Self::StateType => state.state_type.as_str().to_owned(),
        }
    }
}

/// The labels that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelChoice(Vec<Label>);

impl Default for LabelChoice {
    /// What tells pipelines apart and stays few: flow, deployment and state. A state has a type besides, which rules go by:
    /// names are the users'.
    fn default() -> Self {
        Self(vec![Label::Flow, Label::Deployment, Label::State, Label::StateType])
    }
}

impl LabelChoice {
    /// These labels, in the order of [`Label::ALL`].
    pub fn new(labels: &[Label]) -> Self {
        Self(Label::ALL.into_iter().filter(|label| labels.contains(label)).collect())
    }

    /// The same without the state of a run.
    #[must_use]
    pub fn without_states(&self) -> Self {
        let of_state = |label: &Label| matches!(label, Label::State | Label::StateType);
        Self(self.0.iter().copied().filter(|label| !of_state(label)).collect())
    }

    /// The labels of a series that counts flow runs over all time.
    pub fn of_counted_flow_runs(&self, owner: &Owner, state: &StateKind) -> Labels {
        Self::labels(self.0.iter().filter(|label| label.lasts()), owner, state)
    }

    /// The labels of a series of flow runs.
    pub fn of_flow_runs(&self, owner: &Owner, state: &StateKind) -> Labels {
        Self::labels(self.0.iter(), owner, state)
    }

    /// The labels of a series of task runs.
    pub fn of_task_runs(&self, owner: &Owner, state: &StateKind) -> Labels {
        Self::labels(self.0.iter().filter(|label| label.of_tasks()), owner, state)
    }

    fn labels<'l>(labels: impl Iterator<Item = &'l Label>, owner: &Owner, state: &StateKind) -> Labels {
        labels.map(|label| (Cow::Borrowed(label.as_str()), label.value(owner, state))).collect()
    }
}

/// A label that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no label: expected some of flow, flow_id, deployment, deployment_id, work_pool, work_queue, state, state_type, with commas between them, or none"
)]
pub struct UnknownLabel(String);

impl FromStr for LabelChoice {
    type Err = UnknownLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == "none" {
            return Ok(Self(Vec::new()));
        }
        let label = |name: &str| {
            let found = Label::ALL.into_iter().find(|label| label.as_str() == name);
            found.ok_or_else(|| UnknownLabel(name.to_owned()))
        };
        let labels: Vec<Label> = text.split(',').map(|name| label(name.trim())).collect::<Result<_, _>>()?;
        Ok(Self::new(&labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_names_labels() {
        assert_eq!("state, flow".parse(), Ok(LabelChoice(vec![Label::Flow, Label::State])));
        assert_eq!("none".parse(), Ok(LabelChoice(Vec::new())));
        assert_eq!("flow,tag".parse::<LabelChoice>(), Err(UnknownLabel("tag".to_owned())));
        assert_eq!("flow,,state".parse::<LabelChoice>(), Err(UnknownLabel(String::new())));
    }

    #[test]
    fn the_error_names_every_label() {
        let error = UnknownLabel(String::new()).to_string();
        assert!(Label::ALL.iter().all(|label| error.contains(label.as_str())), "{error}");
    }
}

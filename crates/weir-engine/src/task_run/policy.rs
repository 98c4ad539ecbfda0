//! The policies: which rules govern a task run's transition, in order of priority.

use weir_types::state::State;

use crate::{
    pending, scheduled_time,
    task_run::{TaskRuns, background, caching, parent_flow, reruns, retries, tag_slots, terminal},
    transition::Step,
};

/// A policy for task runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskRunRules {
    /// All rules: for states that clients propose.
    Core,
    /// For clients that orchestrate by themselves: the core without the slots of tags.
    ClientSide,
    /// For background tasks, which task workers pick up.
    Background,
    /// Hardly any: for states that are forced, and for the first state of a run that is created.
    Minimal,
}

impl TaskRunRules {
    /// The policy for a request to set a state. A deferred state makes the run a background task, even by force.
    pub fn choose(proposed: &State, force: bool) -> Self {
        if proposed.state_details.deferred == Some(true) {
            Self::Background
        } else if force {
            Self::Minimal
        } else {
            Self::Core
        }
    }

    pub(super) fn steps(self) -> &'static [Step<TaskRuns>] {
        match self {
            Self::Core => CORE,
            Self::ClientSide => CLIENT_SIDE,
            Self::Background => BACKGROUND,
            Self::Minimal => MINIMAL,
        }
    }
}

const CORE: &[Step<TaskRuns>] = &[
    Step::Rule(caching::RETRIEVE),
    Step::Rule(terminal::LEAVE_TERMINAL),
    Step::Rule(parent_flow::ONLY_WHILE_RUNNING),
    Step::Rule(tag_slots::TAKE_SLOTS),
    Step::Rule(scheduled_time::copy()),
    Step::Rule(scheduled_time::wait()),
    Step::Rule(retries::RETRY),
    Step::Rule(reruns::RENAME),
    Step::Rule(parent_flow::TRACK_RUN_COUNT),
    Step::Rule(caching::INSERT),
    Step::Leave(tag_slots::release),
];

const CLIENT_SIDE: &[Step<TaskRuns>] = &[
    Step::Rule(caching::RETRIEVE),
    Step::Rule(terminal::LEAVE_TERMINAL),
    Step::Rule(parent_flow::ONLY_WHILE_RUNNING),
    Step::Rule(scheduled_time::copy()),
    Step::Rule(scheduled_time::wait()),
    Step::Rule(retries::RETRY),
    Step::Rule(reruns::RENAME),
    Step::Rule(parent_flow::TRACK_RUN_COUNT),
    Step::Rule(caching::INSERT),
    Step::Leave(tag_slots::release),
];

const BACKGROUND: &[Step<TaskRuns>] = &[
    Step::Rule(pending::prevent()),
    Step::Rule(caching::RETRIEVE),
    Step::Rule(terminal::LEAVE_TERMINAL),
    Step::Rule(scheduled_time::copy()),
    Step::Rule(background::COPY_PARAMETERS_ID),
    Step::Rule(scheduled_time::wait()),
    Step::Rule(retries::RETRY),
    Step::Rule(reruns::RENAME),
    Step::Rule(parent_flow::TRACK_RUN_COUNT),
    Step::Rule(caching::INSERT),
    Step::Leave(tag_slots::release),
    Step::Rule(background::ENQUEUE),
];

const MINIMAL: &[Step<TaskRuns>] = &[Step::Leave(tag_slots::release)];

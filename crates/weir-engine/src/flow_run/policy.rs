//! The policies: which rules govern a flow run's transition, in order of priority.

use crate::{
    flow_run::{
        FlowRuns, cancelling, deployment_slots, duplicates, late, leases, pausing, resuming, retries, settle,
        terminal,
    },
    pending, scheduled_time,
    transition::Step,
};

/// A policy for flow runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlowRunRules {
    /// All rules: for states that clients propose.
    Core,
    /// Hardly any: for states that are forced, and for the first state of a run that is created.
    Minimal,
    /// For the service that marks runs late.
    MarkLate,
}

impl FlowRunRules {
    /// The policy for a request to set a state.
    pub const fn choose(force: bool) -> Self {
        if force { Self::Minimal } else { Self::Core }
    }

    pub(super) fn steps(self) -> &'static [Step<FlowRuns>] {
        match self {
            Self::Core => CORE,
            Self::Minimal => MINIMAL,
            Self::MarkLate => MARK_LATE,
        }
    }
}

const CORE: &[Step<FlowRuns>] = &[
    Step::Enter(leases::carry_on),
    Step::Rule(duplicates::PREVENT_DUPLICATE),
    Step::Rule(terminal::LEAVE_TERMINAL),
    Step::Rule(cancelling::ONLY_TO_CANCELLED),
    Step::Rule(cancelling::NOTHING_TO_CANCEL),
    Step::Rule(pending::prevent()),
    Step::Rule(leases::VALIDATE_AT_RUNNING),
    Step::Rule(deployment_slots::TAKE_SLOT),
    Step::Rule(leases::DROP_FOR_OLD_CLIENTS),
    Step::Rule(late::ONLY_SCHEDULED),
    Step::Rule(pausing::PAUSE),
    Step::Rule(resuming::RESUME),
    Step::Rule(scheduled_time::copy()),
    Step::Rule(scheduled_time::wait()),
    Step::Rule(retries::RETRY),
    Step::Leave(deployment_slots::release),
    Step::Leave(settle::update_parent_task_run),
];

const MINIMAL: &[Step<FlowRuns>] = &[
    Step::Rule(terminal::KEEP_RESULT),
    Step::Rule(cancelling::NOTHING_TO_CANCEL),
    Step::Leave(deployment_slots::release),
    Step::Leave(settle::update_parent_task_run),
];

const MARK_LATE: &[Step<FlowRuns>] = &[
    Step::Rule(late::ONLY_SCHEDULED),
    Step::Rule(late::CANCEL_WHEN_FULL),
    Step::Leave(settle::update_parent_task_run),
];

//! Marking flow runs late.

use weir_types::state::StateType::{Cancelled, Scheduled};

use crate::{
    flow_run::{CollisionStrategy, DeploymentFact, FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

const LATE: &str = "Late";

/// Only a scheduled run can be late, and only once.
pub(super) const ONLY_SCHEDULED: Rule<FlowRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Scheduled]),
    judge: judge_late,
    follow_up: nothing,
    take_back: nothing,
};

/// Where a deployment cancels runs that find no slot, a run is cancelled rather than marked late while all are taken.
pub(super) const CANCEL_WHEN_FULL: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Scheduled]),
    to: StateSet::of(&[Scheduled]),
    judge: judge_full,
    follow_up: nothing,
    take_back: nothing,
};

fn is_marked_late(transition: &FlowTransition<'_>) -> bool {
    transition.proposed.as_ref().is_some_and(|state| state.name == LATE)
}

fn judge_late(transition: &mut FlowTransition<'_>) -> Ruling {
    match transition.initial {
        Some(initial) if is_marked_late(transition) => {
            if initial.state_type != Scheduled {
                Ruling::stay("Only scheduled flows can be marked late.")
            } else if initial.name == LATE {
                Ruling::stay("This flow run is already marked late.")
            } else {
                Ruling::Keep
            }
        }
        _ => Ruling::Keep,
    }
}

fn judge_full(transition: &mut FlowTransition<'_>) -> Ruling {
    let DeploymentFact::Limited(limit) = &transition.ctx.facts.deployment else { return Ruling::Keep };
    let full = limit.active_slots >= limit.limit;
    if !is_marked_late(transition) || limit.strategy != CollisionStrategy::CancelNew || !full {
        return Ruling::Keep;
    }
    Ruling::replace(
        transition.env().state(Cancelled).with_message("Deployment concurrency limit reached."),
        "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.",
    )
}

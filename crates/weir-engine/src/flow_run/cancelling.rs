//! Cancelling flow runs.

use weir_types::state::StateType::{Cancelled, Cancelling, Paused, Scheduled};

use crate::{
    flow_run::{FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run that is being cancelled ends cancelled and in no other way.
pub(super) const ONLY_TO_CANCELLED: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Cancelling]),
    to: StateSet::ANY.except(&[Cancelled]),
    judge: |_| Ruling::stay("Cannot transition flows that are cancelling to a state other than Cancelled."),
    follow_up: nothing,
    take_back: nothing,
};

/// A run without infrastructure to tear down is cancelled at once.
pub(super) const NOTHING_TO_CANCEL: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Scheduled, Paused]),
    to: StateSet::of(&[Cancelling]),
    judge: judge_infrastructure,
    follow_up: nothing,
    take_back: nothing,
};

fn judge_infrastructure(transition: &mut FlowTransition<'_>) -> Ruling {
    let Some(initial) = transition.initial else { return Ruling::Keep };
    let idle = initial.state_type == Scheduled && !transition.ctx.has_infrastructure;
    let kind = if idle || initial.name == "Resuming" {
        "Scheduled"
    } else if initial.state_type == Paused && initial.state_details.pause_reschedule {
        "Suspended"
    } else {
        return Ruling::Keep;
    };
    Ruling::replace(
        transition.env().state(Cancelled),
        format!("{kind} flow run has no infrastructure to terminate."),
    )
}

//! A run is submitted once. For flow runs and background task runs.

use weir_types::state::StateType::{Cancelled, Cancelling, Pending, Running};

use crate::transition::{Machine, Rule, Ruling, StateSet, Transition, nothing};

/// Two workers that submit the same run race for `PENDING`: the second is told to leave the run alone. Steps within
/// the submission (`Submitting`, `InfrastructurePending`) are let through by their new names.
pub(crate) const fn prevent<M: Machine>() -> Rule<M> {
    Rule {
        from: StateSet::of(&[Pending, Cancelling, Running, Cancelled]),
        to: StateSet::of(&[Pending]),
        judge,
        follow_up: nothing,
        take_back: nothing,
    }
}

fn judge<M: Machine>(transition: &mut Transition<'_, M>) -> Ruling {
    let (Some(initial), Some(proposed)) = (transition.initial, &mut transition.proposed) else {
        return Ruling::Keep;
    };
    if initial.state_type == Pending && proposed.name != initial.name && proposed.name != "Pending" {
        let (known, details) = (&initial.state_details, &mut proposed.state_details);
        details.scheduled_time = known.scheduled_time;
        details.deployment_concurrency_lease_id = known.deployment_concurrency_lease_id;
        return Ruling::Keep;
    }
    let state = initial.state_type.as_str();
    Ruling::abort(format!("This run is in a {state} state and cannot transition to a PENDING state."))
}

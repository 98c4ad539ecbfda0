//! Pausing and suspending flow runs.

use std::collections::BTreeSet;

use weir_types::state::{
    State,
    StateType::{Paused, Running},
};

use crate::{
    flow_run::{FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A running flow pauses, once for each key. Only a deployed run that is no subflow can leave its process for it.
pub(super) const PAUSE: Rule<FlowRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Paused]),
    judge,
    follow_up: remember_pause,
    take_back: nothing,
};

/// What people call the pause that the state stands for.
pub(super) fn verb(proposed: &State) -> &'static str {
    if proposed.name == "Suspended" { "suspend" } else { "pause" }
}

fn judge(transition: &mut FlowTransition<'_>) -> Ruling {
    let Some(proposed) = &transition.proposed else { return Ruling::Keep };
    let verb = verb(proposed);
    match transition.initial {
        None => return Ruling::abort(format!("Cannot {verb} flows with no state.")),
        Some(initial) if initial.state_type != Running => {
            return Ruling::stay(format!("Cannot {verb} flows that are not currently running."));
        }
        Some(_) => {}
    }
    let details = &proposed.state_details;
    let key = details.pause_key.clone().unwrap_or_else(|| transition.env().fresh.pause_key.to_string());
    if transition.run.policy.pause_keys.as_ref().is_some_and(|keys| keys.contains(&key)) {
        return Ruling::stay(format!("This {verb} has already fired."));
    }
    if details.pause_reschedule {
        if transition.ctx.parent_task_run_id.is_some() {
            return Ruling::abort(format!("Cannot {verb} subflows."));
        }
        if transition.ctx.deployment_id.is_none() {
            return Ruling::abort(format!("Cannot {verb} flows without a deployment."));
        }
    }
    transition.memo.pause_key = Some(key);
    Ruling::Keep
}

fn remember_pause(transition: &mut FlowTransition<'_>) {
    if let Some(key) = transition.memo.pause_key.take() {
        transition.run.policy.pause_keys.get_or_insert_with(BTreeSet::new).insert(key);
    }
}

//! The same transition, asked for twice.

use crate::{
    flow_run::{FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A client that did not hear the answer repeats its request: by its transition id it is told that the run is there.
pub(super) const PREVENT_DUPLICATE: Rule<FlowRuns> =
    Rule { from: StateSet::ANY, to: StateSet::ANY, judge, follow_up: nothing, take_back: nothing };

fn judge(transition: &mut FlowTransition<'_>) -> Ruling {
    let made = transition.initial.and_then(|state| state.state_details.transition_id);
    let asked = transition.proposed.as_ref().and_then(|state| state.state_details.transition_id);
    if made.is_some() && made == asked {
        Ruling::stay("This run has already made this state transition.")
    } else {
        Ruling::Keep
    }
}

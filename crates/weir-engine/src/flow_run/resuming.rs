//! Leaving a pause.

use weir_types::state::StateType::{Cancelling, Failed, Paused, Pending};

use crate::{
    flow_run::{FlowRuns, FlowTransition, pausing},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A paused run runs, is scheduled, is cancelled or ends; after its deadline it fails.
pub(super) const RESUME: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Paused]),
    to: StateSet::ANY,
    judge,
    // Even a run that this rule held back is marked, as in Prefect.
    follow_up: |transition| transition.run.policy.resuming = Some(true),
    take_back: nothing,
};

fn judge(transition: &mut FlowTransition<'_>) -> Ruling {
    let (Some(initial), Some(proposed)) = (transition.initial, &transition.proposed) else {
        return Ruling::Keep;
    };
    if matches!(proposed.state_type, Pending | Paused) {
        return Ruling::stay(format!(
            "This run cannot transition to the StateType.{} state from the StateType.{} state.",
            proposed.state_type.as_str(),
            initial.state_type.as_str()
        ));
    }
    let (verb, name) = (pausing::verb(proposed), proposed.name.to_lowercase());
    if initial.state_details.pause_reschedule && transition.ctx.deployment_id.is_none() {
        return Ruling::stay(format!("Cannot reschedule a {name} flow run without a deployment."));
    }
    // A pause that blocks keeps its process, which has to hear of a cancellation even after the deadline.
    if proposed.state_type == Cancelling {
        return Ruling::Keep;
    }
    let env = transition.env();
    if initial.state_details.pause_timeout.is_some_and(|deadline| deadline < env.now) {
        return Ruling::replace(
            env.state(Failed).with_message(format!("The flow was {name} and never resumed.")),
            format!("The flow run {verb} has timed out and can no longer resume."),
        );
    }
    Ruling::Keep
}

//! Runs that have ended.

use std::collections::BTreeSet;

use weir_types::{
    orchestration::RetryType,
    state::{State, StateType},
};

use crate::{
    flow_run::{FlowRuns, FlowTransition},
    result,
    transition::{Rule, Ruling, StateSet, no_objection, nothing},
};

/// A run leaves its end only for a good reason; then its pauses are forgotten.
pub(super) const LEAVE_TERMINAL: Rule<FlowRuns> = Rule {
    from: StateSet::TERMINAL,
    to: StateSet::ANY,
    judge: judge_leave,
    follow_up: nothing,
    take_back: restore_policy,
};

/// Not even by force does a completed run lose the reference to its result.
pub(super) const KEEP_RESULT: Rule<FlowRuns> = Rule {
    from: StateSet::TERMINAL,
    to: StateSet::TERMINAL,
    judge: |transition| match (transition.initial, &transition.proposed) {
        (Some(initial), Some(proposed)) if loses_result(initial, proposed) => Ruling::stay(RESULT_LOSS),
        _ => no_objection(transition),
    },
    follow_up: nothing,
    take_back: nothing,
};

const RESULT_LOSS: &str =
    "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.";

fn loses_result(initial: &State, proposed: &State) -> bool {
    initial.state_type == StateType::Completed
        && proposed.state_type == StateType::Completed
        && result::is_persisted(&initial.data)
        && !result::is_persisted(&proposed.data)
}

fn judge_leave(transition: &mut FlowTransition<'_>) -> Ruling {
    let (Some(initial), Some(proposed)) = (transition.initial, &transition.proposed) else {
        return Ruling::Keep;
    };
    let to = proposed.state_type;
    if matches!(to, StateType::Cancelling | StateType::Paused | StateType::Crashed) {
        let state = initial.state_type.as_str();
        return Ruling::abort(format!("Run is already in terminal state {state}."));
    }
    let completed = initial.state_type == StateType::Completed;
    if completed && !to.is_terminal() && result::is_persisted(&initial.data) {
        return Ruling::stay("Run is already COMPLETED.");
    }
    if loses_result(initial, proposed) {
        return Ruling::stay(RESULT_LOSS);
    }
    if to == StateType::Scheduled && transition.ctx.deployment_id.is_none() {
        return Ruling::abort("Cannot reschedule a run without an associated deployment.");
    }

    transition.memo.policy_at_end = Some(transition.run.policy.clone());
    if !to.is_terminal() && transition.env().client_knows_pauses() {
        let policy = &mut transition.run.policy;
        policy.resuming = Some(false);
        policy.pause_keys = Some(BTreeSet::new());
        policy.retry_type = (to == StateType::Scheduled).then_some(RetryType::Reschedule);
    }
    Ruling::Keep
}

fn restore_policy(transition: &mut FlowTransition<'_>) {
    if let Some(policy) = transition.memo.policy_at_end.take() {
        transition.run.policy = policy;
    }
}

//! Trying a failed flow run again in its process.

use std::collections::BTreeSet;

use weir_types::{
    TimeDelta,
    orchestration::RetryType,
    state::StateType::{Failed, Running},
};

use crate::{
    effect::Effect,
    flow_run::{FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, nothing},
    version::ApiVersion,
};

/// A run that fails with tries left awaits its next try.
pub(super) const RETRY: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Running]),
    to: StateSet::of(&[Failed]),
    judge,
    follow_up: nothing,
    take_back: nothing,
};

fn judge(transition: &mut FlowTransition<'_>) -> Ruling {
    let (ctx, env) = (transition.ctx, &transition.ctx.env);
    let (Some(initial), Some(proposed)) = (transition.initial, &transition.proposed) else {
        return Ruling::Keep;
    };
    let policy = &mut transition.run.policy;
    if policy.retries.is_none_or(|retries| transition.run.bookkeeping.run_count > retries) {
        // So that the run can later be retried through its deployment.
        policy.retry_type = None;
        return Ruling::Keep;
    }
    let scheduled_time = env.now + TimeDelta::from_secs(policy.retry_delay.unwrap_or(0));
    if env.api_version.is_some_and(|version| version < ApiVersion(0, 8, 3)) {
        transition.effects.push(Effect::RetryFailedTaskRuns { flow_run: ctx.id, scheduled_time });
    }
    if env.client_knows_pauses() {
        policy.resuming = Some(false);
        policy.pause_keys = Some(BTreeSet::new());
        policy.retry_type = Some(RetryType::InProcess);
    }
    let mut state = env.scheduled("AwaitingRetry", scheduled_time);
    state.message.clone_from(&proposed.message);
    state.data = proposed.data.clone();
    // The process goes on renewing the lease of its slot.
    state.state_details.deployment_concurrency_lease_id =
        initial.state_details.deployment_concurrency_lease_id;
    Ruling::replace(state, "Retrying")
}

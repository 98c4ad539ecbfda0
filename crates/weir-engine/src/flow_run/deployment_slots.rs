//! The slots of a deployment's concurrency limit.

use weir_types::{
    orchestration::SetStateStatus,
    state::{
        StateType,
        StateType::{Cancelled, Cancelling, Pending, Running, Scheduled},
    },
};

use crate::{
    effect::{Effect, Lease},
    flow_run::{CollisionStrategy, DeploymentFact, FlowRuns, FlowTransition, leases},
    transition::{Rule, Ruling, StateSet, nothing},
    version::ClientVersion,
};

/// A run that is submitted takes a slot, so that no infrastructure is started for a run that may not run.
pub(super) const TAKE_SLOT: Rule<FlowRuns> = Rule {
    from: StateSet::ANY.except(&[Pending, Running, Cancelling]),
    to: StateSet::of(&[Pending]),
    judge,
    follow_up: take_slot,
    take_back: nothing,
};

const REACHED: &str = "Deployment concurrency limit reached.";

fn judge(transition: &mut FlowTransition<'_>) -> Ruling {
    let (ctx, env) = (transition.ctx, &transition.ctx.env);
    if ctx.deployment_id.is_none()
        || env.client_version.as_ref().is_some_and(ClientVersion::takes_deployment_slots)
    {
        return Ruling::Keep;
    }
    let limit = match &ctx.facts.deployment {
        DeploymentFact::Unlimited => return Ruling::Keep,
        DeploymentFact::Missing => return Ruling::abort("Deployment not found."),
        DeploymentFact::Limited(limit) if limit.limit == 0 => {
            return Ruling::abort(
                "The deployment concurrency limit is 0. The flow will deadlock if submitted again.",
            );
        }
        DeploymentFact::Limited(limit) => limit,
    };
    if limit.has_free_slot() {
        let lease = Lease {
            id: env.fresh.lease,
            limits: vec![limit.id],
            ttl: leases::grace_period(limit, env),
            holder: None,
        };
        if let Some(proposed) = &mut transition.proposed {
            proposed.state_details.deployment_concurrency_lease_id = Some(lease.id);
        }
        transition.memo.slot = Some(lease);
        return Ruling::Keep;
    }
    let state = match limit.strategy {
        CollisionStrategy::Enqueue => {
            env.scheduled("AwaitingConcurrencySlot", env.now + env.settings.deployment_slot_wait)
        }
        CollisionStrategy::CancelNew => env.state(Cancelled).with_message(REACHED),
    };
    Ruling::replace(state, REACHED)
}

/// Only on the way out is it certain that the run needs the slot.
fn take_slot(transition: &mut FlowTransition<'_>) {
    if let Some(lease) = transition.memo.slot.take() {
        transition.effects.push(Effect::TakeSlots(lease));
    }
}

/// A run that is neither pending nor running nor being cancelled any more gives its slot back.
pub(super) fn release(transition: &mut FlowTransition<'_>) {
    let holds_slot = |state: Option<StateType>| matches!(state, Some(Pending | Running | Cancelling));
    if !holds_slot(transition.initial_type()) || holds_slot(transition.proposed_type()) {
        return;
    }
    // A run that retries in its process keeps its slot over the delay. One that was proposed as `AwaitingRetry` leaves
    // its process.
    let retries = transition
        .proposed
        .as_ref()
        .is_some_and(|state| state.state_type == Scheduled && state.name == "AwaitingRetry");
    if retries && transition.status == SetStateStatus::Reject {
        return;
    }
    if let Some(deployment) = transition.ctx.deployment_id {
        let lease = transition.initial.and_then(|state| state.state_details.deployment_concurrency_lease_id);
        transition.effects.push(Effect::ReleaseDeploymentSlot { lease, deployment });
    }
}

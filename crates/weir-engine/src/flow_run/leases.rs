//! The lease of a deployment's slot, along the states of the run that holds it.

use weir_types::{
    TimeDelta,
    state::StateType::{Cancelled, Cancelling, Pending, Running},
};

use crate::{
    effect::{Effect, Lease, LeaseHolder},
    env::Env,
    flow_run::{DeploymentFact, DeploymentLimit, FlowRuns, FlowTransition},
    transition::{Rule, Ruling, StateSet, no_objection, nothing},
    version::ClientVersion,
};

/// A run that starts renews its lease. If that was lost while infrastructure started, it takes a new slot or is
/// cancelled.
pub(super) const VALIDATE_AT_RUNNING: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Pending]),
    to: StateSet::of(&[Running]),
    judge: judge_lease,
    follow_up: nothing,
    take_back: nothing,
};

/// A client that does not renew leases keeps its slot without one.
pub(super) const DROP_FOR_OLD_CLIENTS: Rule<FlowRuns> = Rule {
    from: StateSet::of(&[Pending]),
    to: StateSet::of(&[Running, Cancelling]),
    judge: no_objection,
    follow_up: drop_lease,
    take_back: nothing,
};

/// Clients propose states without the lease that the run holds: the new state gets it from the old one.
pub(super) fn carry_on(transition: &mut FlowTransition<'_>) {
    let held = transition.initial.and_then(|state| state.state_details.deployment_concurrency_lease_id);
    if let Some(proposed) = &mut transition.proposed {
        let lease = &mut proposed.state_details.deployment_concurrency_lease_id;
        *lease = lease.or(held);
    }
}

/// How long a slot is kept while infrastructure starts.
pub(super) fn grace_period(limit: &DeploymentLimit, env: &Env) -> TimeDelta {
    limit.grace_period.unwrap_or(env.settings.deployment_lease)
}

fn renews_leases(env: &Env) -> bool {
    env.client_version.as_ref().is_some_and(ClientVersion::renews_leases)
}

fn judge_lease(transition: &mut FlowTransition<'_>) -> Ruling {
    let (ctx, env) = (transition.ctx, &transition.ctx.env);
    let held = transition.initial.and_then(|state| state.state_details.deployment_concurrency_lease_id);
    let Some(proposed) = &mut transition.proposed else { return Ruling::Keep };
    proposed.state_details.deployment_concurrency_lease_id = held;

    let (Some(lease), Some(_deployment), DeploymentFact::Limited(limit)) =
        (held, ctx.deployment_id, &ctx.facts.deployment)
    else {
        return Ruling::Keep;
    };
    if !renews_leases(env) {
        return Ruling::Keep;
    }
    let ttl = grace_period(limit, env);
    if ctx.facts.lease_exists {
        transition.effects.push(Effect::RenewLease { lease, ttl });
        return Ruling::Keep;
    }
    if limit.has_free_slot() {
        let lease = Lease {
            id: env.fresh.lease,
            limits: vec![limit.id],
            ttl,
            holder: Some(LeaseHolder::FlowRun(ctx.id)),
        };
        proposed.state_details.deployment_concurrency_lease_id = Some(lease.id);
        transition.effects.push(Effect::TakeSlots(lease));
        return Ruling::Keep;
    }
    // Infrastructure is up already, so the run cannot be scheduled anew.
    Ruling::replace(
        env.state(Cancelled).with_message(
            "Deployment concurrency slot lost during provisioning - no slots available to continue execution",
        ),
        "Deployment concurrency limit reached after lease expiry.",
    )
}

fn drop_lease(transition: &mut FlowTransition<'_>) {
    if renews_leases(transition.env()) {
        return;
    }
    if let Some(lease) = transition.initial.and_then(|s| s.state_details.deployment_concurrency_lease_id) {
        transition.effects.push(Effect::KeepLease { lease });
    }
}

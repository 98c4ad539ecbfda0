//! The slots of concurrency limits on tags, of both versions. Where a tag has both, version 2 counts.

use weir_types::{
    TimeDelta,
    state::StateType::{Cancelling, Running},
};

use crate::{
    effect::{Effect, Lease, LeaseHolder},
    env::Env,
    interval,
    task_run::{TagLimitV2, TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run that runs takes a slot of the limit on each of its tags, or waits until all have one free.
pub(super) const TAKE_SLOTS: Rule<TaskRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Running]),
    judge,
    follow_up: take_slots,
    take_back: nothing,
};

/// Clients with limits of version 1 cannot renew leases, so these last for ever: 100 years.
const LEASE: TimeDelta = TimeDelta::from_secs(100 * 365 * 24 * 3600);

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    let v2 = judge_v2(transition);
    if matches!(v2, Ruling::Wait { .. }) {
        return v2;
    }
    match judge_v1(transition) {
        Ruling::Keep => v2,
        v1 => v1,
    }
}

fn deadlock(tag: &str) -> Ruling {
    Ruling::abort(format!(
        "The concurrency limit on tag \"{tag}\" is 0 and will deadlock if the task tries to run again."
    ))
}

fn judge_v2(transition: &mut TaskTransition<'_>) -> Ruling {
    let ctx = transition.ctx;
    let active: Vec<&TagLimitV2> = ctx.facts.tag_limits_v2.iter().filter(|limit| limit.active).collect();
    let (zero, limits): (Vec<_>, Vec<_>) = active.into_iter().partition(|limit| limit.limit == 0);
    if limits.iter().any(|limit| limit.active_slots >= limit.limit) {
        let tags: Vec<&str> = limits.iter().map(|limit| limit.tag.as_str()).collect();
        return Ruling::Wait {
            delay_seconds: delay_seconds(&limits, &ctx.env),
            reason: format!("Concurrency limit reached for tags: {}", tags.join(", ")),
        };
    }
    if let Some(limit) = zero.last() {
        return deadlock(&limit.tag);
    }
    if !limits.is_empty() {
        transition.memo.lease = Some(Lease {
            id: ctx.env.fresh.lease,
            limits: limits.iter().map(|limit| limit.id).collect(),
            ttl: LEASE,
            holder: Some(LeaseHolder::TaskRun(ctx.id)),
        });
    }
    Ruling::Keep
}

/// About as long as a slot of the fullest limit is held, but no longer than the setting says.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "slots and seconds are few")]
fn delay_seconds(limits: &[&TagLimitV2], env: &Env) -> i64 {
    let fullness = |limit: &TagLimitV2| limit.active_slots as f64 / limit.limit as f64;
    let longest = env.settings.tag_slot_wait.as_secs_f64();
    // Of equally full limits the first counts.
    let fullest = limits.iter().rev().max_by(|a, b| fullness(a).total_cmp(&fullness(b)));
    let occupancy = fullest.map_or(0.0, |limit| limit.avg_slot_occupancy_seconds);
    let average = if occupancy == 0.0 { longest } else { occupancy.min(longest) };
    interval::clamped_poisson(average, 0.3, env.random).round_ties_even() as i64
}

/// Every limit is looked at, and the last one that is in the way is named.
fn judge_v1(transition: &mut TaskTransition<'_>) -> Ruling {
    let ctx = transition.ctx;
    let facts = &ctx.facts;
    let in_v2 = |tag: &str| facts.tag_limits_v2.iter().any(|limit| limit.active && limit.tag == tag);
    if facts.tag_limits.iter().all(|limit| in_v2(&limit.tag)) {
        return Ruling::Keep;
    }
    let mut ruling = Ruling::Keep;
    for limit in &facts.tag_limits {
        if limit.limit == 0 {
            ruling = deadlock(&limit.tag);
        } else if limit.active_slots >= limit.limit {
            ruling = Ruling::Wait {
                delay_seconds: ctx.env.settings.tag_slot_wait.as_micros() / 1_000_000,
                reason: format!("Concurrency limit for the {} tag has been reached", limit.tag),
            };
        } else {
            transition.memo.tags.push(limit.tag.clone());
        }
    }
    ruling
}

/// Only on the way out is it certain that the run needs the slots.
fn take_slots(transition: &mut TaskTransition<'_>) {
    if let Some(lease) = transition.memo.lease.take() {
        transition.effects.push(Effect::TakeSlots(lease));
    }
    let tags = std::mem::take(&mut transition.memo.tags);
    if !tags.is_empty() {
        transition.effects.push(Effect::TakeTagSlots { task_run: transition.ctx.id, tags });
    }
}

/// A run that is neither running nor being cancelled holds no slots.
pub(super) fn release(transition: &mut TaskTransition<'_>) {
    let ctx = transition.ctx;
    if !ctx.tags.is_empty() && !matches!(transition.proposed_type(), Some(Running | Cancelling)) {
        transition.effects.push(Effect::ReleaseTaskSlots { task_run: ctx.id, tags: ctx.tags.clone() });
    }
}

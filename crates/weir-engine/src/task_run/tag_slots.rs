//! The slots of the concurrency limits of tags.

use weir_types::{
    TimeDelta,
    state::StateType::{Cancelling, Running},
};

use crate::{
    effect::{Effect, Lease, LeaseHolder},
    env::Env,
    interval,
    task_run::{TagLimit, TaskRuns, TaskTransition},
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

/// The slots last as long as the run, which nobody renews: 100 years.
const LEASE: TimeDelta = TimeDelta::from_secs(100 * 365 * 24 * 3600);

fn deadlock(tag: &str) -> Ruling {
    Ruling::abort(format!(
        "The concurrency limit on tag \"{tag}\" is 0 and will deadlock if the task tries to run again."
    ))
}

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    let ctx = transition.ctx;
    let active: Vec<&TagLimit> = ctx.facts.tag_limits.iter().filter(|limit| limit.active).collect();
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
fn delay_seconds(limits: &[&TagLimit], env: &Env) -> i64 {
    let fullness = |limit: &TagLimit| limit.active_slots as f64 / limit.limit as f64;
    let longest = env.settings.tag_slot_wait.as_secs_f64();
    // Of equally full limits the first counts.
    let fullest = limits.iter().rev().max_by(|a, b| fullness(a).total_cmp(&fullness(b)));
    let occupancy = fullest.map_or(0.0, |limit| limit.avg_slot_occupancy_seconds);
    let average = if occupancy == 0.0 { longest } else { occupancy.min(longest) };
    interval::clamped_poisson(average, 0.3, env.random).round_ties_even() as i64
}

/// Only on the way out is it certain that the run needs the slots.
fn take_slots(transition: &mut TaskTransition<'_>) {
    if let Some(lease) = transition.memo.lease.take() {
        transition.effects.push(Effect::TakeSlots(lease));
    }
}

/// A run that is neither running nor being cancelled holds no slots.
pub(super) fn release(transition: &mut TaskTransition<'_>) {
    let ctx = transition.ctx;
    if !ctx.tags.is_empty() && !matches!(transition.proposed_type(), Some(Running | Cancelling)) {
        transition.effects.push(Effect::ReleaseTaskSlots { task_run: ctx.id });
    }
}

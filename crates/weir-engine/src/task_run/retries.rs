//! Trying a failed task run again.

use weir_types::{
    TimeDelta,
    orchestration::RetryDelay,
    state::StateType::{Failed, Running},
};

use crate::{
    interval,
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run that fails with tries left awaits its next try, unless its client says that trying again is useless.
pub(super) const RETRY: Rule<TaskRuns> = Rule {
    from: StateSet::of(&[Running]),
    to: StateSet::of(&[Failed]),
    judge,
    follow_up: nothing,
    take_back: nothing,
};

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    let (ctx, env) = (transition.ctx, &transition.ctx.env);
    let Some(proposed) = &transition.proposed else { return Ruling::Keep };
    let run_count = transition.run.bookkeeping.run_count;
    let tries_left = ctx.policy.retries.is_some_and(|retries| run_count <= retries);
    if proposed.state_details.retriable == Some(false) || !tries_left {
        return Ruling::Keep;
    }
    let delay = ctx.policy.retry_delay.as_ref().map_or(0.0, |delay: &RetryDelay| delay.after_try(run_count));
    let delay = match ctx.policy.retry_jitter_factor {
        Some(factor) if factor > 0.0 && delay > 0.0 => interval::clamped_poisson(delay, factor, env.random),
        _ => delay,
    };
    let mut state = env.scheduled("AwaitingRetry", env.now + TimeDelta::from_secs_f64(delay));
    state.message.clone_from(&proposed.message);
    state.data = proposed.data.clone();
    Ruling::replace(state, "Retrying")
}

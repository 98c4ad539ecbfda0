//! Runs start no earlier than scheduled. For flow runs and task runs.

use weir_types::state::StateType::{Pending, Running, Scheduled};

use crate::transition::{Machine, Rule, Ruling, StateSet, Transition, nothing};

/// A pending run keeps the time for which it was scheduled, unless its new state names another.
pub(crate) const fn copy<M: Machine>() -> Rule<M> {
    Rule {
        from: StateSet::of(&[Scheduled]),
        to: StateSet::of(&[Pending]),
        judge: |transition| {
            let scheduled_time = transition.initial.and_then(|state| state.state_details.scheduled_time);
            if let Some(proposed) = &mut transition.proposed {
                let details = &mut proposed.state_details;
                details.scheduled_time = details.scheduled_time.or(scheduled_time);
            }
            Ruling::Keep
        },
        follow_up: nothing,
        take_back: nothing,
    }
}

/// A run does not run before its scheduled time by our clock.
pub(crate) const fn wait<M: Machine>() -> Rule<M> {
    Rule {
        from: StateSet::of(&[Scheduled, Pending]),
        to: StateSet::of(&[Running]),
        judge: judge_wait,
        follow_up: nothing,
        take_back: nothing,
    }
}

fn judge_wait<M: Machine>(transition: &mut Transition<'_, M>) -> Ruling {
    const SECOND: i64 = 1_000_000;
    let Some(scheduled) = transition.initial.and_then(|state| state.state_details.scheduled_time) else {
        return Ruling::Keep;
    };
    let ahead = scheduled.since(transition.env().now).as_micros();
    // The wire has whole seconds: round to the nearest, exactly half a second down.
    let delay_seconds = ahead.div_euclid(SECOND) + i64::from(ahead.rem_euclid(SECOND) > SECOND / 2);
    if delay_seconds > 0 {
        Ruling::Wait { delay_seconds, reason: "Scheduled time is in the future".to_owned() }
    } else {
        Ruling::Keep
    }
}

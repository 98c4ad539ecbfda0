//! Task runs that have ended.

use weir_types::state::StateType::{Cancelling, Completed, Crashed, Paused, Running};

use crate::{
    result,
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run leaves its end when its flow is tried again; then its own tries start anew.
pub(super) const LEAVE_TERMINAL: Rule<TaskRuns> = Rule {
    from: StateSet::TERMINAL,
    to: StateSet::ANY,
    judge,
    follow_up: nothing,
    take_back: restore_run_count,
};

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    let ctx = transition.ctx;
    let (Some(initial), Some(proposed)) = (transition.initial, &mut transition.proposed) else {
        return Ruling::Keep;
    };
    if matches!(proposed.state_type, Cancelling | Paused | Crashed) {
        return Ruling::abort(format!("Run is already {}.", initial.state_type.as_str()));
    }
    if initial.state_type == Completed && result::is_persisted(&initial.data) {
        return Ruling::stay("This run is already completed.");
    }
    transition.memo.run_count_at_end = Some(transition.run.bookkeeping.run_count);
    if !proposed.is_terminal() {
        transition.run.bookkeeping.run_count = 0;
    }
    if proposed.state_type == Running
        && ctx.flow_run_id.is_some()
        && ctx.facts.flow_run.as_ref().is_some_and(|flow_run| ctx.flow_run_run_count < flow_run.run_count)
    {
        "Retrying".clone_into(&mut proposed.name);
    }
    Ruling::Keep
}

fn restore_run_count(transition: &mut TaskTransition<'_>) {
    if let Some(run_count) = transition.memo.run_count_at_end.take() {
        transition.run.bookkeeping.run_count = run_count;
    }
}

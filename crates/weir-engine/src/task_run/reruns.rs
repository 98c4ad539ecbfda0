//! Names for runs that run again.

use weir_types::state::StateType::Running;

use crate::{
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run that ran before is `Retrying` after a failure, and `Rerunning` otherwise.
pub(super) const RENAME: Rule<TaskRuns> =
    Rule { from: StateSet::ANY, to: StateSet::of(&[Running]), judge, follow_up: nothing, take_back: nothing };

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    if transition.run.bookkeeping.run_count > 0
        && let (Some(initial), Some(proposed)) = (transition.initial, &mut transition.proposed)
    {
        let name = if initial.name == "AwaitingRetry" { "Retrying" } else { "Rerunning" };
        name.clone_into(&mut proposed.name);
    }
    Ruling::Keep
}

//! Background tasks, which task workers pick up.

use weir_types::state::StateType::{Pending, Running, Scheduled};

use crate::{
    effect::Effect,
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, no_objection, nothing},
};

/// The reference to the stored parameters goes along until the run runs.
pub(super) const COPY_PARAMETERS_ID: Rule<TaskRuns> = Rule {
    from: StateSet::of(&[Scheduled, Pending]),
    to: StateSet::of(&[Pending, Running]),
    judge: copy_parameters_id,
    follow_up: nothing,
    take_back: nothing,
};

/// A run that is scheduled is offered to the task workers.
pub(super) const ENQUEUE: Rule<TaskRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Scheduled]),
    judge: no_objection,
    follow_up: enqueue,
    take_back: nothing,
};

fn copy_parameters_id(transition: &mut TaskTransition<'_>) -> Ruling {
    let known = transition.initial.and_then(|state| state.state_details.task_parameters_id);
    if let Some(proposed) = &mut transition.proposed {
        let id = &mut proposed.state_details.task_parameters_id;
        *id = id.or(known);
    }
    Ruling::Keep
}

fn enqueue(transition: &mut TaskTransition<'_>) {
    let Some(state) = &transition.proposed else { return };
    if state.state_details.deferred == Some(true) {
        let retry = state.name == "AwaitingRetry";
        transition.effects.push(Effect::EnqueueTaskRun { task_run: transition.ctx.id, retry });
    }
}

//! What is recorded on a task run and its state at every transition, whatever its policy.

use weir_types::state::StateType;

use crate::task_run::TaskTransition;

/// The bookkeeping, once it is known which state the run enters. A run that stays in its state is left alone.
pub(super) fn settle(transition: &mut TaskTransition<'_>) {
    let Some(entered) = &mut transition.proposed else { return };
    let bookkeeping = &mut transition.run.bookkeeping;
    bookkeeping.enter(transition.initial, entered);
    if entered.state_type == StateType::Running {
        bookkeeping.run_count += 1;
    }
    entered.state_details.flow_run_id = transition.ctx.flow_run_id;
    entered.state_details.task_run_id = Some(transition.ctx.id);
}

//! What is recorded on a flow run and its state at every transition, whatever its policy.

use weir_types::{Timestamp, state::StateType};

use crate::{effect::Effect, flow_run::FlowTransition};

/// The bookkeeping, once it is known which state the run enters. A run that stays in its state is left alone.
pub(super) fn settle(transition: &mut FlowTransition<'_>) {
    let ctx = transition.ctx;
    let Some(entered) = &mut transition.proposed else { return };
    let run = &mut transition.run;

    entered.timestamp =
        first_free(entered.timestamp, transition.initial.map(|s| s.timestamp), &ctx.facts.later_timestamps);
    run.bookkeeping.enter(transition.initial, entered);
    entered.state_details.flow_run_id = Some(ctx.id);
    if ctx.parent_task_run_id.is_some() {
        entered.state_details.task_run_id = ctx.parent_task_run_id;
    }

    let pauses = ctx.env.client_knows_pauses();
    let resuming = pauses && run.policy.resuming == Some(true);
    if entered.state_type == StateType::Running && !resuming {
        run.bookkeeping.run_count += 1;
    }
    if resuming && (entered.state_type == StateType::Running || entered.is_terminal()) {
        run.policy.resuming = Some(false);
    }
}

/// No two states of a flow run share an instant: the later one moves on by microseconds.
fn first_free(wanted: Timestamp, initial: Option<Timestamp>, taken: &[Timestamp]) -> Timestamp {
    let mut at = wanted;
    while initial == Some(at) || taken.contains(&at) {
        at = Timestamp::from_micros(at.as_micros() + 1);
    }
    at
}

/// The task run that stands for a subflow in its parent flow goes through the subflow's states.
pub(super) fn update_parent_task_run(transition: &mut FlowTransition<'_>) {
    let ctx = transition.ctx;
    let (Some(task_run), Some(entered)) = (ctx.parent_task_run_id, &transition.proposed) else { return };
    let mut state = entered.clone();
    state.id = ctx.env.fresh.parent_state;
    state.timestamp = ctx.env.now;
    state.state_details.child_flow_run_id = Some(ctx.id);
    transition.effects.push(Effect::SetParentTaskRunState { task_run, state: Box::new(state) });
}

//! A task run and the flow run that it is part of.

use weir_types::state::StateType::{Paused, Running};

use crate::{
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, no_objection, nothing},
};

/// Tasks run only while their flow runs.
pub(super) const ONLY_WHILE_RUNNING: Rule<TaskRuns> =
    Rule { from: StateSet::ANY, to: StateSet::of(&[Running]), judge, follow_up: nothing, take_back: nothing };

/// A task run that runs notes in which try of its flow it does so.
pub(super) const TRACK_RUN_COUNT: Rule<TaskRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Running]),
    judge: no_objection,
    follow_up: |transition| {
        if let Some(flow_run) = &transition.ctx.facts.flow_run {
            transition.run.flow_run_run_count = flow_run.run_count;
        }
    },
    take_back: nothing,
};

fn judge(transition: &mut TaskTransition<'_>) -> Ruling {
    let ctx = transition.ctx;
    let (Some(id), Some(flow_run)) = (ctx.flow_run_id, &ctx.facts.flow_run) else { return Ruling::Keep };
    match &flow_run.state {
        Some(state) if state.state_type == Running => Ruling::Keep,
        Some(state) if state.state_type == Paused => {
            // The pause's deadline tells the client how long it may have to wait.
            let mut paused = ctx.env.state(Paused).named("NotReady");
            paused.state_details.pause_timeout = state.state_details.pause_timeout;
            paused.state_details.pause_reschedule = state.state_details.pause_reschedule;
            Ruling::replace(
                paused,
                format!("The flow is paused, new tasks can execute after resuming flow run: {id}."),
            )
        }
        _ => Ruling::abort("The enclosing flow must be running to begin task execution."),
    }
}

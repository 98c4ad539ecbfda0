//! Orchestration of task runs.

mod background;
mod caching;
mod context;
mod parent_flow;
mod policy;
mod reruns;
mod retries;
mod settle;
mod tag_slots;
mod terminal;

pub use context::{
    ParentFlowRun, TagLimit, TaskRunContext, TaskRunFacts, TaskRunFactsNeeded, TaskRunWrites,
    task_run_facts_needed,
};
pub use policy::TaskRunRules;

use weir_types::{
    orchestration::{SetStateStatus, StateResponseDetails},
    state::State,
};

use crate::{
    bookkeeping::Bookkeeping,
    effect::Lease,
    env::Env,
    transition::{Machine, Transition, govern},
    verdict::Verdict,
};

/// Decides on a proposed state of a task run. `proposed` carries a fresh id and the instant of the request.
pub fn orchestrate_task_run(
    ctx: &TaskRunContext,
    proposed: State,
    rules: TaskRunRules,
) -> Verdict<TaskRunWrites> {
    let mut transition = Transition::<TaskRuns> {
        ctx,
        initial: ctx.state.as_ref(),
        proposed: Some(proposed),
        run: TaskRun { bookkeeping: ctx.bookkeeping, flow_run_run_count: ctx.flow_run_run_count },
        memo: Memo::default(),
        effects: Vec::new(),
        status: SetStateStatus::Accept,
        details: StateResponseDetails::Accept {},
    };
    govern(&mut transition, rules.steps(), settle::settle);
    let Transition { proposed, run, effects, status, details, .. } = transition;
    Verdict {
        status,
        details,
        new_state: proposed,
        bookkeeping: run.bookkeeping,
        writes: TaskRunWrites { flow_run_run_count: run.flow_run_run_count },
        effects,
    }
}

/// The machine of task runs.
struct TaskRuns;

type TaskTransition<'a> = Transition<'a, TaskRuns>;

/// The fields of a task run that orchestration changes.
struct TaskRun {
    bookkeeping: Bookkeeping,
    flow_run_run_count: i64,
}

/// What task run rules note for the way out.
#[derive(Default)]
struct Memo {
    /// The run count as it was before the run was let out of its end.
    run_count_at_end: Option<i64>,
    /// The slots that the run takes when it runs (version 2).
    lease: Option<Lease>,
}

impl Machine for TaskRuns {
    type Context = TaskRunContext;
    type Run = TaskRun;
    type Memo = Memo;

    fn env(ctx: &TaskRunContext) -> &Env {
        &ctx.env
    }
}

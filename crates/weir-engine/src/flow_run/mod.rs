//! Orchestration of flow runs.

mod cancelling;
mod context;
mod deployment_slots;
mod duplicates;
mod late;
mod leases;
mod pausing;
mod policy;
mod resume;
mod resuming;
mod retries;
mod settle;
mod terminal;

pub use context::{
    CollisionStrategy, DeploymentFact, DeploymentLimit, FlowRunContext, FlowRunFacts, FlowRunFactsNeeded,
    FlowRunWrites, flow_run_facts_needed,
};
pub use policy::FlowRunRules;
pub use resume::propose_resume;

use weir_types::{
    orchestration::{FlowRunPolicy, SetStateStatus, StateResponseDetails},
    state::State,
};

use crate::{
    bookkeeping::Bookkeeping,
    effect::Lease,
    env::Env,
    transition::{Machine, Transition, govern},
    verdict::Verdict,
};

/// Decides on a proposed state of a flow run. `proposed` carries a fresh id and the instant of the request.
pub fn orchestrate_flow_run(
    ctx: &FlowRunContext,
    proposed: State,
    rules: FlowRunRules,
) -> Verdict<FlowRunWrites> {
    let mut transition = Transition::<FlowRuns> {
        ctx,
        initial: ctx.state.as_ref(),
        proposed: Some(proposed),
        run: FlowRun { bookkeeping: ctx.bookkeeping, policy: ctx.policy.clone() },
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
        writes: FlowRunWrites { policy: (run.policy != ctx.policy).then_some(run.policy) },
        effects,
    }
}

/// The machine of flow runs.
struct FlowRuns;

type FlowTransition<'a> = Transition<'a, FlowRuns>;

/// The fields of a flow run that orchestration changes.
struct FlowRun {
    bookkeeping: Bookkeeping,
    policy: FlowRunPolicy,
}

/// What flow run rules note for the way out.
#[derive(Default)]
struct Memo {
    /// The policy as it was before the run was let out of its end.
    policy_at_end: Option<FlowRunPolicy>,
    /// The key of the pause that the run enters.
    pause_key: Option<String>,
    /// The slot that the run takes when it becomes pending.
    slot: Option<Lease>,
}

impl Machine for FlowRuns {
    type Context = FlowRunContext;
    type Run = FlowRun;
    type Memo = Memo;

    fn env(ctx: &FlowRunContext) -> &Env {
        &ctx.env
    }
}

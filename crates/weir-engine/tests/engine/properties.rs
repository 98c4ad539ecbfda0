//! What holds along every history of a run, whatever is proposed to it.

use proptest::prelude::*;
use weir_engine::{
    FlowRunContext, FlowRunRules, FreshIds, TaskRunContext, TaskRunRules, orchestrate_flow_run,
    orchestrate_task_run,
};
use weir_types::{
    TimeDelta,
    ids::{DeploymentId, TaskRunId, TransitionId},
    json::Json,
    orchestration::SetStateStatus,
    state::{State, StateType},
};

use crate::build;

/// One request: what is proposed, how long after the last one, and whether by force.
#[derive(Clone, Debug)]
struct Proposal {
    state_type: StateType,
    name: Option<&'static str>,
    seconds_later: i64,
    scheduled_in: i64,
    persisted: bool,
    reschedule: bool,
    pause_key: Option<String>,
    transition_id: Option<TransitionId>,
    force: bool,
}

impl Proposal {
    fn state(&self, now: weir_types::Timestamp) -> State {
        let mut state = build::state(self.state_type);
        state.id = FreshIds::draw().state;
        state.timestamp = now;
        if let Some(name) = self.name {
            state = state.named(name);
        }
        if self.state_type == StateType::Scheduled {
            state.state_details.scheduled_time = Some(now + TimeDelta::from_secs(self.scheduled_in));
        }
        if self.persisted {
            state.data = Json::from(serde_json::json!({"type": "reference"}));
        }
        state.state_details.pause_reschedule = self.reschedule;
        state.state_details.pause_key.clone_from(&self.pause_key);
        state.state_details.transition_id = self.transition_id;
        state
    }
}

fn proposal() -> impl Strategy<Value = Proposal> {
    (
        proptest::sample::select(StateType::ALL.as_slice()),
        proptest::option::of(proptest::sample::select(
            ["Late", "AwaitingRetry", "Submitting", "Suspended", "Resuming"].as_slice(),
        )),
        (0..100i64, -50..50i64),
        (any::<bool>(), any::<bool>(), proptest::bool::weighted(0.2)),
        proptest::option::of("[ab]"),
        proptest::option::of(1..4u128),
    )
        .prop_map(|(state_type, name, (seconds_later, scheduled_in), flags, pause_key, transition)| {
            let (persisted, reschedule, force) = flags;
            Proposal {
                state_type,
                name,
                seconds_later,
                scheduled_in,
                persisted,
                reschedule,
                pause_key,
                transition_id: transition.map(|n| TransitionId(uuid::Uuid::from_u128(n))),
                force,
            }
        })
}

fn flow_run(retries: Option<i64>, deployed: bool, subflow: bool) -> FlowRunContext {
    let mut ctx = build::flow_run(None);
    ctx.policy.retries = retries;
    ctx.deployment_id = deployed.then(DeploymentId::generate);
    ctx.parent_task_run_id = subflow.then(TaskRunId::generate);
    ctx
}

/// What must hold of a run in a state.
fn check_standing(state: &State, bookkeeping: &weir_engine::Bookkeeping) -> Result<(), TestCaseError> {
    prop_assert_eq!(bookkeeping.end_time.is_some(), state.is_terminal());
    prop_assert_eq!(
        bookkeeping.next_scheduled_start_time.is_some(),
        state.state_type == StateType::Scheduled
    );
    prop_assert!(bookkeeping.total_run_time >= TimeDelta::ZERO);
    prop_assert!(bookkeeping.expected_start_time.is_some());
    if bookkeeping.run_count > 0 || state.is_terminal() {
        prop_assert!(bookkeeping.start_time.is_some());
    }
    Ok(())
}

/// What must hold of an answer.
fn check_answer(status: SetStateStatus, new: Option<&State>, asked: &State) -> Result<(), TestCaseError> {
    match status {
        SetStateStatus::Accept => {
            prop_assert_eq!(
                new.map(|state| (state.id, state.state_type)),
                Some((asked.id, asked.state_type))
            );
        }
        SetStateStatus::Abort | SetStateStatus::Wait => prop_assert_eq!(new, None),
        SetStateStatus::Reject => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_history_of_a_flow_run_keeps_its_books(
        proposals in proptest::collection::vec(proposal(), 1..40),
        retries in proptest::option::of(0..3i64),
        deployed: bool,
        subflow: bool,
    ) {
        let mut ctx = flow_run(retries, deployed, subflow);
        for proposal in proposals {
            ctx.env.now = ctx.env.now + TimeDelta::from_secs(proposal.seconds_later);
            ctx.env.fresh = FreshIds::draw();
            let asked = proposal.state(ctx.env.now);
            let verdict = orchestrate_flow_run(&ctx, asked.clone(), FlowRunRules::choose(proposal.force));
            check_answer(verdict.status, verdict.new_state.as_ref(), &asked)?;
            prop_assert!(verdict.bookkeeping.run_count >= ctx.bookkeeping.run_count);
            prop_assert!(verdict.bookkeeping.total_run_time >= ctx.bookkeeping.total_run_time);
            if let (Some(current), Some(new)) = (&ctx.state, &verdict.new_state) {
                prop_assert!(new.timestamp > current.timestamp);
                if current.is_terminal() && !proposal.force {
                    use StateType::{Cancelling, Crashed, Paused};
                    prop_assert!(!matches!(new.state_type, Cancelling | Paused | Crashed));
                    let kept = current.state_type == StateType::Completed && !current.data.is_null();
                    prop_assert!(!kept || new.is_terminal());
                }
            }
            match verdict.new_state {
                None => prop_assert_eq!(verdict.bookkeeping, ctx.bookkeeping),
                Some(new) => {
                    prop_assert_eq!(new.state_details.flow_run_id, Some(ctx.id));
                    check_standing(&new, &verdict.bookkeeping)?;
                    ctx.env.now = ctx.env.now.max(new.timestamp);
                    ctx.state = Some(new);
                }
            }
            ctx.bookkeeping = verdict.bookkeeping;
            ctx.policy = verdict.writes.policy.unwrap_or(ctx.policy);
        }
    }

    #[test]
    fn a_repeated_request_is_no_new_state(first in proposal(), again in proposal(), deployed: bool) {
        let mut ctx = flow_run(None, deployed, false);
        let transition_id = Some(TransitionId::generate());
        let first = Proposal { transition_id, force: true, ..first };
        ctx.state = orchestrate_flow_run(&ctx, first.state(ctx.env.now), FlowRunRules::Minimal).new_state;
        prop_assert!(ctx.state.is_some());
        let again = Proposal { transition_id, ..again };
        let verdict = orchestrate_flow_run(&ctx, again.state(ctx.env.now), FlowRunRules::Core);
        prop_assert_eq!(verdict.status, SetStateStatus::Reject);
        prop_assert_eq!(&verdict.new_state, &None);
        prop_assert_eq!(verdict.result(ctx.state.as_ref()).state, ctx.state);
    }

    #[test]
    fn every_history_of_a_task_run_keeps_its_books(
        proposals in proptest::collection::vec(proposal(), 1..40),
        retries in proptest::option::of(0..3i64),
        background: bool,
    ) {
        let mut ctx: TaskRunContext = build::task_run(None);
        ctx.policy.retries = retries;
        for proposal in proposals {
            ctx.env.now = ctx.env.now + TimeDelta::from_secs(proposal.seconds_later);
            ctx.env.fresh = FreshIds::draw();
            let mut asked = proposal.state(ctx.env.now);
            asked.state_details.deferred = Some(background);
            let rules = TaskRunRules::choose(&asked, proposal.force);
            let verdict = orchestrate_task_run(&ctx, asked.clone(), rules);
            check_answer(verdict.status, verdict.new_state.as_ref(), &asked)?;
            prop_assert!(verdict.bookkeeping.total_run_time >= ctx.bookkeeping.total_run_time);
            prop_assert!(verdict.bookkeeping.run_count >= 0);
            match verdict.new_state {
                None => prop_assert_eq!(verdict.bookkeeping, ctx.bookkeeping),
                Some(new) => {
                    prop_assert_eq!(new.state_details.task_run_id, Some(ctx.id));
                    check_standing(&new, &verdict.bookkeeping)?;
                    ctx.state = Some(new);
                }
            }
            ctx.bookkeeping = verdict.bookkeeping;
        }
    }
}

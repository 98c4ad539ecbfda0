//! Rules as tables, and what the golden files do not hold: what is loaded for a decision, and single effects.

use weir_engine::{
    ApiVersion, ClientVersion, Effect, FlowRunFactsNeeded, FlowRunRules, TaskRunFactsNeeded, TaskRunRules,
    flow_run_facts_needed, orchestrate_flow_run, orchestrate_task_run, propose_resume, task_run_facts_needed,
};
use weir_types::{
    ids::{DeploymentId, FlowRunId},
    orchestration::SetStateStatus::{self, Abort, Accept, Reject, Wait},
    state::{
        State,
        StateType::{
            self, Cancelled, Cancelling, Completed, Crashed, Failed, Paused, Pending, Running, Scheduled,
        },
    },
};

use crate::build::{NOW, at, entered, flow_run, id, state, task_run};

/// The answer to each proposal for an undeployed flow run without retries, by the type of the state that it is in.
#[test]
fn an_undeployed_flow_run() {
    use SetStateStatus as S;
    const PROPOSED: [StateType; 9] = StateType::ALL;
    #[rustfmt::skip]
    let table: [(Option<StateType>, [S; 9]); 10] = [
        // proposed:        Scheduled Pending Running Completed Failed  Cancelled Crashed Paused  Cancelling
        (None,             [Accept,   Accept, Accept, Accept,   Accept, Accept,   Accept, Abort,  Accept]),
        (Some(Scheduled),  [Accept,   Accept, Accept, Accept,   Accept, Accept,   Accept, Reject, Reject]),
        (Some(Pending),    [Accept,   Abort,  Accept, Accept,   Accept, Accept,   Accept, Reject, Accept]),
        (Some(Running),    [Accept,   Abort,  Accept, Accept,   Accept, Accept,   Accept, Accept, Accept]),
        (Some(Completed),  [Abort,    Accept, Accept, Accept,   Accept, Accept,   Abort,  Abort,  Abort]),
        (Some(Failed),     [Abort,    Accept, Accept, Accept,   Accept, Accept,   Abort,  Abort,  Abort]),
        (Some(Cancelled),  [Abort,    Abort,  Accept, Accept,   Accept, Accept,   Abort,  Abort,  Abort]),
        (Some(Crashed),    [Abort,    Accept, Accept, Accept,   Accept, Accept,   Abort,  Abort,  Abort]),
        (Some(Paused),     [Accept,   Reject, Accept, Accept,   Accept, Accept,   Accept, Reject, Accept]),
        (Some(Cancelling), [Reject,   Reject, Reject, Reject,   Reject, Accept,   Reject, Reject, Reject]),
    ];
    for (from, answers) in table {
        let ctx = flow_run(from.map(|from| entered(state(from))));
        let given = PROPOSED.map(|to| orchestrate_flow_run(&ctx, state(to), FlowRunRules::Core).status);
        assert_eq!(given, answers, "from {from:?}");
    }
}

#[test]
fn by_force_almost_anything_goes() {
    for from in StateType::ALL {
        for to in StateType::ALL {
            let ctx = flow_run(Some(entered(state(from))));
            let verdict = orchestrate_flow_run(&ctx, state(to), FlowRunRules::choose(true));
            let nothing_to_stop = (from, to) == (Scheduled, Cancelling);
            assert_eq!(verdict.status, if nothing_to_stop { Reject } else { Accept }, "{from:?} -> {to:?}");
            assert!(verdict.new_state.is_some());
        }
    }
}

#[test]
fn a_run_waits_whole_seconds_for_its_time() {
    for (ahead, delay) in
        [(-5.0, None), (0.0, None), (0.5, None), (0.6, Some(1)), (10.5, Some(10)), (10.500_001, Some(11))]
    {
        let mut scheduled = entered(state(Scheduled));
        scheduled.state_details.scheduled_time = Some(at(ahead));
        let verdict = orchestrate_flow_run(&flow_run(Some(scheduled)), state(Running), FlowRunRules::Core);
        assert_eq!(verdict.status, if delay.is_some() { Wait } else { Accept }, "{ahead}");
        let json = serde_json::to_value(&verdict.details).unwrap();
        assert_eq!(json["delay_seconds"].as_i64(), delay, "{ahead}");
    }
}

#[test]
fn the_hot_path_of_a_flow_run_loads_nothing() {
    let mut ctx = flow_run(None);
    ctx.env.client_version = ClientVersion::parse("3.8.8");
    for (from, to) in [(None, Pending), (Some(Pending), Running), (Some(Running), Completed)] {
        ctx.state = from.map(|from| entered(state(from)));
        let needed = flow_run_facts_needed(&ctx, &state(to), FlowRunRules::Core);
        assert_eq!(needed, FlowRunFactsNeeded::default(), "{from:?} -> {to:?}");
    }
}

#[test]
fn a_flow_run_asks_for_the_facts_that_its_rules_read() {
    let deployment: DeploymentId = id("deployment");
    let needed = |from: Option<State>, to, rules| {
        let mut ctx = flow_run(from);
        ctx.deployment_id = Some(deployment);
        ctx.env.client_version = ClientVersion::parse("3.8.8");
        flow_run_facts_needed(&ctx, &state(to), rules)
    };
    let limit = FlowRunFactsNeeded { deployment: Some(deployment), ..Default::default() };
    let scheduled = || Some(entered(state(Scheduled)));
    let mut pending = entered(state(Pending));
    pending.state_details.deployment_concurrency_lease_id = Some(id("lease"));

    assert_eq!(needed(scheduled(), Pending, FlowRunRules::Core), limit);
    assert_eq!(needed(scheduled(), Scheduled, FlowRunRules::MarkLate), limit);
    assert_eq!(needed(scheduled(), Pending, FlowRunRules::Minimal), FlowRunFactsNeeded::default());
    assert_eq!(
        needed(Some(pending), Running, FlowRunRules::Core),
        FlowRunFactsNeeded { lease: Some(id("lease")), ..limit }
    );
    let mut now = state(Running);
    now.id = id("current");
    assert_eq!(
        needed(Some(now), Completed, FlowRunRules::Core),
        FlowRunFactsNeeded { timestamps_from: Some(NOW), ..Default::default() }
    );
}

#[test]
fn a_task_run_asks_for_facts_only_when_it_is_about_to_run() {
    let mut ctx = task_run(None);
    ctx.flow_run_id = Some(id::<FlowRunId>("flow-run"));
    ctx.tags = vec!["a".to_owned()];
    let mut running = state(Running);
    running.state_details.cache_key = Some("key".to_owned());
    let all =
        TaskRunFactsNeeded { flow_run: ctx.flow_run_id, cache_key: Some("key".to_owned()), tag_limits: true };
    for to in StateType::ALL.into_iter().filter(|to| *to != Running) {
        let needed = task_run_facts_needed(&ctx, &state(to), TaskRunRules::Core);
        assert_eq!(needed, TaskRunFactsNeeded::default(), "{to:?}");
    }
    assert_eq!(task_run_facts_needed(&ctx, &running, TaskRunRules::Core), all);
    assert_eq!(
        task_run_facts_needed(&ctx, &running, TaskRunRules::Background),
        TaskRunFactsNeeded { tag_limits: false, ..all }
    );
    assert_eq!(task_run_facts_needed(&ctx, &running, TaskRunRules::Minimal), TaskRunFactsNeeded::default());
}

#[test]
fn the_failed_task_runs_of_an_old_client_are_retried_with_their_flow() {
    for (version, retried) in [(ApiVersion(0, 8, 2), true), (ApiVersion(0, 8, 3), false)] {
        let mut ctx = flow_run(Some(entered(state(Running))));
        ctx.policy.retries = Some(1);
        ctx.policy.retry_delay = Some(5);
        ctx.env.api_version = Some(version);
        let verdict = orchestrate_flow_run(&ctx, state(Failed), FlowRunRules::Core);
        let effect = Effect::RetryFailedTaskRuns { flow_run: ctx.id, scheduled_time: at(5.0) };
        assert_eq!(verdict.effects, if retried { vec![effect] } else { vec![] }, "{version:?}");
    }
}

#[test]
fn a_task_run_gives_its_slots_back_when_it_stops() {
    for to in StateType::ALL {
        let mut ctx = task_run(Some(entered(state(Running))));
        ctx.tags = vec!["a".to_owned()];
        let verdict = orchestrate_task_run(&ctx, state(to), TaskRunRules::Minimal);
        let release = Effect::ReleaseTaskSlots { task_run: ctx.id };
        let keeps = matches!(to, Running | Cancelling);
        assert_eq!(verdict.effects, if keeps { vec![] } else { vec![release] }, "{to:?}");
    }
}

#[test]
fn resuming_proposes_what_the_pause_needs() {
    let paused = entered(state(Paused));
    let mut suspended = paused.clone();
    suspended.state_details.pause_reschedule = true;

    let resumed = propose_resume(Some(&paused), id("proposed"), NOW).unwrap();
    assert_eq!((resumed.state_type, resumed.name.as_str()), (Running, "Running"));
    let resumed = propose_resume(Some(&suspended), id("proposed"), NOW).unwrap();
    assert_eq!((resumed.state_type, resumed.name.as_str()), (Scheduled, "Resuming"));
    assert_eq!(resumed.state_details.scheduled_time, Some(NOW));
    for current in [None, Some(entered(state(Running)))] {
        assert_eq!(propose_resume(current.as_ref(), id("proposed"), NOW).unwrap_err().status, Abort);
    }
}

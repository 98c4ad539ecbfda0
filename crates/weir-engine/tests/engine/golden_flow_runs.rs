//! Flow runs, case by case as Prefect decides.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};
use weir_engine::{
    ApiVersion, ClientVersion, CollisionStrategy, DeploymentFact, DeploymentLimit, Effect, FlowRunContext,
    FlowRunFacts, FlowRunRules, FlowRunWrites, TaskRunRules, Verdict, flow_run_facts_needed,
    orchestrate_flow_run, orchestrate_task_run,
};
use weir_types::{TimeDelta, orchestration::FlowRunPolicy, state::State};

use crate::{
    build::{self, id, name_of},
    golden::{Case, Golden, read_bookkeeping, read_initial, read_state, seconds, show_details, show_verdict},
};

#[test]
fn decides_on_flow_runs_as_prefect_does() {
    let golden = Golden::read(include_str!("../golden/flow_runs.json"));
    let checked = golden.check(|case| {
        let rules = match case.policy {
            "core" => FlowRunRules::Core,
            "minimal" => FlowRunRules::Minimal,
            "mark-late" => FlowRunRules::MarkLate,
            other => panic!("unknown policy {other}"),
        };
        let proposed = read_state(case.proposed);
        let ctx = read_context(case, &proposed, rules);
        let verdict = orchestrate_flow_run(&ctx, proposed, rules);
        show(case, &ctx, &verdict)
    });
    assert!(checked > 10_000, "only {checked} cases");
}

fn read_context(case: &Case<'_>, proposed: &State, rules: FlowRunRules) -> FlowRunContext {
    let spec = case.context;
    let mut ctx = build::flow_run(read_initial(case.initial));
    if spec.get("lease").is_some()
        && let Some(state) = &mut ctx.state
    {
        state.state_details.deployment_concurrency_lease_id = Some(id("lease"));
    }
    ctx.bookkeeping = read_bookkeeping(case.run);
    if let Some(policy) = spec.get("policy") {
        ctx.policy = FlowRunPolicy::deserialize(policy).unwrap();
    }
    ctx.deployment_id = spec.get("deployment").map(|_| id("deployment"));
    ctx.parent_task_run_id = spec.get("parent").map(|_| id("parent"));
    ctx.has_infrastructure = spec["infrastructure"] == true;
    ctx.env.client_version = spec["client_version"].as_str().and_then(ClientVersion::parse);
    ctx.env.api_version = spec["api_version"].as_str().map(|text| {
        let numbers: Vec<u64> = text.split('.').map(|n| n.parse().unwrap()).collect();
        ApiVersion(numbers[0], numbers[1], numbers[2])
    });
    ctx.facts = load_facts(&ctx, spec, proposed, rules);
    ctx
}

/// Loads what is asked for and nothing else, as the store does.
fn load_facts(ctx: &FlowRunContext, spec: &Value, proposed: &State, rules: FlowRunRules) -> FlowRunFacts {
    let needed = flow_run_facts_needed(ctx, proposed, rules);
    let deployment = match &spec["deployment"] {
        _ if needed.deployment.is_none() => DeploymentFact::Unlimited,
        Value::String(kind) if kind == "missing" => DeploymentFact::Missing,
        Value::Object(limit) => DeploymentFact::Limited(DeploymentLimit {
            id: id("limit"),
            active: limit.get("active") != Some(&json!(false)),
            limit: limit["limit"].as_i64().unwrap(),
            active_slots: limit["active_slots"].as_i64().unwrap(),
            strategy: if limit["strategy"] == "CANCEL_NEW" {
                CollisionStrategy::CancelNew
            } else {
                CollisionStrategy::Enqueue
            },
            grace_period: limit.get("grace_period").and_then(Value::as_i64).map(TimeDelta::from_secs),
        }),
        _ => DeploymentFact::Unlimited,
    };
    let mut later_timestamps = Vec::new();
    if let (Some(_), Some(state)) = (needed.timestamps_from, &ctx.state) {
        later_timestamps.push(state.timestamp);
    }
    FlowRunFacts {
        deployment,
        lease_exists: needed.lease.is_some() && spec["lease"] == "live",
        later_timestamps,
    }
}

fn show(case: &Case<'_>, ctx: &FlowRunContext, verdict: &Verdict<FlowRunWrites>) -> Value {
    let mut shown = show_verdict(verdict);
    if verdict.new_state.is_some() {
        shown.insert("event".to_owned(), json!(true));
    }
    shown.insert("policy".to_owned(), show_policy(verdict.writes.policy.as_ref().unwrap_or(&ctx.policy)));
    perform(case, verdict, &mut shown);
    Value::Object(shown)
}

fn show_policy(policy: &FlowRunPolicy) -> Value {
    let mut keys: Vec<&str> = policy
        .pause_keys
        .iter()
        .flatten()
        .map(|key| if key.len() == 2 { key.as_str() } else { "new" })
        .collect();
    keys.sort_unstable();
    let Value::Object(mut map) = serde_json::to_value(policy).unwrap() else {
        panic!("a policy is an object")
    };
    map.insert("pause_keys".to_owned(), json!(keys));
    map.retain(|key, value| !value.is_null() && key != "max_retries" && key != "retry_delay_seconds");
    Value::Object(map)
}

/// Performs the effects on the slots, leases and parent task run of the case.
fn perform(case: &Case<'_>, verdict: &Verdict<FlowRunWrites>, shown: &mut Map<String, Value>) {
    let spec = case.context;
    let limited = spec["deployment"].is_object();
    let mut slots = spec["deployment"]["active_slots"].as_i64().unwrap_or(0);
    let mut leases: Vec<&str> = if spec["lease"] == "live" { vec!["lease"] } else { vec![] };
    for effect in &verdict.effects {
        match effect {
            Effect::TakeSlots(lease) => {
                assert_eq!(lease.limits, [id("limit")]);
                slots += 1;
                leases.push(name_of(lease.id));
                shown.insert("ttl".to_owned(), seconds(lease.ttl));
            }
            Effect::RenewLease { lease, ttl } => {
                assert!(leases.contains(&name_of(*lease)));
                shown.insert("ttl".to_owned(), seconds(*ttl));
            }
            // Prefect forgets the lease and leaves its slot taken.
            Effect::KeepLease { lease } => leases.retain(|held| *held != name_of(*lease)),
            Effect::ReleaseDeploymentSlot { lease, deployment } => {
                assert_eq!(*deployment, id("deployment"));
                slots = (slots - 1).max(0);
                leases.retain(|held| lease.is_none_or(|lease| *held != name_of(lease)));
            }
            Effect::SetParentTaskRunState { task_run, state } => {
                let mut parent = build::task_run(None);
                parent.id = *task_run;
                let rules = TaskRunRules::choose(state, true);
                let state = orchestrate_task_run(&parent, (**state).clone(), rules).new_state.unwrap();
                let mut details = show_details(&state.state_details);
                details.as_object_mut().unwrap().retain(|key, _| key.ends_with("_run_id"));
                shown.insert("parent".to_owned(), json!([state.state_type.as_str(), state.name, details]));
            }
            Effect::RetryFailedTaskRuns { .. } => {
                assert_eq!(spec["api_version"], "0.8.2");
            }
            task_run @ (Effect::ReleaseTaskSlots { .. }
            | Effect::CacheState { .. }
            | Effect::EnqueueTaskRun { .. }) => panic!("not for flow runs: {task_run:?}"),
        }
    }
    if verdict.new_state.is_none() {
        // The generator leaves it out too: Prefect also takes slots that it gives back within the same request.
        shown.remove("ttl");
    }
    if limited {
        leases.sort_unstable();
        shown.insert("slots".to_owned(), json!(slots));
        shown.insert("leases".to_owned(), json!(leases));
    }
}

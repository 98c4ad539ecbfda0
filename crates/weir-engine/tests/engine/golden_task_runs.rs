//! Task runs, case by case as Prefect decides.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};
use weir_engine::{
    Effect, ParentFlowRun, TagLimit, TaskRunContext, TaskRunFacts, TaskRunRules, TaskRunWrites, Verdict,
    orchestrate_task_run, task_run_facts_needed,
};
use weir_types::{
    json::Json,
    orchestration::TaskRunPolicy,
    state::{State, StateType},
};

use crate::{
    build::{self, id},
    golden::{Case, Golden, read_bookkeeping, read_initial, read_state, show_verdict, since_now},
};

#[test]
fn decides_on_task_runs_as_prefect_does() {
    let golden = Golden::read(include_str!("../golden/task_runs.json"));
    let checked = golden.check(|case| {
        let proposed = read_state(case.proposed);
        let rules = match TaskRunRules::choose(&proposed, case.policy == "minimal") {
            TaskRunRules::Core if case.policy == "client-side" => TaskRunRules::ClientSide,
            rules => rules,
        };
        let ctx = read_context(case, &proposed, rules);
        let verdict = orchestrate_task_run(&ctx, proposed, rules);
        show(case, &verdict)
    });
    assert!(checked > 9_000, "only {checked} cases");
}

fn limits(spec: &Value) -> impl Iterator<Item = (&String, &Value)> {
    spec.as_object().into_iter().flatten()
}

fn read_context(case: &Case<'_>, proposed: &State, rules: TaskRunRules) -> TaskRunContext {
    let spec = case.context;
    let mut ctx = build::task_run(read_initial(case.initial));
    ctx.bookkeeping = read_bookkeeping(case.run);
    ctx.flow_run_id = spec.get("flow_run").map(|_| id("flow-run"));
    ctx.flow_run_run_count = spec["flow_run_run_count"].as_i64().unwrap_or(0);
    if let Some(policy) = spec.get("policy") {
        ctx.policy = TaskRunPolicy::deserialize(policy).unwrap();
    }
    ctx.tags = limits(&spec["tags"]).map(|(tag, _)| tag.clone()).collect();
    ctx.tags.sort_unstable();
    ctx.tags.dedup();
    ctx.facts = load_facts(&ctx, spec, proposed, rules);
    ctx
}

/// Loads what is asked for and nothing else, as the store does.
fn load_facts(ctx: &TaskRunContext, spec: &Value, proposed: &State, rules: TaskRunRules) -> TaskRunFacts {
    let needed = task_run_facts_needed(ctx, proposed, rules);
    let mut facts = TaskRunFacts::default();
    if needed.flow_run.is_some() {
        let flow_run = &spec["flow_run"];
        facts.flow_run = Some(ParentFlowRun {
            run_count: flow_run["run_count"].as_i64().unwrap(),
            state: read_initial(&flow_run["state"]),
        });
    }
    if needed.cache_key.as_deref() == Some("hit") && spec["cached"] == "live" {
        let mut state = build::entered(build::state(StateType::Completed));
        state.data = Json::from(json!({"type": "reference", "storage_key": "cached"}));
        state.state_details.cache_key = Some("hit".to_owned());
        facts.cached_state = Some(state);
    }
    if needed.tag_limits {
        let count = |limit: &Value, key: &str| limit[key].as_i64().unwrap();
        facts.tag_limits = limits(&spec["tags"])
            .map(|(tag, limit)| TagLimit {
                id: id(if tag == "a" { "first" } else { "others" }),
                tag: tag.clone(),
                active: limit["active"] != false,
                limit: count(limit, "limit"),
                active_slots: count(limit, "active_slots"),
                avg_slot_occupancy_seconds: limit["occupancy"].as_f64().unwrap_or(2.0),
            })
            .collect();
    }
    facts
}

fn show(case: &Case<'_>, verdict: &Verdict<TaskRunWrites>) -> Value {
    let mut shown = show_verdict(verdict);
    shown["run"]["flow_run_run_count"] = json!(verdict.writes.flow_run_run_count);
    perform(case, verdict, &mut shown);
    Value::Object(shown)
}

/// Performs the effects on the slots, the cache and the queue of the case.
fn perform(case: &Case<'_>, verdict: &Verdict<TaskRunWrites>, shown: &mut Map<String, Value>) {
    let slots = |spec: &Value| -> Map<String, Value> {
        limits(spec).map(|(tag, limit)| (tag.clone(), limit["active_slots"].clone())).collect()
    };
    let mut tags = slots(&case.context["tags"]);
    let take = |slots: &mut Map<String, Value>, tag: &str| {
        let taken = slots[tag].as_i64().unwrap();
        slots.insert(tag.to_owned(), json!(taken + 1));
    };
    for effect in &verdict.effects {
        match effect {
            Effect::TakeSlots(lease) => {
                for limit in &lease.limits {
                    take(&mut tags, if *limit == id("first") { "a" } else { "b" });
                }
                shown.insert("ttl".to_owned(), json!(lease.ttl.as_micros() / 1_000_000));
            }
            // The run of these cases holds no slots yet.
            Effect::ReleaseTaskSlots { task_run } => assert_eq!(*task_run, id("run")),
            Effect::CacheState { expiration, state, .. } => {
                assert_eq!(Some(*state), verdict.new_state.as_ref().map(|state| state.id));
                shown.insert("remembered".to_owned(), json!({"expiration": expiration.map(since_now)}));
            }
            Effect::EnqueueTaskRun { retry, .. } => {
                shown.insert("enqueued".to_owned(), json!(if *retry { "retry" } else { "new" }));
            }
            flow_run @ (Effect::RenewLease { .. }
            | Effect::KeepLease { .. }
            | Effect::ReleaseDeploymentSlot { .. }
            | Effect::SetParentTaskRunState { .. }
            | Effect::RetryFailedTaskRuns { .. }) => panic!("not for task runs: {flow_run:?}"),
        }
    }
    if verdict.new_state.is_none() {
        assert_eq!(slots(&case.context["tags"]), tags, "a run that is held back takes no slots");
    } else if !tags.is_empty() {
        shown.insert("tags".to_owned(), Value::Object(tags));
    }
}

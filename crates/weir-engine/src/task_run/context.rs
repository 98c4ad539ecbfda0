//! What the decision on a task run's state rests on, and what has to be loaded for it.

use weir_types::{
    ids::{ConcurrencyLimitId, FlowRunId, TaskRunId},
    orchestration::TaskRunPolicy,
    state::{State, StateType},
};

use crate::{bookkeeping::Bookkeeping, env::Env, task_run::TaskRunRules};

/// A task run and what is known around it.
#[derive(Clone, Debug)]
pub struct TaskRunContext {
    /// The run.
    pub id: TaskRunId,
    /// The flow run that it is part of.
    pub flow_run_id: Option<FlowRunId>,
    /// The state that it is in, with its data.
    pub state: Option<State>,
    /// Its counts and times.
    pub bookkeeping: Bookkeeping,
    /// The run count of its flow run when it last ran.
    pub flow_run_run_count: i64,
    /// Its `empirical_policy`.
    pub policy: TaskRunPolicy,
    /// Its tags, whose limits it must obey.
    pub tags: Vec<String>,
    /// Time, settings, client and fresh ids.
    pub env: Env,
    /// What [`task_run_facts_needed`] asked for.
    pub facts: TaskRunFacts,
}

/// Rows beside the run's own. The default says: no flow run, nothing cached, no limits.
#[derive(Clone, Debug, Default)]
pub struct TaskRunFacts {
    /// The flow run; none when it was deleted.
    pub flow_run: Option<ParentFlowRun>,
    /// The state that was cached last under the asked key and has not expired, with its data.
    pub cached_state: Option<State>,
    /// The limits of the run's tags, sorted by tag, locked until the transaction ends.
    pub tag_limits: Vec<TagLimit>,
}

/// The flow run that a task run is part of.
#[derive(Clone, Debug, PartialEq)]
pub struct ParentFlowRun {
    /// Its run count.
    pub run_count: i64,
    /// The state that it is in; its data is not needed.
    pub state: Option<State>,
}

/// The concurrency limit of a tag, which is the one named `tag:…`.
#[derive(Clone, Debug, PartialEq)]
pub struct TagLimit {
    /// The limit.
    pub id: ConcurrencyLimitId,
    /// The tag, without the prefix.
    pub tag: String,
    /// Whether it is switched on. One that is off does not count.
    pub active: bool,
    /// How many task runs with the tag may run at a time.
    pub limit: i64,
    /// How many slots are taken, after decay.
    pub active_slots: i64,
    /// How many seconds a slot is held on average.
    pub avg_slot_occupancy_seconds: f64,
}

/// Fields of a task run that a verdict sets besides its state and bookkeeping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskRunWrites {
    /// The run count of the flow run that this run belongs to, changed or not.
    pub flow_run_run_count: i64,
}

/// What to load into [`TaskRunFacts`] before the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRunFactsNeeded {
    /// Load this flow run.
    pub flow_run: Option<FlowRunId>,
    /// Look this cache key up.
    pub cache_key: Option<String>,
    /// Load the limits of the run's tags, and lock them.
    pub tag_limits: bool,
}

/// Says which facts the decision needs: none, unless the run is about to run.
pub fn task_run_facts_needed(
    ctx: &TaskRunContext,
    proposed: &State,
    rules: TaskRunRules,
) -> TaskRunFactsNeeded {
    if proposed.state_type != StateType::Running || rules == TaskRunRules::Minimal {
        return TaskRunFactsNeeded::default();
    }
    TaskRunFactsNeeded {
        flow_run: ctx.flow_run_id,
        cache_key: super::caching::lookup_key(proposed).map(str::to_owned),
        tag_limits: rules == TaskRunRules::Core && !ctx.tags.is_empty(),
    }
}

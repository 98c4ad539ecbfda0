//! What the decision on a flow run's state rests on, and what has to be loaded for it.

use weir_types::{
    TimeDelta, Timestamp,
    ids::{ConcurrencyLimitId, DeploymentId, FlowRunId, LeaseId, TaskRunId},
    orchestration::FlowRunPolicy,
    state::{State, StateType},
};

use crate::{bookkeeping::Bookkeeping, env::Env, flow_run::FlowRunRules};

/// A flow run and what is known around it.
#[derive(Clone, Debug)]
pub struct FlowRunContext {
    /// The run.
    pub id: FlowRunId,
    /// The state that it is in, with its data.
    pub state: Option<State>,
    /// Its counts and times.
    pub bookkeeping: Bookkeeping,
    /// Its `empirical_policy`.
    pub policy: FlowRunPolicy,
    /// The deployment that it belongs to.
    pub deployment_id: Option<DeploymentId>,
    /// For a subflow: the task run that stands for it in the parent flow.
    pub parent_task_run_id: Option<TaskRunId>,
    /// Whether its `infrastructure_pid` is set and not empty.
    pub has_infrastructure: bool,
    /// Time, settings, client and fresh ids.
    pub env: Env,
    /// What [`flow_run_facts_needed`] asked for.
    pub facts: FlowRunFacts,
}

/// Rows beside the run's own. The default says: no limits, no lease, no later states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowRunFacts {
    /// The run's deployment and its concurrency limit, locked until the transaction ends.
    pub deployment: DeploymentFact,
    /// Whether the lease that the run's state names still exists.
    pub lease_exists: bool,
    /// The timestamps of the run's states from the asked instant on, in any order.
    pub later_timestamps: Vec<Timestamp>,
}

/// What is known of the run's deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DeploymentFact {
    /// It has no concurrency limit (or nobody asked).
    #[default]
    Unlimited,
    /// It was deleted.
    Missing,
    /// It has a concurrency limit.
    Limited(DeploymentLimit),
}

/// The concurrency limit of a deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentLimit {
    /// The limit (version 2).
    pub id: ConcurrencyLimitId,
    /// Whether it is switched on. No slot can be taken of one that is off.
    pub active: bool,
    /// How many slots it has.
    pub limit: i64,
    /// How many of them are taken, after decay.
    pub active_slots: i64,
    /// What happens to a run that finds no slot.
    pub strategy: CollisionStrategy,
    /// How long a slot is kept while infrastructure starts, if the deployment says.
    pub grace_period: Option<TimeDelta>,
}

impl DeploymentLimit {
    /// Whether a slot can be taken.
    pub fn has_free_slot(&self) -> bool {
        self.active && self.active_slots < self.limit
    }
}

/// What happens to a run that finds no slot of its deployment: `collision_strategy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CollisionStrategy {
    /// It is scheduled anew.
    #[default]
    Enqueue,
    /// It is cancelled.
    CancelNew,
}

/// Fields of a flow run that a verdict may change besides its state and bookkeeping.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowRunWrites {
    /// The new `empirical_policy`; none when it stays as it is.
    pub policy: Option<FlowRunPolicy>,
}

/// What to load into [`FlowRunFacts`] before the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowRunFactsNeeded {
    /// Load this deployment's limit, and lock it.
    pub deployment: Option<DeploymentId>,
    /// Say whether this lease exists.
    pub lease: Option<LeaseId>,
    /// Load the timestamps of the run's states from this instant on.
    pub timestamps_from: Option<Timestamp>,
}

/// Says which facts the decision needs. For most transitions of most runs: none.
pub fn flow_run_facts_needed(
    ctx: &FlowRunContext,
    proposed: &State,
    rules: FlowRunRules,
) -> FlowRunFactsNeeded {
    use StateType::{Cancelling, Pending, Running, Scheduled};
    let initial = ctx.state.as_ref();
    let from = initial.map(|state| state.state_type);
    let lease = initial.and_then(|state| state.state_details.deployment_concurrency_lease_id);
    let renewal = lease
        .filter(|_| ctx.env.client_version.as_ref().is_some_and(crate::ClientVersion::renews_leases))
        .filter(|_| ctx.deployment_id.is_some());
    let (limit, lease) = match (rules, from, proposed.state_type) {
        (FlowRunRules::Core, Some(Pending), Running) => (renewal.is_some(), renewal),
        (FlowRunRules::Core, from, Pending) => (!matches!(from, Some(Pending | Running | Cancelling)), None),
        (FlowRunRules::MarkLate, Some(Scheduled), Scheduled) => (true, None),
        _ => (false, None),
    };
    let earliest = proposed.timestamp.min(ctx.env.now);
    FlowRunFactsNeeded {
        deployment: ctx.deployment_id.filter(|_| limit),
        lease,
        timestamps_from: initial.filter(|state| state.timestamp >= earliest).map(|_| earliest),
    }
}

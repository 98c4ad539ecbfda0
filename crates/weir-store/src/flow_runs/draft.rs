//! A flow run on its way into its table.

use weir_engine::{
    Bookkeeping, Effect, Env, FlowRunContext, FlowRunFacts, FlowRunRules, orchestrate_flow_run,
};
use weir_types::{
    JsonObject, Labels, TimeDelta,
    flow_runs::{CreatedBy, FlowRun, FlowRunCreate},
    ids::{BlockDocumentId, DeploymentId, FlowId, FlowRunId, StateId, TaskRunId, WorkPoolId, WorkQueueId},
    orchestration::FlowRunPolicy,
    state::{State, StateType},
};

use super::events::Origin;

/// A run that is wanted, with what it refers to looked up.
pub(crate) struct Draft {
    pub(crate) name: Option<String>,
    pub(crate) flow_id: FlowId,
    pub(crate) deployment_id: Option<DeploymentId>,
    pub(crate) deployment_version: Option<String>,
    pub(crate) queue: Option<Queue>,
    /// The queue's name, if it was asked for by name.
    pub(crate) work_queue_name: Option<String>,
    pub(crate) flow_version: Option<String>,
    pub(crate) parameters: JsonObject,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) context: JsonObject,
    pub(crate) policy: FlowRunPolicy,
    pub(crate) tags: Vec<String>,
    /// All of the run's labels.
    pub(crate) labels: Labels,
    pub(crate) parent_task_run_id: Option<TaskRunId>,
    pub(crate) infrastructure_document_id: Option<BlockDocumentId>,
    pub(crate) job_variables: Option<JsonObject>,
    /// The state that it shall begin in.
    pub(crate) state: State,
    pub(crate) created_by: Option<CreatedBy>,
}

impl Draft {
    /// What a client asks for.
    pub(super) fn of(
        create: &FlowRunCreate,
        created_by: Option<&CreatedBy>,
        queue: Option<Queue>,
        labels: Labels,
        env: &Env,
    ) -> Self {
        Self {
            name: create.name.clone(),
            flow_id: create.flow_id,
            deployment_id: create.deployment_id,
            deployment_version: None,
            queue,
            work_queue_name: create.work_queue_name.clone(),
            flow_version: create.flow_version.clone(),
            parameters: create.parameters.clone(),
            idempotency_key: create.idempotency_key.clone(),
            context: create.context.clone(),
            policy: create.empirical_policy.clone(),
            tags: create.tags.clone(),
            labels,
            parent_task_run_id: create.parent_task_run_id,
            infrastructure_document_id: create.infrastructure_document_id,
            job_variables: job_variables(create),
            state: match &create.state {
                Some(state) => state.clone().into_state(StateId::generate(), env.now),
                None => State::new(StateType::Pending, env.now),
            },
            created_by: created_by.cloned(),
        }
    }

    /// Where the run comes from and where it goes.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            deployment: self.deployment_id,
            work_queue: self.queue.as_ref().map(|queue| queue.id),
            parent_task_run: self.parent_task_run_id,
        }
    }
}

/// A work queue that delivers a run.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) id: WorkQueueId,
    pub(crate) name: String,
    pub(crate) pool: WorkPoolId,
    pub(crate) pool_name: String,
}

/// The run in its first state, which hardly a rule governs, and what follows from that.
pub(super) fn drawn_up(draft: Draft, env: &Env) -> (FlowRun, Vec<Effect>) {
    let id = FlowRunId::generate();
    let context = FlowRunContext {
        id,
        state: None,
        bookkeeping: Bookkeeping::default(),
        policy: draft.policy,
        deployment_id: draft.deployment_id,
        parent_task_run_id: draft.parent_task_run_id,
        has_infrastructure: false,
        env: env.clone(),
        facts: FlowRunFacts::default(),
    };
    let verdict = orchestrate_flow_run(&context, draft.state, FlowRunRules::Minimal);
    let run = FlowRun {
        id,
        created: env.now,
        updated: env.now,
        name: draft.name.unwrap_or_else(|| drawn_name(id)),
        flow_id: draft.flow_id,
        state_id: None,
        deployment_id: draft.deployment_id,
        deployment_version: draft.deployment_version,
        work_queue_id: draft.queue.as_ref().map(|queue| queue.id),
        work_queue_name: draft.work_queue_name,
        flow_version: draft.flow_version,
        parameters: draft.parameters,
        idempotency_key: draft.idempotency_key,
        context: draft.context,
        empirical_policy: verdict.writes.policy.unwrap_or(context.policy),
        tags: draft.tags,
        labels: draft.labels,
        parent_task_run_id: draft.parent_task_run_id,
        state_type: None,
        state_name: None,
        run_count: verdict.bookkeeping.run_count,
        expected_start_time: verdict.bookkeeping.expected_start_time,
        next_scheduled_start_time: verdict.bookkeeping.next_scheduled_start_time,
        start_time: verdict.bookkeeping.start_time,
        end_time: verdict.bookkeeping.end_time,
        total_run_time: verdict.bookkeeping.total_run_time,
        estimated_run_time: TimeDelta::ZERO,
        estimated_start_time_delta: TimeDelta::ZERO,
        auto_scheduled: false,
        infrastructure_document_id: draft.infrastructure_document_id,
        infrastructure_pid: None,
        created_by: draft.created_by,
        work_pool_id: None,
        work_pool_name: None,
        state: verdict.new_state,
        job_variables: draft.job_variables,
    };
    (run, verdict.effects)
}

/// Where none are given, a run with an idempotency key has null and any other an empty object, as in Prefect.
fn job_variables(create: &FlowRunCreate) -> Option<JsonObject> {
    let has_key = create.idempotency_key.as_deref().is_some_and(|key| !key.is_empty());
    create.job_variables.clone().or_else(|| (!has_key).then(JsonObject::default))
}

/// A name for a run that was given none, drawn from the random bits of its id.
pub(super) fn drawn_name(id: FlowRunId) -> String {
    weir_engine::names::run_name(id.0.as_u64_pair().1)
}

//! Making flow runs.

use weir_engine::{Bookkeeping, Env, FlowRunContext, FlowRunFacts, FlowRunRules, orchestrate_flow_run};
use weir_types::{
    JsonObject, Labels, TimeDelta,
    flow_runs::{CreatedBy, FlowRun, FlowRunCreate},
    ids::{BlockDocumentId, DeploymentId, FlowId, FlowRunId, StateId, TaskRunId, WorkPoolId, WorkQueueId},
    orchestration::FlowRunPolicy,
    state::{State, StateType},
};

use super::{
    effects,
    events::{self, Origin, Related, Subject},
    read, row,
};
use crate::{conn::Conn, error::Result, flow_run_states, params, results, row::Row};

/// What became of a wanted run.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// It was made.
    New(Box<FlowRun>),
    /// The flow has a run with this idempotency key.
    Existing(Box<FlowRun>),
    /// The flow, the parent task run or the infrastructure document does not exist, or the empty idempotency key is
    /// taken.
    BrokenReference,
    /// There is no work pool of that name.
    UnknownWorkPool,
    /// The work pool has no such queue.
    UnknownWorkQueue,
}

/// Makes a run with its first state, which hardly a rule governs: pending, if none is given.
pub async fn create(
    conn: &mut Conn,
    create: &FlowRunCreate,
    created_by: Option<&CreatedBy>,
    env: &Env,
) -> Result<Created> {
    let queue = match work_queue(conn, create).await? {
        Ok(queue) => queue,
        Err(refusal) => return Ok(refusal),
    };
    let Some(flow) = flow(conn, create.flow_id).await? else { return Ok(Created::BrokenReference) };
    if !references_hold(conn, create.parent_task_run_id, create.infrastructure_document_id).await? {
        return Ok(Created::BrokenReference);
    }
    let labels = labels(conn, create, &flow).await?;
    let draft = Draft {
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
    };
    let related =
        events::related(conn, Related::flow(create.flow_id, flow.name, flow.tags), draft.origin()).await?;
    insert(conn, draft, &related, env).await
}

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

/// Makes the run and announces it with its `related` resources.
pub(crate) async fn insert(conn: &mut Conn, draft: Draft, related: &[Related], env: &Env) -> Result<Created> {
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
    let mut run = FlowRun {
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
    if !row::insert(conn, &run).await? {
        return existing(conn, &run, env).await;
    }
    if let Some(queue) = draft.queue {
        // The row keeps what was asked for; readers see the queue's own name.
        run.work_queue_name = Some(queue.name);
        run.work_pool_id = Some(queue.pool);
        run.work_pool_name = Some(queue.pool_name);
    }
    row::mirror_state(&mut run, env.now);
    announce(conn, &run, related, env).await?;
    effects::perform(conn, verdict.effects, env).await?;
    Ok(Created::New(Box::new(run)))
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

async fn existing(conn: &mut Conn, wanted: &FlowRun, env: &Env) -> Result<Created> {
    // The empty key is unique like any other, but asks for no run to be found again.
    let Some(key) = wanted.idempotency_key.as_deref().filter(|key| !key.is_empty()) else {
        return Ok(Created::BrokenReference);
    };
    let run = read::read_by_key(conn, wanted.flow_id, key, env.now).await?;
    run.map(|run| Created::Existing(Box::new(run))).ok_or(crate::StoreError::Conflict)
}

/// Writes the first state into the history and announces it.
async fn announce(conn: &mut Conn, run: &FlowRun, related: &[Related], env: &Env) -> Result<()> {
    let Some(state) = &run.state else { return Ok(()) };
    flow_run_states::insert(conn, run.id, state, env.now).await?;
    results::keep(conn, &state.data, results::Owner::FlowRun(run.id), env.now).await?;
    let subject = Subject {
        id: run.id,
        name: &run.name,
        run_count: run.run_count,
        tags: &run.tags,
        created_by: run.created_by.as_ref(),
        related,
    };
    let event = events::state_change(&subject, None, state)?;
    crate::events::append(conn, &[event], env.now).await?;
    Ok(())
}

struct Flow {
    name: String,
    tags: Vec<String>,
    labels: Option<JsonObject>,
}

async fn flow(conn: &mut Conn, id: FlowId) -> Result<Option<Flow>> {
    conn.first("SELECT name, tags, labels FROM flows WHERE id = $1", &params![id], |row| {
        let mut columns = row.columns();
        Ok(Flow { name: columns.take()?, tags: columns.take()?, labels: columns.take()? })
    })
    .await
}

/// Whether what the run names besides its flow exists. A deployment need not exist.
pub(crate) async fn references_hold(
    conn: &mut Conn,
    parent_task_run: Option<TaskRunId>,
    infrastructure: Option<BlockDocumentId>,
) -> Result<bool> {
    let one = |row: Row<'_>| row.get::<i64>(0);
    if let Some(id) = parent_task_run
        && conn.first("SELECT 1 FROM task_runs WHERE id = $1", &params![id], one).await?.is_none()
    {
        return Ok(false);
    }
    if let Some(id) = infrastructure
        && conn.first("SELECT 1 FROM block_documents WHERE id = $1", &params![id], one).await?.is_none()
    {
        return Ok(false);
    }
    Ok(true)
}

/// The run's labels: those of its deployment or flow, then the server's own, then those that the client gave.
async fn labels(conn: &mut Conn, create: &FlowRunCreate, flow: &Flow) -> Result<Labels> {
    let deployment = match create.deployment_id {
        Some(id) => deployment_labels(conn, id).await?.map(|labels| (id, labels)),
        None => None,
    };
    let (parents, own) = match &deployment {
        Some((id, (flow_id, labels))) => (
            Some(labels),
            format!("{{\"prefect.flow.id\":\"{flow_id}\",\"prefect.deployment.id\":\"{id}\"}}"),
        ),
        None => (flow.labels.as_ref(), format!("{{\"prefect.flow.id\":\"{}\"}}", create.flow_id)),
    };
    let own: JsonObject = serde_json::from_str(&own)?;
    let given = create.labels.as_ref().map(Labels::as_object);
    let is_empty = |labels: Option<&JsonObject>| labels.is_none_or(|labels| labels.as_str() == "{}");
    if is_empty(parents) && is_empty(given) {
        return Ok(Labels::from_stored(own));
    }
    let merged = Labels::from_stored(parents.cloned().unwrap_or_default()).merged(&own);
    Ok(match given {
        Some(given) => merged.merged(given),
        None => merged,
    })
}

async fn deployment_labels(conn: &mut Conn, id: DeploymentId) -> Result<Option<(FlowId, JsonObject)>> {
    conn.first("SELECT flow_id, labels FROM deployments WHERE id = $1", &params![id], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}

/// The queue that shall deliver the run: the one that is named, or the pool's default.
async fn work_queue(conn: &mut Conn, create: &FlowRunCreate) -> Result<Result<Option<Queue>, Created>> {
    let Some(pool) = create.work_pool_name.as_deref().filter(|name| !name.is_empty()) else {
        return Ok(Ok(None));
    };
    if let Some(queue) = create.work_queue_name.as_deref().filter(|name| !name.is_empty()) {
        let sql = "SELECT q.id, q.name, p.id, p.name FROM work_queues AS q
                   JOIN work_pools AS p ON p.id = q.work_pool_id WHERE p.name = $1 AND q.name = $2";
        let found = conn.first(sql, &params![pool, queue], queue_row).await?;
        return Ok(found.map(Some).ok_or(Created::UnknownWorkQueue));
    }
    let sql = "SELECT q.id, q.name, p.id, p.name FROM work_pools AS p
               JOIN work_queues AS q ON q.id = p.default_queue_id WHERE p.name = $1";
    let found = conn.first(sql, &params![pool], queue_row).await?;
    Ok(found.map(Some).ok_or(Created::UnknownWorkPool))
}

fn queue_row(row: Row<'_>) -> Result<Queue> {
    let mut columns = row.columns();
    Ok(Queue {
        id: columns.take()?,
        name: columns.take()?,
        pool: columns.take()?,
        pool_name: columns.take()?,
    })
}

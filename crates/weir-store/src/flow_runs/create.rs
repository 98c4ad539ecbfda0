//! Making flow runs.

use weir_engine::{Bookkeeping, Env, FlowRunContext, FlowRunFacts, FlowRunRules, orchestrate_flow_run};
use weir_types::{
    JsonObject, Labels, TimeDelta,
    flow_runs::{CreatedBy, FlowRun, FlowRunCreate},
    ids::{DeploymentId, FlowId, FlowRunId, StateId, WorkPoolId, WorkQueueId},
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
    if !references_hold(conn, create).await? {
        return Ok(Created::BrokenReference);
    }
    let labels = labels(conn, create, &flow).await?;
    let id = FlowRunId::generate();
    let proposed = match &create.state {
        Some(state) => state.clone().into_state(StateId::generate(), env.now),
        None => State::new(StateType::Pending, env.now),
    };
    let context = FlowRunContext {
        id,
        state: None,
        bookkeeping: Bookkeeping::default(),
        policy: create.empirical_policy.clone(),
        deployment_id: create.deployment_id,
        parent_task_run_id: create.parent_task_run_id,
        has_infrastructure: false,
        env: env.clone(),
        facts: FlowRunFacts::default(),
    };
    let verdict = orchestrate_flow_run(&context, proposed, FlowRunRules::Minimal);
    let mut run = FlowRun {
        id,
        created: env.now,
        updated: env.now,
        name: create.name.clone().unwrap_or_else(|| drawn_name(id)),
        flow_id: create.flow_id,
        state_id: None,
        deployment_id: create.deployment_id,
        deployment_version: None,
        work_queue_id: queue.map(|queue| queue.id),
        work_queue_name: create.work_queue_name.clone(),
        flow_version: create.flow_version.clone(),
        parameters: create.parameters.clone(),
        idempotency_key: create.idempotency_key.clone(),
        context: create.context.clone(),
        empirical_policy: verdict.writes.policy.unwrap_or(context.policy),
        tags: create.tags.clone(),
        labels,
        parent_task_run_id: create.parent_task_run_id,
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
        infrastructure_document_id: create.infrastructure_document_id,
        infrastructure_pid: None,
        created_by: created_by.cloned(),
        work_pool_id: queue.map(|queue| queue.pool),
        work_pool_name: queue.and(create.work_pool_name.clone()),
        state: verdict.new_state,
        job_variables: Some(create.job_variables.clone().unwrap_or_default()),
    };
    if !row::insert(conn, &run).await? {
        return existing(conn, create, env).await;
    }
    row::mirror_state(&mut run, env.now);
    announce(conn, &run, flow, env).await?;
    effects::perform(conn, verdict.effects, env).await?;
    Ok(Created::New(Box::new(run)))
}

/// A name for a run that was given none, drawn from the random bits of its id.
pub(super) fn drawn_name(id: FlowRunId) -> String {
    weir_engine::names::run_name(id.0.as_u64_pair().1)
}

async fn existing(conn: &mut Conn, create: &FlowRunCreate, env: &Env) -> Result<Created> {
    // The empty key is unique like any other, but asks for no run to be found again.
    let Some(key) = create.idempotency_key.as_deref().filter(|key| !key.is_empty()) else {
        return Ok(Created::BrokenReference);
    };
    let run = read::read_by_key(conn, create.flow_id, key, env.now).await?;
    run.map(|run| Created::Existing(Box::new(run))).ok_or(crate::StoreError::Conflict)
}

/// Writes the first state into the history and announces it.
async fn announce(conn: &mut Conn, run: &FlowRun, flow: Flow, env: &Env) -> Result<()> {
    let Some(state) = &run.state else { return Ok(()) };
    flow_run_states::insert(conn, run.id, state, env.now).await?;
    results::keep(conn, &state.data, results::Owner::FlowRun(run.id), env.now).await?;
    let origin = Origin {
        deployment: run.deployment_id,
        work_queue: run.work_queue_id,
        parent_task_run: run.parent_task_run_id,
    };
    let related = events::related(conn, Related::flow(run.flow_id, flow.name, flow.tags), origin).await?;
    let subject = Subject {
        id: run.id,
        name: &run.name,
        run_count: run.run_count,
        tags: &run.tags,
        created_by: run.created_by.as_ref(),
        related: &related,
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
async fn references_hold(conn: &mut Conn, create: &FlowRunCreate) -> Result<bool> {
    let one = |row: Row<'_>| row.get::<i64>(0);
    if let Some(id) = create.parent_task_run_id
        && conn.first("SELECT 1 FROM task_runs WHERE id = $1", &params![id], one).await?.is_none()
    {
        return Ok(false);
    }
    if let Some(id) = create.infrastructure_document_id
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

#[derive(Clone, Copy)]
struct Queue {
    id: WorkQueueId,
    pool: WorkPoolId,
}

/// The queue that shall deliver the run: the one that is named, or the pool's default.
async fn work_queue(conn: &mut Conn, create: &FlowRunCreate) -> Result<Result<Option<Queue>, Created>> {
    let Some(pool) = create.work_pool_name.as_deref().filter(|name| !name.is_empty()) else {
        return Ok(Ok(None));
    };
    if let Some(queue) = create.work_queue_name.as_deref().filter(|name| !name.is_empty()) {
        let found = conn
            .first(
                "SELECT q.id, p.id FROM work_queues AS q JOIN work_pools AS p ON p.id = q.work_pool_id
                 WHERE p.name = $1 AND q.name = $2",
                &params![pool, queue],
                |row| Ok(Queue { id: row.get(0)?, pool: row.get(1)? }),
            )
            .await?;
        return Ok(found.map(Some).ok_or(Created::UnknownWorkQueue));
    }
    let found = conn
        .first("SELECT default_queue_id, id FROM work_pools WHERE name = $1", &params![pool], |row| {
            Ok((row.get::<Option<WorkQueueId>>(0)?, row.get::<WorkPoolId>(1)?))
        })
        .await?;
    Ok(match found {
        Some((queue, pool)) => Ok(queue.map(|id| Queue { id, pool })),
        None => Err(Created::UnknownWorkPool),
    })
}

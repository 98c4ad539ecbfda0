//! Making flow runs.

use weir_engine::Env;
use weir_types::{
    JsonObject, Labels,
    flow_runs::{CreatedBy, FlowRun, FlowRunCreate},
    ids::{BlockDocumentId, DeploymentId, FlowId, TaskRunId},
    state::State,
};

use super::{
    draft::{Draft, Queue, drawn_up},
    effects,
    events::{self, Related, Subject},
    read, row,
};
use crate::{
    conn::Conn,
    error::Result,
    events::NewEvent,
    flow_run_states, params, results,
    row::{Columns, Row},
};

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
    let draft = Draft::of(create, created_by, queue, labels, env);
    let related =
        events::related(conn, Related::flow(create.flow_id, flow.name, flow.tags), draft.origin()).await?;
    insert(conn, draft, &related, env).await
}

/// Makes the run and announces it with its `related` resources.
pub(crate) async fn insert(
    conn: &mut Conn,
    mut draft: Draft,
    related: &[Related],
    env: &Env,
) -> Result<Created> {
    let queue = draft.queue.take();
    let (mut run, effects) = drawn_up(draft, env);
    run.work_queue_id = queue.as_ref().map(|queue| queue.id);
    if !row::insert(conn, &run).await? {
        return existing(conn, &run, env).await;
    }
    if let Some(queue) = queue {
        // The row keeps what was asked for; readers see the queue's own name.
        run.work_queue_name = Some(queue.name);
        run.work_pool_id = Some(queue.pool);
        run.work_pool_name = Some(queue.pool_name);
    }
    row::mirror_state(&mut run, env.now);
    announce(conn, &run, related, env).await?;
    effects::perform(conn, effects, env).await?;
    Ok(Created::New(Box::new(run)))
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
    flow_run_states::insert(conn, &[(run.id, state, env.now)]).await?;
    results::keep(conn, &state.data, results::Owner::FlowRun(run.id), env.now).await?;
    crate::events::append(conn, &[begun(run, state, related)?], env.now).await
}

/// The event that says in which state the run has begun.
pub(super) fn begun(run: &FlowRun, state: &State, related: &[Related]) -> Result<NewEvent> {
    let subject = Subject {
        id: run.id,
        name: &run.name,
        run_count: run.run_count,
        tags: &run.tags,
        created_by: run.created_by.as_ref(),
        related,
    };
    events::state_change(&subject, None, state)
}

/// What a run takes from its flow.
pub(super) struct Flow {
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    labels: Option<JsonObject>,
}

async fn flow(conn: &mut Conn, id: FlowId) -> Result<Option<Flow>> {
    conn.first("SELECT name, tags, labels FROM flows WHERE id = $1", &params![id], |row| {
        flow_row(&mut row.columns())
    })
    .await
}

/// Reads a flow's `name, tags, labels`.
pub(super) fn flow_row(columns: &mut Columns<'_>) -> Result<Flow> {
    Ok(Flow { name: columns.take()?, tags: columns.take()?, labels: columns.take()? })
}

/// Whether what the run names besides its flow exists. A deployment need not exist.
pub(crate) async fn references_hold(
    conn: &mut Conn,
    parent_task_run: Option<TaskRunId>,
    infrastructure: Option<BlockDocumentId>,
) -> Result<bool> {
    if let Some(id) = parent_task_run
        && !conn.exists("SELECT 1 FROM task_runs WHERE id = $1", &params![id]).await?
    {
        return Ok(false);
    }
    if let Some(id) = infrastructure
        && !conn.exists("SELECT 1 FROM block_documents WHERE id = $1", &params![id]).await?
    {
        return Ok(false);
    }
    Ok(true)
}

/// The run's labels: those of its deployment or flow, then the server's own, then those that the client gave.
async fn labels(conn: &mut Conn, create: &FlowRunCreate, flow: &Flow) -> Result<Labels> {
    let Some(id) = create.deployment_id else { return labels_in_flow(create, flow) };
    match deployment_labels(conn, id).await? {
        Some((flow_id, labels)) => {
            let own = format!("{{\"prefect.flow.id\":\"{flow_id}\",\"prefect.deployment.id\":\"{id}\"}}");
            merged(Some(&labels), &own, create)
        }
        None => labels_in_flow(create, flow),
    }
}

/// The labels of a run without deployment.
pub(super) fn labels_in_flow(create: &FlowRunCreate, flow: &Flow) -> Result<Labels> {
    merged(flow.labels.as_ref(), &format!("{{\"prefect.flow.id\":\"{}\"}}", create.flow_id), create)
}

fn merged(parents: Option<&JsonObject>, own: &str, create: &FlowRunCreate) -> Result<Labels> {
    let own: JsonObject = serde_json::from_str(own)?;
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

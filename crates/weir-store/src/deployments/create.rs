//! Making deployments, or bringing those that exist up to date.

use weir_types::{
    Json, JsonObject, Labels, Patch, Timestamp,
    deployment_schedules::DeploymentScheduleCreate,
    deployments::{Deployment, DeploymentCreate, DeploymentStatus},
    ids::{BlockDocumentId, DeploymentId, WorkQueueId},
    names::Name,
    work_pools::DEFAULT_AGENT_POOL,
};

use super::{
    events, limit,
    read::read,
    row::{self, Record, record_columns},
};
use crate::{
    conn::{Conn, Dialect},
    deployment_schedules,
    error::Result,
    flow_runs::{self, Planned},
    flows, params, slos, work_pools, work_queues,
};

/// Why a deployment is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no work pool of this name.
    UnknownWorkPool(String),
    /// There is no such limit.
    UnknownLimit,
    /// There is no such block for its infrastructure.
    UnknownInfrastructure(BlockDocumentId),
    /// There is no such block for its storage.
    UnknownStorage(BlockDocumentId),
    /// There is no such flow.
    UnknownFlow,
    /// No queue can have this name.
    BadQueueName(String),
    /// Two of its schedules have the same slug.
    SameSlug,
}

/// Makes a deployment, or changes the one that the flow has under this name to what is named; the flag says whether
/// it is new.
pub async fn create(
    conn: &mut Conn,
    create: &DeploymentCreate,
    now: Timestamp,
) -> Result<Result<(Deployment, bool), Refused>> {
    if let Some(refused) = refusal(conn, create).await? {
        return Ok(Err(refused));
    }
    let Some(flow) = flows::read(conn, create.flow_id).await? else { return Ok(Err(Refused::UnknownFlow)) };
    let queue_name = create.work_queue_name.as_set().and_then(|name| given(name.as_deref()));
    let queue = match place(conn, given(create.work_pool_name.as_deref()), queue_name, now).await? {
        Ok(queue) => queue,
        Err(refused) => return Ok(Err(refused)),
    };
    let before = existing(conn, create).await?;
    let mut record = before.clone().unwrap_or_else(|| blank(create, now));
    record.updated = now;
    record.labels = labels(create, flow.labels.as_ref());
    lay_over(&mut record, create, queue);
    row::write(conn, &record).await?;
    slos::declare_by_tags(conn, record.id, &record.tags, now).await?;
    if before.is_some() {
        flow_runs::delete_planned(conn, record.id, Planned::BySchedulesAfter(now)).await?;
    }
    // Prefect's server keeps the limit of runs only of schedules that are made one by one.
    let unlimited =
        |one: &DeploymentScheduleCreate| DeploymentScheduleCreate { max_scheduled_runs: None, ..one.clone() };
    let schedules: Vec<_> = create.schedules.iter().map(unlimited).collect();
    deployment_schedules::replace(conn, record.id, &schedules, now).await?;
    if let Patch::Set(wanted) = create.concurrency_limit {
        record.concurrency_limit_id =
            limit::set(conn, record.id, record.concurrency_limit_id, wanted, now).await?;
    }
    match &before {
        None => events::announce(conn, "created", &record, None, now).await?,
        Some(before) => {
            if let Some(changes) = events::changes(before, &record)? {
                events::announce(conn, "updated", &record, Some(changes), now).await?;
            }
        }
    }
    let made = read(conn, record.id).await?.ok_or(crate::StoreError::Conflict)?;
    Ok(Ok((made, before.is_none())))
}

/// What stands against the deployment, as far as it can be seen without writing.
async fn refusal(conn: &mut Conn, create: &DeploymentCreate) -> Result<Option<Refused>> {
    if deployment_schedules::slugs_clash(&create.schedules) {
        return Ok(Some(Refused::SameSlug));
    }
    if let Some(pool) = given(create.work_pool_name.as_deref()).filter(|name| *name != DEFAULT_AGENT_POOL)
        && work_pools::find(conn, pool).await?.is_none()
    {
        return Ok(Some(Refused::UnknownWorkPool(pool.to_owned())));
    }
    if let Patch::Set(Some(id)) = create.global_concurrency_limit_id
        && !conn.exists("SELECT 1 FROM concurrency_limits_v2 WHERE id = $1", &params![id]).await?
    {
        return Ok(Some(Refused::UnknownLimit));
    }
    let block = "SELECT 1 FROM block_documents WHERE id = $1";
    if let Patch::Set(Some(id)) = create.infrastructure_document_id
        && !conn.exists(block, &params![id]).await?
    {
        return Ok(Some(Refused::UnknownInfrastructure(id)));
    }
    if let Patch::Set(Some(id)) = create.storage_document_id
        && !conn.exists(block, &params![id]).await?
    {
        return Ok(Some(Refused::UnknownStorage(id)));
    }
    Ok(None)
}

/// An empty name names nothing.
pub(super) fn given(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty())
}

/// The queue that shall deliver the deployment's runs: none when neither a pool nor a queue is named. A queue that is
/// not there is made.
pub(super) async fn place(
    conn: &mut Conn,
    pool: Option<&str>,
    queue: Option<&str>,
    now: Timestamp,
) -> Result<Result<Option<WorkQueueId>, Refused>> {
    let Ok(queue) = queue.map(Name::new).transpose() else {
        return Ok(Err(Refused::BadQueueName(queue.unwrap_or_default().to_owned())));
    };
    let Some(pool_name) = pool else {
        return Ok(Ok(match queue {
            Some(queue) => Some(work_queues::ensure_without_pool(conn, &queue, now).await?),
            None => None,
        }));
    };
    let Some(pool) = work_pools::find(conn, pool_name).await? else {
        return Ok(Err(Refused::UnknownWorkPool(pool_name.to_owned())));
    };
    Ok(Ok(match queue {
        Some(queue) => Some(work_queues::ensure(conn, &pool, &queue, now).await?),
        None => pool.default_queue,
    }))
}

/// The deployment that the flow has under this name, locked until the unit ends.
async fn existing(conn: &mut Conn, create: &DeploymentCreate) -> Result<Option<Record>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => {
            concat!("SELECT ", record_columns!(), " FROM deployments WHERE flow_id = $1 AND name = $2")
        }
        Dialect::Postgres => concat!(
            "SELECT ",
            record_columns!(),
            " FROM deployments WHERE flow_id = $1 AND name = $2 FOR UPDATE"
        ),
    };
    conn.first(sql, &params![create.flow_id, create.name.as_str()], |row| row::record(&mut row.columns()))
        .await
}

/// A deployment of which nothing is told.
fn blank(create: &DeploymentCreate, now: Timestamp) -> Record {
    Record {
        id: DeploymentId::generate(),
        created: now,
        updated: now,
        name: create.name.as_str().to_owned(),
        flow_id: create.flow_id,
        version: None,
        description: None,
        paused: false,
        concurrency_limit_id: None,
        concurrency_options: None,
        job_variables: JsonObject::default(),
        parameters: JsonObject::default(),
        tags: Vec::new(),
        labels: Labels::default(),
        work_queue_name: None,
        work_queue_id: None,
        last_polled: None,
        status: DeploymentStatus::NotReady,
        parameter_openapi_schema: Some(JsonObject::default()),
        path: None,
        pull_steps: Some(Json::from(serde_json::Value::Array(Vec::new()))),
        entrypoint: None,
        storage_document_id: None,
        infrastructure_document_id: None,
        created_by: None,
        updated_by: None,
        enforce_parameter_schema: true,
    }
}

/// The deployment's labels: those of its flow, then the server's own, then those that the client gave.
fn labels(create: &DeploymentCreate, of_flow: Option<&Labels>) -> Labels {
    let own = [("prefect.flow.id".to_owned(), create.flow_id.to_string().into())];
    let labels = of_flow.cloned().unwrap_or_default().merged(&serde_json::Map::from_iter(own).into());
    match &create.labels {
        Some(given) => labels.merged(given.as_object()),
        None => labels,
    }
}

/// Lays what the request names over the record.
fn lay_over(record: &mut Record, create: &DeploymentCreate, queue: Option<WorkQueueId>) {
    macro_rules! lay {
        ($($member:ident),+ $(,)?) => {
            $(if let Patch::Set(value) = &create.$member {
                record.$member.clone_from(value);
            })+
        };
    }
    lay!(
        paused,
        concurrency_options,
        enforce_parameter_schema,
        parameter_openapi_schema,
        tags,
        work_queue_name,
        storage_document_id,
        infrastructure_document_id,
        description,
        path,
        version,
        entrypoint,
        job_variables,
    );
    record.parameters.clone_from(&create.parameters);
    if let Patch::Set(limit) = create.global_concurrency_limit_id {
        record.concurrency_limit_id = limit;
    }
    if let Patch::Set(steps) = &create.pull_steps {
        record.pull_steps = steps.as_ref().and_then(|steps| Json::of(steps).ok());
    }
    if queue.is_some() {
        record.work_queue_id = queue;
    }
}

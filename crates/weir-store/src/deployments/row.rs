//! A deployment as it lies in its table, and as it is answered.

use weir_types::{
    Json, JsonObject, Labels, Timestamp,
    concurrency_limits::GlobalConcurrencyLimit,
    deployments::{ConcurrencyOptions, Deployment, DeploymentStatus},
    flow_runs::CreatedBy,
    ids::{BlockDocumentId, ConcurrencyLimitId, DeploymentId, FlowId, WorkQueueId},
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    row::{Columns, Row},
};

/// A row of `deployments`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) id: DeploymentId,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) name: String,
    pub(super) flow_id: FlowId,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) paused: bool,
    pub(super) concurrency_limit_id: Option<ConcurrencyLimitId>,
    pub(super) concurrency_options: Option<ConcurrencyOptions>,
    pub(super) job_variables: JsonObject,
    pub(super) parameters: JsonObject,
    pub(super) tags: Vec<String>,
    pub(super) labels: Labels,
    pub(super) work_queue_name: Option<String>,
    pub(super) work_queue_id: Option<WorkQueueId>,
    pub(super) last_polled: Option<Timestamp>,
    pub(super) status: DeploymentStatus,
    pub(super) parameter_openapi_schema: Option<JsonObject>,
    pub(super) path: Option<String>,
    pub(super) pull_steps: Option<Json>,
    pub(super) entrypoint: Option<String>,
    pub(super) storage_document_id: Option<BlockDocumentId>,
    pub(super) infrastructure_document_id: Option<BlockDocumentId>,
    pub(super) created_by: Option<CreatedBy>,
    pub(super) updated_by: Option<CreatedBy>,
    pub(super) enforce_parameter_schema: bool,
}

/// The columns that [`record`] reads.
macro_rules! record_columns {
    () => {
        concat!(
            "deployments.id, deployments.created, deployments.updated, deployments.name, deployments.flow_id, ",
            "deployments.version, deployments.description, deployments.paused, ",
            "deployments.concurrency_limit_id, deployments.concurrency_options, deployments.job_variables, ",
            "deployments.parameters, deployments.tags, deployments.labels, deployments.work_queue_name, ",
            "deployments.work_queue_id, deployments.last_polled, deployments.status, ",
            "deployments.parameter_openapi_schema, deployments.path, deployments.pull_steps, ",
            "deployments.entrypoint, deployments.storage_document_id, ",
            "deployments.infrastructure_document_id, deployments.created_by, deployments.updated_by, ",
            "deployments.enforce_parameter_schema"
        )
    };
}
pub(super) use record_columns;

/// The columns that [`deployment`] reads, of `deployment_tables`.
macro_rules! deployment_columns {
    () => {
        concat!(
            record_columns!(),
            ", work_queues.id, work_queues.name, work_pools.name, limits.id, limits.created, ",
            "limits.updated, limits.active, limits.name, limits.\"limit\", limits.active_slots, ",
            "limits.slot_decay_per_second"
        )
    };
}
pub(super) use deployment_columns;

/// What [`deployment_columns`] needs besides `deployments`.
macro_rules! deployment_joins {
    () => {
        concat!(
            "LEFT JOIN work_queues ON work_queues.id = deployments.work_queue_id ",
            "LEFT JOIN work_pools ON work_pools.id = work_queues.work_pool_id ",
            "LEFT JOIN concurrency_limits_v2 AS limits ON limits.id = deployments.concurrency_limit_id"
        )
    };
}
pub(super) use deployment_joins;

pub(super) fn record(columns: &mut Columns<'_>) -> Result<Record> {
    Ok(Record {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        flow_id: columns.take()?,
        version: columns.take()?,
        description: columns.take()?,
        paused: columns.take()?,
        concurrency_limit_id: columns.take()?,
        concurrency_options: json(columns)?,
        job_variables: columns.take()?,
        parameters: columns.take()?,
        tags: columns.take()?,
        labels: Labels::from_stored(columns.take()?),
        work_queue_name: columns.take()?,
        work_queue_id: columns.take()?,
        last_polled: columns.take()?,
        status: columns.take()?,
        parameter_openapi_schema: columns.take()?,
        path: columns.take()?,
        pull_steps: columns.take()?,
        entrypoint: columns.take()?,
        storage_document_id: columns.take()?,
        infrastructure_document_id: columns.take()?,
        created_by: json(columns)?,
        updated_by: json(columns)?,
        enforce_parameter_schema: columns.take()?,
    })
}

fn json<T: serde::de::DeserializeOwned>(columns: &mut Columns<'_>) -> Result<Option<T>> {
    let text: Option<String> = columns.take()?;
    Ok(text.as_deref().map(serde_json::from_str).transpose()?)
}

/// Reads a deployment without its schedules.
pub(super) fn deployment(row: Row<'_>) -> Result<Deployment> {
    let mut columns = row.columns();
    let record = record(&mut columns)?;
    let work_queue_id: Option<WorkQueueId> = columns.take()?;
    let queue_name: Option<String> = columns.take()?;
    let work_pool_name = columns.take()?;
    let limit = match columns.take::<Option<ConcurrencyLimitId>>()? {
        None => None,
        Some(id) => Some(GlobalConcurrencyLimit {
            id,
            created: columns.take()?,
            updated: columns.take()?,
            active: columns.take()?,
            name: columns.take()?,
            limit: columns.take()?,
            active_slots: columns.take()?,
            slot_decay_per_second: columns.take()?,
        }),
    };
    Ok(Deployment {
        id: record.id,
        created: record.created,
        updated: record.updated,
        name: record.name,
        version: record.version,
        description: record.description,
        flow_id: record.flow_id,
        paused: record.paused,
        schedules: Vec::new(),
        concurrency_limit: (),
        global_concurrency_limit: limit,
        concurrency_options: record.concurrency_options,
        job_variables: record.job_variables,
        parameters: record.parameters,
        tags: record.tags,
        labels: record.labels,
        work_queue_name: queue_name.or(record.work_queue_name),
        work_queue_id,
        last_polled: record.last_polled,
        parameter_openapi_schema: record.parameter_openapi_schema,
        path: record.path,
        pull_steps: record.pull_steps,
        entrypoint: record.entrypoint,
        storage_document_id: record.storage_document_id,
        infrastructure_document_id: record.infrastructure_document_id,
        created_by: record.created_by,
        updated_by: record.updated_by,
        work_pool_name,
        status: record.status,
        enforce_parameter_schema: record.enforce_parameter_schema,
    })
}

/// Writes the row, new or changed.
pub(super) async fn write(conn: &mut Conn, record: &Record) -> Result<()> {
    let options = record.concurrency_options.as_ref().map(serde_json::to_string).transpose()?;
    let created_by = record.created_by.as_ref().map(serde_json::to_string).transpose()?;
    let updated_by = record.updated_by.as_ref().map(serde_json::to_string).transpose()?;
    conn.execute(
        "INSERT INTO deployments (id, created, updated, name, flow_id, version, description, paused,
             concurrency_limit_id, concurrency_options, job_variables, parameters, tags, labels, work_queue_name,
             work_queue_id, last_polled, status, parameter_openapi_schema, path, pull_steps, entrypoint,
             storage_document_id, infrastructure_document_id, created_by, updated_by, enforce_parameter_schema)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27)
         ON CONFLICT (id) DO UPDATE SET updated = excluded.updated, version = excluded.version,
             description = excluded.description, paused = excluded.paused,
             concurrency_limit_id = excluded.concurrency_limit_id,
             concurrency_options = excluded.concurrency_options, job_variables = excluded.job_variables,
             parameters = excluded.parameters, tags = excluded.tags, labels = excluded.labels,
             work_queue_name = excluded.work_queue_name, work_queue_id = excluded.work_queue_id,
             parameter_openapi_schema = excluded.parameter_openapi_schema, path = excluded.path,
             pull_steps = excluded.pull_steps, entrypoint = excluded.entrypoint,
             storage_document_id = excluded.storage_document_id,
             infrastructure_document_id = excluded.infrastructure_document_id,
             updated_by = excluded.updated_by, enforce_parameter_schema = excluded.enforce_parameter_schema",
        &params![
            record.id,
            record.created,
            record.updated,
            &record.name,
            record.flow_id,
            &record.version,
            &record.description,
            record.paused,
            record.concurrency_limit_id,
            options,
            &record.job_variables,
            &record.parameters,
            &record.tags,
            record.labels.as_object(),
            &record.work_queue_name,
            record.work_queue_id,
            record.last_polled,
            record.status,
            &record.parameter_openapi_schema,
            &record.path,
            &record.pull_steps,
            &record.entrypoint,
            record.storage_document_id,
            record.infrastructure_document_id,
            created_by,
            updated_by,
            record.enforce_parameter_schema,
        ],
    )
    .await?;
    Ok(())
}

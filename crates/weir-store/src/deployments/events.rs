//! Events about deployments.

use weir_types::{
    JsonObject, Timestamp,
    flows::Flow,
    ids::{DeploymentId, WorkQueueId},
};

use super::row::Record;
use crate::{
    conn::Conn,
    error::Result,
    events::{self, NewEvent},
    params,
    resource_events::{Changes, Happening, Resource},
    work_pools::{self, Pool},
};

/// Appends the event `prefect.deployment.<what>`.
pub(super) async fn announce(
    conn: &mut Conn,
    what: &str,
    record: &Record,
    payload: Option<JsonObject>,
    now: Timestamp,
) -> Result<()> {
    let flow = crate::flows::read(conn, record.flow_id).await?;
    let event = event(conn, what, record, flow.as_ref(), payload, now).await?;
    events::append(conn, &[event], now).await?;
    Ok(())
}

async fn event(
    conn: &mut Conn,
    what: &str,
    record: &Record,
    flow: Option<&Flow>,
    payload: Option<JsonObject>,
    now: Timestamp,
) -> Result<NewEvent> {
    let place = match record.work_queue_id {
        None => None,
        Some(id) => place(conn, id).await?,
    };
    let mut related = Vec::new();
    let plain = |id: String, role| Resource { id, name: None, pool_type: None, role: Some(role) };
    if let Some(flow) = flow {
        related
            .push(Resource { name: Some(&flow.name), ..plain(format!("prefect.flow.{}", flow.id), "flow") });
    }
    if let Some((id, (queue, pool))) = record.work_queue_id.zip(place.as_ref()) {
        let id = format!("prefect.work-queue.{id}");
        related.push(Resource { name: Some(queue), ..plain(id, "work-queue") });
        related.push(pool.related());
    }
    let block = |id| format!("prefect.block-document.{id}");
    related.extend(record.storage_document_id.map(|id| plain(block(id), "storage")));
    related.extend(record.infrastructure_document_id.map(|id| plain(block(id), "infrastructure")));
    related.extend(
        record
            .concurrency_limit_id
            .map(|id| plain(format!("prefect.concurrency-limit.{id}"), "concurrency-limit")),
    );
    let resource = Resource { role: None, name: Some(&record.name), ..plain(resource_id(record.id), "") };
    let mut happening = Happening::new(format!("prefect.deployment.{what}"), resource, related);
    happening.payload = payload.unwrap_or_default();
    happening.event(now)
}

/// The name of a queue, and its pool.
async fn place(conn: &mut Conn, queue: WorkQueueId) -> Result<Option<(String, Pool)>> {
    let sql = "SELECT q.name, p.id, p.name, p.type, p.default_queue_id FROM work_queues AS q
               JOIN work_pools AS p ON p.id = q.work_pool_id WHERE q.id = $1";
    conn.first(sql, &params![queue], |row| {
        let mut columns = row.columns();
        Ok((columns.take()?, work_pools::pool(&mut columns)?))
    })
    .await
}

fn resource_id(id: DeploymentId) -> String {
    format!("prefect.deployment.{id}")
}

/// What the event about a change tells; none when nothing that it tells of has changed.
pub(super) fn changes(before: &Record, after: &Record) -> Result<Option<JsonObject>> {
    let mut changes = Changes::default();
    macro_rules! note {
        ($($member:ident as $name:literal),+ $(,)?) => {
            $(changes.note($name, &before.$member, &after.$member)?;)+
        };
    }
    note!(
        description as "description",
        tags as "tags",
        parameters as "parameters",
        parameter_openapi_schema as "parameter_openapi_schema",
        enforce_parameter_schema as "enforce_parameter_schema",
        entrypoint as "entrypoint",
        path as "path",
        pull_steps as "pull_steps",
        work_queue_id as "work_queue_id",
        job_variables as "infra_overrides",
        paused as "paused",
        labels as "labels",
        version as "version",
        concurrency_limit_id as "concurrency_limit_id",
        concurrency_options as "concurrency_options",
    );
    Ok(changes.payload())
}

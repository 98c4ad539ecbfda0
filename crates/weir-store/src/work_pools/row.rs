//! A work pool as it lies in its table.

use weir_types::{
    ids::{WorkPoolId, WorkQueueId},
    work_pools::{AGENT_TYPE, WorkPool},
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    resource_events::Resource,
    row::{Columns, Row},
};

macro_rules! work_pool_columns {
    () => {
        concat!(
            "work_pools.id, work_pools.created, work_pools.updated, work_pools.name, work_pools.description, ",
            "work_pools.type, work_pools.base_job_template, work_pools.is_paused, work_pools.concurrency_limit, ",
            "work_pools.status, work_pools.default_queue_id, work_pools.storage_configuration, ",
            "CASE WHEN work_pools.concurrency_limit IS NULL THEN NULL ELSE ",
            "(SELECT COUNT(*) FROM work_queues AS q JOIN flow_runs AS r ON r.work_queue_id = q.id ",
            "WHERE q.work_pool_id = work_pools.id AND ",
            $crate::work_queues::live_runs!(),
            " AND r.state_type IN ('PENDING', 'RUNNING')) END"
        )
    };
}

pub(super) use work_pool_columns;

pub(super) fn work_pool(row: Row<'_>) -> Result<WorkPool> {
    let mut columns = row.columns();
    let mut pool = WorkPool {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        description: columns.take()?,
        r#type: columns.take()?,
        base_job_template: columns.take()?,
        is_paused: columns.take()?,
        concurrency_limit: columns.take()?,
        status: columns.take()?,
        default_queue_id: columns.take()?,
        storage_configuration: serde_json::from_str(&columns.take::<String>()?)?,
        active_slots: columns.take()?,
    };
    pool.status = pool.status.filter(|_| pool.r#type != AGENT_TYPE);
    Ok(pool)
}

/// What other operations need to know of a pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) id: WorkPoolId,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) default_queue: Option<WorkQueueId>,
}

impl Pool {
    /// The pool as events about its queues and deployments name it.
    pub(crate) fn related(&self) -> Resource<'_> {
        Resource { role: Some("work-pool"), ..self.resource() }
    }

    /// The pool as events about its status name it.
    pub(super) fn resource(&self) -> Resource<'_> {
        Resource {
            id: format!("prefect.work-pool.{}", self.id),
            name: Some(&self.name),
            pool_type: Some(&self.kind),
            role: None,
        }
    }
}

/// The pool of this name.
pub(crate) async fn find(conn: &mut Conn, name: &str) -> Result<Option<Pool>> {
    let sql = "SELECT id, name, type, default_queue_id FROM work_pools WHERE name = $1";
    conn.first(sql, &params![name], |row| pool(&mut row.columns())).await
}

/// Reads `id, name, type, default_queue_id`.
pub(crate) fn pool(columns: &mut Columns<'_>) -> Result<Pool> {
    Ok(Pool {
        id: columns.take()?,
        name: columns.take()?,
        kind: columns.take()?,
        default_queue: columns.take()?,
    })
}

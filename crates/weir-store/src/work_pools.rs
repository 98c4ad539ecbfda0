//! Work pools.

use weir_types::{
    Timestamp,
    ids::{WorkPoolId, WorkQueueId},
    work_pools::{AGENT_TYPE, WorkPool, WorkPoolCreate, WorkPoolStatus},
};

use crate::{
    conn::Conn,
    error::Result,
    events, params,
    resource_events::{Happening, Resource},
    row::{Columns, Row},
    work_queues::{self, live_runs},
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
            live_runs!(),
            " AND r.state_type IN ('PENDING', 'RUNNING')) END"
        )
    };
}

fn work_pool(row: Row<'_>) -> Result<WorkPool> {
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

    fn resource(&self) -> Resource<'_> {
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

/// The pool of this name, as it is answered.
pub async fn read(conn: &mut Conn, name: &str) -> Result<Option<WorkPool>> {
    conn.first(
        concat!("SELECT ", work_pool_columns!(), " FROM work_pools WHERE work_pools.name = $1"),
        &params![name],
        work_pool,
    )
    .await
}

/// Makes a pool with its default queue and announces its status; none when the name is taken.
pub async fn create(conn: &mut Conn, create: &WorkPoolCreate, now: Timestamp) -> Result<Option<WorkPool>> {
    let Some(pool) = insert(conn, create, now).await? else { return Ok(None) };
    let status = first_status(create);
    let name = format!("prefect.work-pool.{}", status.in_events());
    let happening = Happening::new(name, pool.resource(), Vec::new());
    events::append(conn, &[happening.event(now)?], now).await?;
    read(conn, create.name.as_str()).await
}

/// Agents tell no status, so their pools are never paused by it.
fn first_status(create: &WorkPoolCreate) -> WorkPoolStatus {
    if create.is_paused && create.r#type != AGENT_TYPE {
        WorkPoolStatus::Paused
    } else {
        WorkPoolStatus::NotReady
    }
}

/// Makes a pool with its default queue; none when the name is taken.
pub(crate) async fn insert(conn: &mut Conn, create: &WorkPoolCreate, now: Timestamp) -> Result<Option<Pool>> {
    let mut pool = Pool {
        id: WorkPoolId::generate(),
        name: create.name.as_str().to_owned(),
        kind: create.r#type.clone(),
        default_queue: None,
    };
    let made = conn
        .execute(
            "INSERT INTO work_pools (id, created, updated, name, description, type, base_job_template, is_paused,
                 concurrency_limit, status, storage_configuration)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name) DO NOTHING",
            &params![
                pool.id,
                now,
                &pool.name,
                &create.description,
                &pool.kind,
                &create.base_job_template,
                create.is_paused,
                create.concurrency_limit,
                first_status(create),
                serde_json::to_string(&create.storage_configuration)?,
            ],
        )
        .await?;
    if made == 0 {
        return Ok(None);
    }
    let queue = work_queues::insert_default(conn, &pool, now).await?;
    conn.execute("UPDATE work_pools SET default_queue_id = $1 WHERE id = $2", &params![queue, pool.id])
        .await?;
    pool.default_queue = Some(queue);
    announce(conn, &pool, create, "created", now).await?;
    Ok(Some(pool))
}

/// Tells that the pool was made or deleted.
async fn announce(
    conn: &mut Conn,
    pool: &Pool,
    create: &WorkPoolCreate,
    what: &str,
    now: Timestamp,
) -> Result<()> {
    let queue = pool.default_queue.map(|id| (format!("prefect.work-queue.{id}"), "default-queue"));
    let storage = create.storage_configuration.default_result_storage_block_id;
    let storage = storage.map(|id| (format!("prefect.block-document.{id}"), "result-storage"));
    let related = [queue, storage]
        .into_iter()
        .flatten()
        .map(|(id, role)| Resource { id, name: None, pool_type: None, role: Some(role) })
        .collect();
    let happening = Happening::new(format!("prefect.work-pool.{what}"), pool.related(), related);
    events::append(conn, &[happening.event(now)?], now).await?;
    Ok(())
}

//! Making work pools.

use weir_types::{
    Timestamp,
    ids::WorkPoolId,
    work_pools::{AGENT_TYPE, WorkPool, WorkPoolCreate, WorkPoolStatus},
};

use super::{events::announce, read::read, row::Pool};
use crate::{conn::Conn, error::Result, events, params, resource_events::Happening, work_queues};

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
    announce(conn, &pool, &create.storage_configuration, "created", now).await?;
    Ok(Some(pool))
}

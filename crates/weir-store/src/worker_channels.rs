//! What happens in the database when a worker opens the websocket of its pool.

use weir_engine::parameters::Stage;
use weir_types::{
    Patch, Timestamp,
    names::WorkPoolName,
    work_pools::{StorageConfiguration, WorkPool, WorkPoolCreate, WorkPoolUpdate},
    worker_channel::{ResolvedWorkQueue, WorkerHello},
    workers::WorkerHeartbeat,
};

use crate::{conn::Conn, error::Result, job_variables, params, seal::Seal, work_pools, workers};

/// What became of a worker that presented itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Joined {
    /// It serves the pool.
    Ready {
        /// The pool as it is now.
        pool: Box<WorkPool>,
        /// The queues that it fetches from.
        queues: Vec<ResolvedWorkQueue>,
        /// Whether the pool had no base job template and has the worker's now.
        template_set: bool,
    },
    /// There is no such pool or queue, or the pool may not be made.
    Refused,
    /// The defaults in the worker's base job template do not fit it.
    BadTemplate,
    /// No pool can have such a name.
    BadName,
}

/// Notes that the worker serves the pool of this name, which is made if the worker asks for that.
pub async fn join(
    conn: &mut Conn,
    seal: &Seal,
    name: &str,
    hello: &WorkerHello,
    now: Timestamp,
) -> Result<Joined> {
    let mut template_set = false;
    match work_pools::read(conn, name).await? {
        Some(pool) => {
            let Some(queues) = queues(conn, &pool, &hello.work_queue_names).await? else {
                return Ok(Joined::Refused);
            };
            if pool.base_job_template.is_empty() && !hello.default_base_job_template.is_empty() {
                if !template_fits(conn, seal, hello).await? {
                    return Ok(Joined::BadTemplate);
                }
                let template = Patch::Set(Some(hello.default_base_job_template.clone()));
                let update = WorkPoolUpdate { base_job_template: template, ..WorkPoolUpdate::default() };
                work_pools::update(conn, name, &update, now).await?;
                template_set = true;
            }
            alive(conn, name, hello, now, queues, template_set).await
        }
        None if !hello.create_pool_if_not_found || is_reserved(name) => Ok(Joined::Refused),
        None if !template_fits(conn, seal, hello).await? => Ok(Joined::BadTemplate),
        // A new pool has its default queue alone.
        None if hello.work_queue_names.iter().any(|queue| queue != "default") => Ok(Joined::Refused),
        None => {
            let Ok(pool) = WorkPoolName::new(name) else { return Ok(Joined::BadName) };
            let Some(pool) = work_pools::create(conn, &new_pool(pool, hello), now).await? else {
                return Ok(Joined::Refused);
            };
            let queues = queues(conn, &pool, &[]).await?.unwrap_or_default();
            alive(conn, name, hello, now, queues, template_set).await
        }
    }
}

async fn template_fits(conn: &mut Conn, seal: &Seal, hello: &WorkerHello) -> Result<bool> {
    let template = &hello.default_base_job_template;
    Ok(job_variables::check(conn, seal, template, &[], Stage::Pool).await?.is_ok())
}

/// Names that begin so are Prefect's own.
fn is_reserved(name: &str) -> bool {
    name.to_lowercase().starts_with("prefect")
}

fn new_pool(name: WorkPoolName, hello: &WorkerHello) -> WorkPoolCreate {
    WorkPoolCreate {
        name,
        description: None,
        r#type: hello.worker_type.clone(),
        base_job_template: hello.default_base_job_template.clone(),
        is_paused: false,
        concurrency_limit: None,
        storage_configuration: StorageConfiguration::default(),
    }
}

/// The pool's queues of these names, each once, or all of them; none when one is not there.
async fn queues(
    conn: &mut Conn,
    pool: &WorkPool,
    names: &[String],
) -> Result<Option<Vec<ResolvedWorkQueue>>> {
    let mut all = conn
        .all(
            "SELECT id, name FROM work_queues WHERE work_pool_id = $1 ORDER BY priority, id",
            &params![pool.id],
            |row| Ok(ResolvedWorkQueue { id: row.get(0)?, name: row.get(1)? }),
        )
        .await?;
    if names.is_empty() {
        return Ok(Some(all));
    }
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        if found.iter().any(|queue: &ResolvedWorkQueue| queue.name == *name) {
            continue;
        }
        let Some(at) = all.iter().position(|queue| queue.name == *name) else { return Ok(None) };
        found.push(all.swap_remove(at));
    }
    Ok(Some(found))
}

async fn alive(
    conn: &mut Conn,
    name: &str,
    hello: &WorkerHello,
    now: Timestamp,
    queues: Vec<ResolvedWorkQueue>,
    template_set: bool,
) -> Result<Joined> {
    let heartbeat = WorkerHeartbeat {
        name: hello.worker_name.clone(),
        heartbeat_interval_seconds: Some(hello.heartbeat_interval_seconds),
    };
    workers::heartbeat(conn, name, &heartbeat, now).await?;
    Ok(match work_pools::read(conn, name).await? {
        Some(pool) => Joined::Ready { pool: Box::new(pool), queues, template_set },
        None => Joined::Refused,
    })
}

/// Notes a sign of life over the websocket; answers the pool, if it is still there.
pub async fn heartbeat(
    conn: &mut Conn,
    pool: &str,
    heartbeat: &WorkerHeartbeat,
    now: Timestamp,
) -> Result<Option<WorkPool>> {
    if workers::heartbeat(conn, pool, heartbeat, now).await? {
        work_pools::read(conn, pool).await
    } else {
        Ok(None)
    }
}

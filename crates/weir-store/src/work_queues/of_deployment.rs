//! Which queues take the runs of a deployment, as far as old filters say.

use weir_types::{
    ids::DeploymentId,
    work_queues::{PlainWorkQueue, WorkQueue},
};

use super::row::{live_runs, work_queue, work_queue_columns};
use crate::{conn::Conn, error::Result, params};

/// The queues whose filter lets runs of the deployment pass, the oldest in front; none when there is no such deployment.
pub async fn of_deployment(conn: &mut Conn, id: DeploymentId) -> Result<Option<Vec<PlainWorkQueue>>> {
    let sql = "SELECT tags FROM deployments WHERE id = $1";
    let Some(tags) = conn.first(sql, &params![id], |row| row.get::<Vec<String>>(0)).await? else {
        return Ok(None);
    };
    let sql = concat!(
        "SELECT ",
        work_queue_columns!("'PENDING', 'RUNNING'"),
        " FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id \
         ORDER BY work_queues.created, work_queues.id"
    );
    let queues: Vec<WorkQueue> = conn.all(sql, &params![], work_queue).await?;
    let takes = |queue: &WorkQueue| queue.filter.as_ref().is_none_or(|filter| filter.takes(id, &tags));
    Ok(Some(queues.into_iter().filter(takes).map(PlainWorkQueue::from).collect()))
}

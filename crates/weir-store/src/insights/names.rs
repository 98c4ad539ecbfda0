//! The names of what runs belong to.

use std::collections::HashMap;

use weir_types::ids::{DeploymentId, FlowId, WorkPoolId, WorkQueueId};

use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    param::Param,
};

/// A work queue and the pool that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// The pool's id.
    pub pool_id: WorkPoolId,
    /// The pool's name.
    pub pool_name: String,
}

/// All work queues with their pools.
pub async fn queues(conn: &mut Conn) -> Result<HashMap<WorkQueueId, Queue>> {
    let found = conn.all(
        "SELECT work_queues.id, work_queues.name, work_pools.id, work_pools.name
         FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id",
        &[],
        |row| {
            let queue = Queue { name: row.get(1)?, pool_id: row.get(2)?, pool_name: row.get(3)? };
            Ok((row.get(0)?, queue))
        },
    );
    Ok(found.await?.into_iter().collect())
}

/// The names of those of these flows that are there.
pub async fn flow_names(conn: &mut Conn, flows: &[FlowId]) -> Result<HashMap<FlowId, String>> {
    let these = Condition::one_of("flows.id", flows.iter().map(|id| Param::from(*id)));
    let found = Query::of("flows", these);
    let found = found.all(conn, "flows.id, flows.name", |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// The names of those of these deployments that are there.
pub async fn deployment_names(
    conn: &mut Conn,
    deployments: &[DeploymentId],
) -> Result<HashMap<DeploymentId, String>> {
    let these = Condition::one_of("deployments.id", deployments.iter().map(|id| Param::from(*id)));
    let found = Query::of("deployments", these);
    let columns = "deployments.id, deployments.name";
    let found = found.all(conn, columns, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

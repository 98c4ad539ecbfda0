//! Reading deployments.

use weir_types::{deployments::Deployment, ids::DeploymentId};

use super::row::{deployment, deployment_columns, deployment_joins, record_columns};
use crate::{conn::Conn, deployment_schedules, error::Result, params};

/// The deployment with this id.
pub async fn read(conn: &mut Conn, id: DeploymentId) -> Result<Option<Deployment>> {
    let sql = concat!(
        "SELECT ",
        deployment_columns!(),
        " FROM deployments ",
        deployment_joins!(),
        " WHERE deployments.id = $1"
    );
    let found = conn.first(sql, &params![id], deployment).await?;
    with_schedules(conn, found).await
}

/// The deployment of this name of the flow of that name.
pub async fn read_by_name(conn: &mut Conn, flow: &str, name: &str) -> Result<Option<Deployment>> {
    let sql = concat!(
        "SELECT ",
        deployment_columns!(),
        " FROM deployments JOIN flows ON flows.id = deployments.flow_id ",
        deployment_joins!(),
        " WHERE flows.name = $1 AND deployments.name = $2"
    );
    let found = conn.first(sql, &params![flow, name], deployment).await?;
    with_schedules(conn, found).await
}

async fn with_schedules(conn: &mut Conn, found: Option<Deployment>) -> Result<Option<Deployment>> {
    let Some(mut found) = found else { return Ok(None) };
    found.schedules = deployment_schedules::of_deployment(conn, found.id).await?;
    Ok(Some(found))
}

/// The deployments of a name, which may have its flow's before a slash; two at most, which tells whether it is one.
pub async fn named(conn: &mut Conn, name: &str) -> Result<Vec<DeploymentId>> {
    if let Some((flow, deployment)) = name.split_once('/') {
        let sql = "SELECT deployments.id FROM deployments JOIN flows ON flows.id = deployments.flow_id
                   WHERE flows.name = $1 AND deployments.name = $2";
        return conn.all(sql, &params![flow, deployment], |row| row.get(0)).await;
    }
    let sql = "SELECT id FROM deployments WHERE name = $1 LIMIT 2";
    conn.all(sql, &params![name], |row| row.get(0)).await
}

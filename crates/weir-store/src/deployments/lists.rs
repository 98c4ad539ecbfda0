//! Many deployments: lists and counts of those that pass filters.

use weir_types::{
    Timestamp,
    deployments::Deployment,
    filters::{DeploymentFilter, queries::RunFilters},
    ids::DeploymentId,
    sorting::DeploymentSort,
};

use super::{
    delete::delete,
    row::{deployment, deployment_columns, deployment_joins, record_columns},
};
use crate::{
    conn::Conn,
    deployment_schedules,
    error::Result,
    filters::deployments::{order, query},
};

/// The deployments that pass the filters, a page of them.
pub async fn list(
    conn: &mut Conn,
    filters: &RunFilters,
    sort: DeploymentSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Deployment>> {
    let mut found = query(filters)
        .join(deployment_joins!())
        .order_by(order(sort))
        .page(Some(limit), offset)
        .all(conn, deployment_columns!(), deployment)
        .await?;
    let ids: Vec<DeploymentId> = found.iter().map(|deployment| deployment.id).collect();
    for schedule in deployment_schedules::of_deployments(conn, &ids).await? {
        let owner = found.iter_mut().find(|deployment| Some(deployment.id) == schedule.deployment_id);
        if let Some(owner) = owner {
            owner.schedules.push(schedule);
        }
    }
    Ok(found)
}

/// How many deployments pass the filters.
pub async fn count(conn: &mut Conn, filters: &RunFilters) -> Result<i64> {
    query(filters).count(conn).await
}

/// Deletes the deployments that pass the filter, at most `limit`; answers those that are gone.
pub async fn delete_filtered(
    conn: &mut Conn,
    filter: Option<&DeploymentFilter>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<DeploymentId>> {
    let filters = RunFilters { deployments: filter.cloned(), ..RunFilters::default() };
    let ids: Vec<DeploymentId> = query(&filters)
        .order_by(order(DeploymentSort::NameAsc))
        .page(Some(limit), 0)
        .all(conn, "deployments.id", |row| row.get(0))
        .await?;
    let mut deleted = Vec::with_capacity(ids.len());
    for id in ids {
        if delete(conn, id, now).await? {
            deleted.push(id);
        }
    }
    Ok(deleted)
}

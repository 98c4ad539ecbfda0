//! Deleting deployments.

use weir_types::{Timestamp, ids::DeploymentId};

use super::{
    events, limit,
    row::{self, record_columns},
};
use crate::{
    conn::Conn,
    error::Result,
    flow_runs::{self, Planned},
    params, slos,
};

/// Deletes a deployment with its runs that have not begun, its schedules, its limit and its objectives; says whether it was there.
pub async fn delete(conn: &mut Conn, id: DeploymentId, now: Timestamp) -> Result<bool> {
    slos::delete_own(conn, id, now).await?;
    let gone = conn
        .first(
            concat!("DELETE FROM deployments WHERE id = $1 RETURNING ", record_columns!()),
            &params![id],
            |row| row::record(&mut row.columns()),
        )
        .await?;
    let Some(gone) = gone else { return Ok(false) };
    flow_runs::delete_planned(conn, id, Planned::All).await?;
    if let Some(limit) = gone.concurrency_limit_id {
        limit::remove(conn, limit).await?;
    }
    events::announce(conn, "deleted", &gone, None, now).await?;
    Ok(true)
}

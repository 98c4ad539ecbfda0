//! The slots of deployments that flow runs hold.

use serde::Deserialize;
use weir_engine::{CollisionStrategy, DeploymentFact, DeploymentLimit, Env};
use weir_types::{
    TimeDelta, Timestamp,
    ids::{ConcurrencyLimitId, DeploymentId, LeaseId},
};

use crate::{
    concurrency_leases,
    concurrency_limits_v2::{self, slot_columns},
    conn::{Conn, Dialect},
    error::Result,
    params,
};

/// A deployment's `concurrency_options`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Options {
    collision_strategy: Strategy,
    grace_period_seconds: Option<i64>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Strategy {
    #[default]
    Enqueue,
    CancelNew,
}

/// The concurrency limit of a deployment, locked until the unit ends.
pub(super) async fn deployment_fact(
    conn: &mut Conn,
    id: DeploymentId,
    now: Timestamp,
) -> Result<DeploymentFact> {
    let sql = "SELECT concurrency_limit_id, concurrency_options FROM deployments WHERE id = $1";
    let deployment = conn
        .first(sql, &params![id], |row| {
            Ok((row.get::<Option<ConcurrencyLimitId>>(0)?, row.get::<Option<String>>(1)?))
        })
        .await?;
    let Some((limit, options)) = deployment else { return Ok(DeploymentFact::Missing) };
    let Some(limit) = limit else { return Ok(DeploymentFact::Unlimited) };
    let sql = match conn.dialect() {
        Dialect::Sqlite => {
            concat!("SELECT ", slot_columns!(), " FROM concurrency_limits_v2 AS l WHERE l.id = $1")
        }
        Dialect::Postgres => {
            concat!("SELECT ", slot_columns!(), " FROM concurrency_limits_v2 AS l WHERE l.id = $1 FOR UPDATE")
        }
    };
    let slots = conn.first(sql, &params![limit], |row| concurrency_limits_v2::slots(row, 0)).await?;
    let Some(slots) = slots else { return Ok(DeploymentFact::Unlimited) };
    let options: Options = options.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
    Ok(DeploymentFact::Limited(DeploymentLimit {
        id: slots.id,
        active: slots.active,
        limit: slots.limit,
        active_slots: slots.active_at(now),
        strategy: match options.collision_strategy {
            Strategy::Enqueue => CollisionStrategy::Enqueue,
            Strategy::CancelNew => CollisionStrategy::CancelNew,
        },
        grace_period: options.grace_period_seconds.map(TimeDelta::from_secs),
    }))
}

/// Gives back the slot that a run holds: that of its lease, or without one a slot of the deployment's limit. Of a lease
/// that is gone the slot has been given back before, and others may hold it now.
pub(super) async fn release(
    conn: &mut Conn,
    lease: Option<LeaseId>,
    deployment: DeploymentId,
    env: &Env,
) -> Result<()> {
    if let Some(lease) = lease {
        concurrency_leases::release(conn, lease, env).await?;
    } else if let Some(limit) = limit_of(conn, deployment).await? {
        concurrency_limits_v2::give_back(conn, limit, 1, None, env).await?;
    }
    Ok(())
}

/// The limit of a deployment that has one.
async fn limit_of(conn: &mut Conn, deployment: DeploymentId) -> Result<Option<ConcurrencyLimitId>> {
    let found = conn
        .first("SELECT concurrency_limit_id FROM deployments WHERE id = $1", &params![deployment], |row| {
            row.get::<Option<ConcurrencyLimitId>>(0)
        })
        .await?;
    Ok(found.flatten())
}

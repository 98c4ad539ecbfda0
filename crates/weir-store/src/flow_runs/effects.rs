//! What follows from a verdict on a flow run outside its own row.

use weir_engine::{Effect, Env};

use super::slots;
use crate::{
    concurrency_leases::{self, FOR_EVER},
    conn::Conn,
    error::Result,
    task_runs,
};

/// Performs the effects of a verdict, in their order.
pub(super) async fn perform(conn: &mut Conn, effects: Vec<Effect>, env: &Env) -> Result<()> {
    for effect in effects {
        match effect {
            Effect::TakeSlots(lease) => concurrency_leases::take(conn, &lease, env).await?,
            Effect::RenewLease { lease, ttl } => {
                concurrency_leases::renew(conn, lease, ttl, env).await?;
            }
            Effect::KeepLease { lease } => {
                concurrency_leases::renew(conn, lease, FOR_EVER, env).await?;
            }
            Effect::ReleaseDeploymentSlot { lease, deployment } => {
                slots::release(conn, lease, deployment, env).await?;
            }
            Effect::SetParentTaskRunState { .. }
            | Effect::RetryFailedTaskRuns { .. }
            | Effect::ReleaseTaskSlots { .. }
            | Effect::CacheState { .. }
            | Effect::EnqueueTaskRun { .. } => task_runs::perform(conn, effect, env).await?,
        }
    }
    Ok(())
}

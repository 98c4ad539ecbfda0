//! Deleting flow runs with all that hangs on them: states, task runs, inputs, log lines, slots.

use weir_engine::Env;
use weir_types::{
    filters::queries::RunFilters,
    ids::{DeploymentId, FlowRunId, LeaseId},
    state::StateType,
};

use super::{lists::list_ids, slots};
use crate::{conn::Conn, error::Result, logs, param::Param, params, row::Row, states};

/// What is deleted with a run, in this order. Subflows of its task runs lose their parent and stay.
const WITH_THE_RUN: &[&str] = &[
    "DELETE FROM flow_run_states WHERE flow_run_id = $1",
    "UPDATE flow_runs SET parent_task_run_id = NULL
     WHERE parent_task_run_id IN (SELECT id FROM task_runs WHERE flow_run_id = $1)",
    "DELETE FROM task_run_states WHERE task_run_id IN (SELECT id FROM task_runs WHERE flow_run_id = $1)",
    "DELETE FROM task_runs WHERE flow_run_id = $1",
];

/// Deletes runs; answers those that were there, in the order of `ids`.
pub async fn delete(conn: &mut Conn, ids: &[FlowRunId], env: &Env) -> Result<Vec<FlowRunId>> {
    let rows: Vec<[Param<'_>; 1]> = ids.iter().map(|id| params![*id]).collect();
    let gone = conn
        .first_each(
            "DELETE FROM flow_runs WHERE id = $1 RETURNING deployment_id, state_type, state_details",
            &rows,
            Gone::read,
        )
        .await?;
    let deleted: Vec<FlowRunId> =
        ids.iter().zip(&gone).filter(|(_, gone)| gone.is_some()).map(|(id, _)| *id).collect();
    for gone in gone.into_iter().flatten() {
        gone.release_slot(conn, env).await?;
    }
    let rows: Vec<[Param<'_>; 1]> = deleted.iter().map(|id| params![*id]).collect();
    for sql in WITH_THE_RUN {
        conn.execute_each(sql, &rows).await?;
    }
    logs::delete_of_flow_runs(conn, &rows).await?;
    Ok(deleted)
}

/// Deletes the newest runs that pass the filters, at most `limit`; answers which.
pub async fn delete_filtered(
    conn: &mut Conn,
    filters: &RunFilters,
    limit: i64,
    env: &Env,
) -> Result<Vec<FlowRunId>> {
    let ids = list_ids(conn, filters, limit).await?;
    delete(conn, &ids, env).await
}

/// What a deleted run leaves to tidy up.
struct Gone {
    deployment: Option<DeploymentId>,
    state_type: Option<StateType>,
    lease: Option<LeaseId>,
}

impl Gone {
    fn read(row: Row<'_>) -> Result<Self> {
        let details: Option<String> = row.get(2)?;
        let details = details.as_deref().map(states::read_details).transpose()?;
        Ok(Self {
            deployment: row.get(0)?,
            state_type: row.get(1)?,
            lease: details.and_then(|details| details.deployment_concurrency_lease_id),
        })
    }

    /// A run that was under way held a slot of its deployment.
    async fn release_slot(self, conn: &mut Conn, env: &Env) -> Result<()> {
        use StateType::{Cancelling, Pending, Running};
        match (self.deployment, self.state_type) {
            (Some(deployment), Some(Pending | Running | Cancelling)) => {
                slots::release(conn, self.lease, deployment, env).await
            }
            _ => Ok(()),
        }
    }
}

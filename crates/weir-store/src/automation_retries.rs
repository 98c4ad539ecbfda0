//! How often automations have had flow runs retried.

use weir_types::{
    ids::{AutomationId, DeploymentId, FlowRunId},
    state::StateType,
};

use crate::{conn::Conn, error::Result, params};

/// What decides whether a run is retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The run's state, if it has one.
    pub state_type: Option<StateType>,
    /// The name of that state.
    pub state_name: Option<String>,
    /// Whether it is a run of a deployment.
    pub is_deployed: bool,
    /// How often the automation has had it retried.
    pub retries: i64,
}

/// Looks at a run, which stays as it is until the unit ends.
pub async fn look(conn: &mut Conn, run: FlowRunId, automation: AutomationId) -> Result<Option<Ended>> {
    let sql = format!(
        "SELECT state_type, state_name, deployment_id FROM flow_runs WHERE id = $1{}",
        conn.dialect().for_update()
    );
    let found = conn
        .first(&sql, &params![run], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<Option<DeploymentId>>(2)?.is_some()))
        })
        .await?;
    let Some((state_type, state_name, is_deployed)) = found else { return Ok(None) };
    let sql = "SELECT retries FROM automation_retries WHERE flow_run_id = $1 AND automation_id = $2";
    let retries = conn.first(sql, &params![run, automation], |row| row.get(0)).await?.unwrap_or_default();
    Ok(Some(Ended { state_type, state_name, is_deployed, retries }))
}

/// Counts a retry.
pub async fn count(conn: &mut Conn, run: FlowRunId, automation: AutomationId) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_retries (flow_run_id, automation_id, retries) VALUES ($1, $2, 1)
         ON CONFLICT (flow_run_id, automation_id) DO UPDATE SET retries = automation_retries.retries + 1",
        &params![run, automation],
    )
    .await?;
    Ok(())
}

//! Changes of a flow run that are no changes of state.

use weir_types::{
    JsonObject, Labels, Patch, Timestamp,
    flow_runs::FlowRunUpdate,
    ids::{DeploymentId, FlowRunId},
    state::StateType,
};

use super::{draft::drawn_name, row};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    params,
    update::Update,
};

/// What became of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    /// The run is changed.
    Done,
    /// There is no such run.
    NotFound,
    /// The run has no state, so its job variables cannot be changed.
    Stateless,
    /// Job variables can be changed only while the run is scheduled, and it is in this state.
    NotScheduled(StateType),
    /// The run has no deployment whose job variables could be overridden.
    NoDeployment,
}

/// Changes what the update names.
pub async fn update(
    conn: &mut Conn,
    id: FlowRunId,
    update: &FlowRunUpdate,
    now: Timestamp,
) -> Result<Updated> {
    if let Patch::Set(Some(_)) = &update.job_variables
        && let Some(refusal) = refuse_job_variables(conn, id).await?
    {
        return Ok(refusal);
    }
    let mut change = Update::new("flow_runs", now);
    if let Patch::Set(name) = &update.name {
        change.set("name", name.clone().unwrap_or_else(|| drawn_name(FlowRunId::generate())));
    }
    change.patch("flow_version", &update.flow_version);
    change.patch("parameters", &update.parameters);
    if let Patch::Set(policy) = &update.empirical_policy {
        change.set("empirical_policy", row::stored_policy(policy)?);
    }
    change.patch("tags", &update.tags);
    change.patch("infrastructure_pid", &update.infrastructure_pid);
    change.patch("job_variables", &update.job_variables);
    Ok(if change.run(conn, id).await? { Updated::Done } else { Updated::NotFound })
}

async fn refuse_job_variables(conn: &mut Conn, id: FlowRunId) -> Result<Option<Updated>> {
    let found = conn
        .first(
            "SELECT r.state_type, d.id FROM flow_runs AS r LEFT JOIN deployments AS d ON d.id = r.deployment_id
             WHERE r.id = $1",
            &params![id],
            |row| Ok((row.get::<Option<StateType>>(0)?, row.get::<Option<DeploymentId>>(1)?)),
        )
        .await?;
    Ok(match found {
        None => Some(Updated::NotFound),
        Some((None, _)) => Some(Updated::Stateless),
        Some((Some(StateType::Scheduled), None)) => Some(Updated::NoDeployment),
        Some((Some(StateType::Scheduled), Some(_))) => None,
        Some((Some(other), _)) => Some(Updated::NotScheduled(other)),
    })
}

/// Lays labels over those that the run has; says whether there is such a run.
pub async fn update_labels(
    conn: &mut Conn,
    id: FlowRunId,
    labels: &JsonObject,
    now: Timestamp,
) -> Result<bool> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => "SELECT labels FROM flow_runs WHERE id = $1",
        Dialect::Postgres => "SELECT labels FROM flow_runs WHERE id = $1 FOR UPDATE",
    };
    let Some(old) = conn.first(sql, &params![id], |row| row.get::<JsonObject>(0)).await? else {
        return Ok(false);
    };
    let merged = Labels::from_stored(old).merged(labels);
    let mut change = Update::new("flow_runs", now);
    change.set("labels", merged.as_object());
    change.run(conn, id).await
}

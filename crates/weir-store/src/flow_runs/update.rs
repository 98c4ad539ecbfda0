//! Changes of a flow run that are no changes of state.

use weir_engine::parameters::Stage;
use weir_types::{
    JsonObject, Labels, Patch, Timestamp, flow_runs::FlowRunUpdate, ids::FlowRunId, state::StateType,
};

use super::{draft::drawn_name, row};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    job_variables, params,
    seal::Seal,
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
    /// The job variables do not fit the base job template of the deployment's work pool.
    JobVariables(job_variables::Refused),
}

/// Changes what the update names.
pub async fn update(
    conn: &mut Conn,
    seal: &Seal,
    id: FlowRunId,
    update: &FlowRunUpdate,
    now: Timestamp,
) -> Result<Updated> {
    if let Patch::Set(Some(given)) = &update.job_variables
        && let Some(refusal) = refuse_job_variables(conn, seal, id, given).await?
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

async fn refuse_job_variables(
    conn: &mut Conn,
    seal: &Seal,
    id: FlowRunId,
    given: &JsonObject,
) -> Result<Option<Updated>> {
    let found = conn
        .first(
            "SELECT r.state_type, d.job_variables, p.base_job_template FROM flow_runs AS r
             LEFT JOIN deployments AS d ON d.id = r.deployment_id
             LEFT JOIN work_queues AS q ON q.id = d.work_queue_id
             LEFT JOIN work_pools AS p ON p.id = q.work_pool_id WHERE r.id = $1",
            &params![id],
            |row| {
                let mut columns = row.columns();
                let state: Option<StateType> = columns.take()?;
                Ok((state, columns.take::<Option<JsonObject>>()?, columns.take::<Option<JsonObject>>()?))
            },
        )
        .await?;
    Ok(match found {
        None => Some(Updated::NotFound),
        Some((None, ..)) => Some(Updated::Stateless),
        Some((Some(StateType::Scheduled), None, _)) => Some(Updated::NoDeployment),
        Some((Some(StateType::Scheduled), Some(own), template)) => {
            let Some(template) = template else { return Ok(None) };
            let checked = job_variables::check(conn, seal, &template, &[&own, given], Stage::Run).await?;
            checked.err().map(Updated::JobVariables)
        }
        Some((Some(other), ..)) => Some(Updated::NotScheduled(other)),
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

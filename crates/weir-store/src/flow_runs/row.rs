//! A flow run as it lies in its table.

use weir_engine::estimate;
use weir_types::{Labels, TimeDelta, Timestamp, flow_runs::FlowRun, orchestration::FlowRunPolicy};

use crate::{
    bulk::Bulk,
    conn::Conn,
    error::Result,
    param::Param,
    params,
    row::{Columns, Row},
    states,
};

/// The columns that [`flow_run`] reads, of `flow_runs` and of what [`flow_run_joins`] joins.
macro_rules! flow_run_columns {
    () => {
        concat!(
            "flow_runs.id, flow_runs.created, flow_runs.updated, flow_runs.name, flow_runs.flow_id, ",
            "flow_runs.deployment_id, flow_runs.deployment_version, queue.id, ",
            "COALESCE(queue.name, flow_runs.work_queue_name), flow_runs.flow_version, flow_runs.parameters, flow_runs.idempotency_key, ",
            "flow_runs.context, flow_runs.empirical_policy, flow_runs.tags, flow_runs.labels, ",
            "flow_runs.parent_task_run_id, flow_runs.auto_scheduled, flow_runs.infrastructure_document_id, ",
            "flow_runs.infrastructure_pid, flow_runs.job_variables, flow_runs.created_by, flow_runs.run_count, ",
            "flow_runs.expected_start_time, flow_runs.next_scheduled_start_time, flow_runs.start_time, ",
            "flow_runs.end_time, flow_runs.total_run_time, pool.id, pool.name, ",
            $crate::states::current_state_columns!("flow_runs")
        )
    };
}
pub(super) use flow_run_columns;

/// Joins the work pool whose columns are among [`flow_run_columns`].
macro_rules! flow_run_joins {
    () => {
        "LEFT JOIN work_queues AS queue ON queue.id = flow_runs.work_queue_id \
         LEFT JOIN work_pools AS pool ON pool.id = queue.work_pool_id"
    };
}
pub(super) use flow_run_joins;

/// Reads a flow run, with estimates as of `now`.
pub(super) fn flow_run(row: Row<'_>, now: Timestamp) -> Result<FlowRun> {
    let mut columns = row.columns();
    let mut run = FlowRun {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        flow_id: columns.take()?,
        deployment_id: columns.take()?,
        deployment_version: columns.take()?,
        work_queue_id: columns.take()?,
        work_queue_name: columns.take()?,
        flow_version: columns.take()?,
        parameters: columns.take()?,
        idempotency_key: columns.take()?,
        context: columns.take()?,
        empirical_policy: policy(&mut columns)?,
        tags: columns.take()?,
        labels: Labels::from_stored(columns.take()?),
        parent_task_run_id: columns.take()?,
        auto_scheduled: columns.take()?,
        infrastructure_document_id: columns.take()?,
        infrastructure_pid: columns.take()?,
        job_variables: columns.take()?,
        created_by: json(&mut columns)?,
        run_count: columns.take()?,
        expected_start_time: columns.take()?,
        next_scheduled_start_time: columns.take()?,
        start_time: columns.take()?,
        end_time: columns.take()?,
        total_run_time: columns.take()?,
        work_pool_id: columns.take()?,
        work_pool_name: columns.take()?,
        state: states::current_state(&mut columns)?,
        state_id: None,
        state_type: None,
        state_name: None,
        estimated_run_time: TimeDelta::ZERO,
        estimated_start_time_delta: TimeDelta::ZERO,
    };
    mirror_state(&mut run, now);
    Ok(run)
}

/// Fills in what follows from the run's state and times.
pub(super) fn mirror_state(run: &mut FlowRun, now: Timestamp) {
    run.state_id = run.state.as_ref().map(|state| state.id);
    run.state_type = run.state.as_ref().map(|state| state.state_type);
    run.state_name = run.state.as_ref().map(|state| state.name.clone());
    let entered = run.state.as_ref().map(|state| state.timestamp);
    run.estimated_run_time = estimate::run_time(run.state_type, entered, run.total_run_time, now);
    run.estimated_start_time_delta =
        estimate::start_time_delta(run.state_type, run.start_time, run.expected_start_time, now);
}

/// Reads an `empirical_policy`.
pub(super) fn policy(columns: &mut Columns<'_>) -> Result<FlowRunPolicy> {
    let text: String = columns.take()?;
    if text == "{}" {
        return Ok(FlowRunPolicy::default());
    }
    Ok(serde_json::from_str(&text)?)
}

/// What [`policy`] reads; the usual policy is the empty one.
pub(super) fn stored_policy(policy: &FlowRunPolicy) -> Result<String> {
    if *policy == FlowRunPolicy::default() {
        return Ok("{}".to_owned());
    }
    Ok(serde_json::to_string(policy)?)
}

/// Reads a nullable column that holds the JSON of a `T`.
pub(super) fn json<T: serde::de::DeserializeOwned>(columns: &mut Columns<'_>) -> Result<Option<T>> {
    let text: Option<String> = columns.take()?;
    Ok(text.as_deref().map(serde_json::from_str).transpose()?)
}

/// A run's row with its state.
pub(super) static RUNS: Bulk<35> = Bulk::new(
    "flow_runs",
    [
        ("id", "UUID"),
        ("created", "BIGINT"),
        ("updated", "BIGINT"),
        ("name", "TEXT"),
        ("flow_id", "UUID"),
        ("deployment_id", "UUID"),
        ("deployment_version", "TEXT"),
        ("work_queue_id", "UUID"),
        ("work_queue_name", "TEXT"),
        ("flow_version", "TEXT"),
        ("parameters", "TEXT"),
        ("idempotency_key", "TEXT"),
        ("context", "TEXT"),
        ("empirical_policy", "TEXT"),
        ("tags", "TEXT"),
        ("labels", "TEXT"),
        ("parent_task_run_id", "UUID"),
        ("auto_scheduled", "BOOLEAN"),
        ("infrastructure_document_id", "UUID"),
        ("infrastructure_pid", "TEXT"),
        ("job_variables", "TEXT"),
        ("created_by", "TEXT"),
        ("run_count", "BIGINT"),
        ("expected_start_time", "BIGINT"),
        ("next_scheduled_start_time", "BIGINT"),
        ("start_time", "BIGINT"),
        ("end_time", "BIGINT"),
        ("total_run_time", "BIGINT"),
        ("state_id", "UUID"),
        ("state_type", "TEXT"),
        ("state_name", "TEXT"),
        ("state_timestamp", "BIGINT"),
        ("state_message", "TEXT"),
        ("state_data", "TEXT"),
        ("state_details", "TEXT"),
    ],
    "ON CONFLICT (flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING",
);

/// Writes the run with its state; says whether it did: a run of the same flow may have its idempotency key already.
pub(super) async fn insert(conn: &mut Conn, run: &FlowRun) -> Result<bool> {
    let row = values(run)?;
    if run.idempotency_key.is_some() {
        return RUNS.insert_one(conn, &row).await;
    }
    RUNS.insert(conn, vec![row]).await?;
    Ok(true)
}

/// What [`RUNS`] writes of a run.
pub(super) fn values(run: &FlowRun) -> Result<[Param<'_>; 35]> {
    let created_by = run.created_by.as_ref().map(serde_json::to_string).transpose()?;
    let state = run.state.as_ref();
    let details = state.map(|state| states::stored_details(&state.state_details)).transpose()?;
    Ok(params![
        run.id,
        run.created,
        run.updated,
        &run.name,
        run.flow_id,
        run.deployment_id,
        &run.deployment_version,
        run.work_queue_id,
        &run.work_queue_name,
        &run.flow_version,
        &run.parameters,
        &run.idempotency_key,
        &run.context,
        stored_policy(&run.empirical_policy)?,
        &run.tags,
        run.labels.as_object(),
        run.parent_task_run_id,
        run.auto_scheduled,
        run.infrastructure_document_id,
        &run.infrastructure_pid,
        &run.job_variables,
        created_by,
        run.run_count,
        run.expected_start_time,
        run.next_scheduled_start_time,
        run.start_time,
        run.end_time,
        run.total_run_time,
        state.map(|state| state.id),
        state.map(|state| state.state_type),
        state.map(|state| state.name.as_str()),
        state.map(|state| state.timestamp),
        state.and_then(|state| state.message.as_deref()),
        state.and_then(|state| states::stored_data(&state.data)),
        details,
    ])
}

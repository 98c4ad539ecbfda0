//! A task run as it lies in its table.

use weir_engine::estimate;
use weir_types::{
    JsonObject, Labels, TimeDelta, Timestamp, orchestration::TaskRunPolicy, task_inputs::TaskInputs,
    task_runs::TaskRun,
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    row::{Columns, Row},
    states,
};

/// The columns that [`task_run`] reads, of `task_runs`.
macro_rules! task_run_columns {
    () => {
        concat!(
            "task_runs.id, task_runs.created, task_runs.updated, task_runs.name, task_runs.flow_run_id, ",
            "task_runs.task_key, task_runs.dynamic_key, task_runs.cache_key, task_runs.cache_expiration, ",
            "task_runs.task_version, task_runs.empirical_policy, task_runs.tags, task_runs.labels, ",
            "task_runs.task_inputs, task_runs.run_count, task_runs.flow_run_run_count, ",
            "task_runs.expected_start_time, task_runs.next_scheduled_start_time, task_runs.start_time, ",
            "task_runs.end_time, task_runs.total_run_time, ",
            $crate::states::current_state_columns!("task_runs")
        )
    };
}
pub(super) use task_run_columns;

/// Reads a task run, with estimates as of `now`.
pub(super) fn task_run(row: Row<'_>, now: Timestamp) -> Result<TaskRun> {
    let mut columns = row.columns();
    let mut run = TaskRun {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        flow_run_id: columns.take()?,
        task_key: columns.take()?,
        dynamic_key: columns.take()?,
        cache_key: columns.take()?,
        cache_expiration: columns.take()?,
        task_version: columns.take()?,
        empirical_policy: policy(&mut columns)?,
        tags: columns.take()?,
        labels: columns.take::<Option<JsonObject>>()?.map(Labels::from_stored),
        task_inputs: TaskInputs::from_stored(columns.take()?),
        run_count: columns.take()?,
        flow_run_run_count: columns.take()?,
        expected_start_time: columns.take()?,
        next_scheduled_start_time: columns.take()?,
        start_time: columns.take()?,
        end_time: columns.take()?,
        total_run_time: columns.take()?,
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
pub(super) fn mirror_state(run: &mut TaskRun, now: Timestamp) {
    run.state_id = run.state.as_ref().map(|state| state.id);
    run.state_type = run.state.as_ref().map(|state| state.state_type);
    run.state_name = run.state.as_ref().map(|state| state.name.clone());
    let entered = run.state.as_ref().map(|state| state.timestamp);
    run.estimated_run_time = estimate::run_time(run.state_type, entered, run.total_run_time, now);
    run.estimated_start_time_delta =
        estimate::start_time_delta(run.state_type, run.start_time, run.expected_start_time, now);
}

/// Reads an `empirical_policy`.
pub(super) fn policy(columns: &mut Columns<'_>) -> Result<TaskRunPolicy> {
    let text: String = columns.take()?;
    if text == "{}" {
        return Ok(TaskRunPolicy::default());
    }
    Ok(serde_json::from_str(&text)?)
}

fn stored_policy(policy: &TaskRunPolicy) -> Result<String> {
    if *policy == TaskRunPolicy::default() {
        return Ok("{}".to_owned());
    }
    Ok(serde_json::to_string(policy)?)
}

/// Writes the run with its state; says whether it did: another may have its id, or its keys in the flow run.
pub(super) async fn insert(conn: &mut Conn, run: &TaskRun) -> Result<bool> {
    let state = run.state.as_ref();
    let details = state.map(|state| states::stored_details(&state.state_details)).transpose()?;
    let touched = conn
        .execute(
            "INSERT INTO task_runs (id, created, updated, name, flow_run_id, task_key, dynamic_key, cache_key,
                 cache_expiration, task_version, empirical_policy, tags, labels, task_inputs, run_count,
                 flow_run_run_count, expected_start_time, next_scheduled_start_time, start_time, end_time,
                 total_run_time, state_id, state_type, state_name, state_timestamp, state_message, state_data,
                 state_details)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                 $22, $23, $24, $25, $26, $27, $28)
             ON CONFLICT DO NOTHING",
            &params![
                run.id,
                run.created,
                run.updated,
                &run.name,
                run.flow_run_id,
                &run.task_key,
                &run.dynamic_key,
                &run.cache_key,
                run.cache_expiration,
                &run.task_version,
                stored_policy(&run.empirical_policy)?,
                &run.tags,
                run.labels.as_ref().map(|labels| labels.as_object().as_str()),
                run.task_inputs.as_object(),
                run.run_count,
                run.flow_run_run_count,
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
            ],
        )
        .await?;
    Ok(touched > 0)
}

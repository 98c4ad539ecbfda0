//! Many task runs: lists, counts and histories of those that pass filters.

use weir_types::{
    Timestamp,
    filters::{
        TaskRunFilter, TaskRunState,
        parts::{Any, Operator},
        queries::RunFilters,
    },
    sorting::TaskRunSort,
    state::StateType,
    task_runs::TaskRun,
    ui::{CountByState, TaskRunCount},
};

use super::row::{task_run, task_run_columns};
use crate::{
    conn::Conn,
    error::Result,
    filters::task_runs::{order, query},
    params,
};

/// The runs that pass the filters, a page of them, with estimates as of `now`.
pub async fn list(
    conn: &mut Conn,
    filters: &RunFilters,
    sort: TaskRunSort,
    limit: i64,
    offset: i64,
    now: Timestamp,
) -> Result<Vec<TaskRun>> {
    query(filters)
        .order_by(order(sort))
        .page(Some(limit), offset)
        .all(conn, task_run_columns!(), |row| task_run(row, now))
        .await
}

/// How many runs pass the filters.
pub async fn count(conn: &mut Conn, filters: &RunFilters) -> Result<i64> {
    query(filters).count(conn).await
}

/// How many of the runs that pass the filters are in a state of each type.
pub async fn count_by_state(conn: &mut Conn, filters: &RunFilters) -> Result<CountByState> {
    let rows = query(filters)
        .group_by("task_runs.state_type")
        .all(conn, "task_runs.state_type, COUNT(*)", |row| {
            Ok((row.get::<Option<StateType>>(0)?, row.get::<i64>(1)?))
        })
        .await?;
    let mut counts = CountByState::default();
    for (state_type, count) in rows {
        let Some(state_type) = state_type else { continue };
        *match state_type {
            StateType::Completed => &mut counts.completed,
            StateType::Pending => &mut counts.pending,
            StateType::Running => &mut counts.running,
            StateType::Failed => &mut counts.failed,
            StateType::Cancelled => &mut counts.cancelled,
            StateType::Crashed => &mut counts.crashed,
            StateType::Paused => &mut counts.paused,
            StateType::Cancelling => &mut counts.cancelling,
            StateType::Scheduled => &mut counts.scheduled,
        } = count;
    }
    Ok(counts)
}

/// How many intervals a dashboard shows.
const INTERVALS: usize = 20;

/// The ended runs that pass the filters by the interval in which they started, of twenty between `start` and `end`.
/// The filters must bound the time of the start themselves.
pub async fn dashboard(
    conn: &mut Conn,
    mut filters: RunFilters,
    start: Timestamp,
    end: Timestamp,
) -> Result<Vec<TaskRunCount>> {
    let mut counts = vec![TaskRunCount::default(); INTERVALS];
    let window = end.as_micros().saturating_sub(start.as_micros());
    if window <= 0 {
        return Ok(counts);
    }
    let ended = StateType::ALL.into_iter().filter(|state_type| state_type.is_terminal());
    filters.task_runs.get_or_insert_with(TaskRunFilter::default).state =
        Some(TaskRunState { operator: Operator::And, state_type: Some(Any::of(ended)), name: None });
    let columns = format!(
        "(task_runs.start_time - CAST(? AS BIGINT)) * {INTERVALS} / CAST(? AS BIGINT),
         CAST(SUM(CASE WHEN task_runs.state_type IN ('FAILED', 'CRASHED') THEN 0 ELSE 1 END) AS BIGINT),
         CAST(SUM(CASE WHEN task_runs.state_type IN ('FAILED', 'CRASHED') THEN 1 ELSE 0 END) AS BIGINT)"
    );
    let rows = query(&filters)
        .values(params![start, window])
        .group_by("1")
        .all(conn, &columns, |row| {
            let counted = TaskRunCount { completed: row.get(1)?, failed: row.get(2)? };
            Ok((row.get::<Option<i64>>(0)?, counted))
        })
        .await?;
    for (nth, counted) in rows {
        let place = nth.and_then(|nth| usize::try_from(nth).ok()).and_then(|nth| counts.get_mut(nth));
        if let Some(place) = place {
            *place = counted;
        }
    }
    Ok(counts)
}

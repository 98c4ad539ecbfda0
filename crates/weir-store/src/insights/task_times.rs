//! Flow runs with the times of their task runs.

use std::collections::HashMap;

use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::{FlowId, FlowRunId, TaskRunId},
    insights::Period,
    state::StateType,
    task_inputs::TaskInputs,
};

use super::runs::Which;
use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query, flow_runs},
    param::Param,
    params,
    row::Row,
};

/// How many flow runs' task runs are read at once.
const CHUNK: usize = 500;

/// When a flow run ran.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRunTimes {
    /// Its id.
    pub id: FlowRunId,
    /// Its name.
    pub name: String,
    /// Its flow.
    pub flow_id: FlowId,
    /// The type of its state.
    pub state_type: Option<StateType>,
    /// When it started first.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
}

/// When a task run ran.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRunTimes {
    /// Its id.
    pub id: TaskRunId,
    /// The flow run that it is of.
    pub flow_run_id: FlowRunId,
    /// Its name.
    pub name: String,
    /// The key of its task.
    pub task_key: String,
    /// When it was to start.
    pub expected: Option<Timestamp>,
    /// When it started first.
    pub start: Timestamp,
    /// When it ended; none of one that is under way.
    pub end: Option<Timestamp>,
    /// When it entered the state that it is in.
    pub entered: Timestamp,
    /// The type of that state.
    pub state_type: StateType,
    /// How long it ran, over all its attempts that are over.
    pub run_time: TimeDelta,
    /// What it waits for.
    pub inputs: TaskInputs,
}

const FLOW_RUN: &str = "flow_runs.id, flow_runs.name, flow_runs.flow_id, flow_runs.state_type, \
                        flow_runs.start_time, flow_runs.end_time";

fn flow_run(row: Row<'_>) -> Result<FlowRunTimes> {
    let mut columns = row.columns();
    Ok(FlowRunTimes {
        id: columns.take()?,
        name: columns.take()?,
        flow_id: columns.take()?,
        state_type: columns.take()?,
        start: columns.take()?,
        end: columns.take()?,
    })
}

/// When a flow run ran; none if there is no such run.
pub async fn flow_run_times(conn: &mut Conn, id: FlowRunId) -> Result<Option<FlowRunTimes>> {
    conn.first(&format!("SELECT {FLOW_RUN} FROM flow_runs WHERE id = $1"), &params![id], flow_run).await
}

/// The flow runs that pass the filters, have run, and ended in a time.
fn ended(filters: &RunFilters, period: Period) -> Query<'_> {
    flow_runs::query(filters)
        .and(Which::Ended(period).condition("flow_runs"))
        .and(Condition::sql("flow_runs.run_count > 0"))
}

/// The flows of which such runs ended, with how many, those first whose runs took the most wall time.
pub async fn ended_by_flow(
    conn: &mut Conn,
    filters: &RunFilters,
    period: Period,
) -> Result<Vec<(FlowId, i64)>> {
    ended(filters, period)
        .group_by("flow_runs.flow_id")
        .order_by("SUM(flow_runs.end_time - flow_runs.start_time) DESC, flow_runs.flow_id")
        .all(conn, "flow_runs.flow_id, COUNT(*)", |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// The flow runs of a flow that pass the filters and ended in a time, the last to end first; at most `most`.
pub async fn ended_flow_runs(
    conn: &mut Conn,
    filters: &RunFilters,
    flow: FlowId,
    period: Period,
    most: i64,
) -> Result<Vec<FlowRunTimes>> {
    ended(filters, period)
        .and(Condition::test("flow_runs.flow_id = ?", flow))
        .order_by("flow_runs.end_time DESC, flow_runs.id")
        .page(Some(most), 0)
        .all(conn, FLOW_RUN, flow_run)
        .await
}

/// When the flow runs of some task runs ended, by task run; without those whose flow runs have not.
pub async fn flow_run_ends(conn: &mut Conn, task_runs: &[Uuid]) -> Result<HashMap<Uuid, Timestamp>> {
    const COLUMNS: &str = "task_runs.id, (SELECT runs.end_time FROM flow_runs AS runs \
                           WHERE runs.id = task_runs.flow_run_id \
                           AND runs.state_type IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'))";
    let mut found = HashMap::new();
    for ids in task_runs.chunks(CHUNK) {
        let these = Condition::one_of("task_runs.id", ids.iter().map(|id| Param::from(*id)));
        let ends: Vec<(Uuid, Option<Timestamp>)> =
            Query::of("task_runs", these).all(conn, COLUMNS, |row| Ok((row.get(0)?, row.get(1)?))).await?;
        found.extend(ends.into_iter().filter_map(|(run, end)| Some((run, end?))));
    }
    Ok(found)
}

/// The task runs of some flow runs that have started.
pub async fn task_run_times(conn: &mut Conn, flow_runs: &[FlowRunId]) -> Result<Vec<TaskRunTimes>> {
    const COLUMNS: &str = "task_runs.id, task_runs.flow_run_id, task_runs.name, task_runs.task_key, \
                           task_runs.expected_start_time, task_runs.start_time, task_runs.end_time, \
                           task_runs.state_timestamp, task_runs.state_type, task_runs.total_run_time, \
                           task_runs.task_inputs";
    let mut found = Vec::new();
    for ids in flow_runs.chunks(CHUNK) {
        let of_these = Condition::one_of("task_runs.flow_run_id", ids.iter().map(|id| Param::from(*id)));
        let started = Condition::sql("task_runs.start_time IS NOT NULL AND task_runs.state_type IS NOT NULL");
        let runs = Query::of("task_runs", Condition::all([of_these, started]));
        found.extend(runs.all(conn, COLUMNS, task_run).await?);
    }
    Ok(found)
}

fn task_run(row: Row<'_>) -> Result<TaskRunTimes> {
    let mut columns = row.columns();
    Ok(TaskRunTimes {
        id: columns.take()?,
        flow_run_id: columns.take()?,
        name: columns.take()?,
        task_key: columns.take()?,
        expected: columns.take()?,
        start: columns.take()?,
        end: columns.take()?,
        entered: columns.take()?,
        state_type: columns.take()?,
        run_time: columns.take()?,
        inputs: TaskInputs::from_stored(columns.take()?),
    })
}

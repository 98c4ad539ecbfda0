//! Many flow runs: lists, counts and figures of those that pass filters.

use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    flow_runs::FlowRun,
    ids::{FlowId, FlowRunId},
    sorting::FlowRunSort,
    ui::{SimpleFlowRun, SimpleNextFlowRun},
};

use super::row::{flow_run, flow_run_columns, flow_run_joins};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    filters::{
        Condition, Order, Query,
        flow_runs::{of_flow_by_state_type, order, query},
    },
    history,
    param::Param,
    row::Row,
};

/// The runs that pass the filters, a page of them, with estimates as of `now`.
pub async fn list(
    conn: &mut Conn,
    filters: &RunFilters,
    sort: FlowRunSort,
    limit: i64,
    offset: i64,
    now: Timestamp,
) -> Result<Vec<FlowRun>> {
    let order = order(sort);
    let found = match few(conn, filters, order).await? {
        Some(few) => few.order_by(order.sql),
        None => query(filters).order_by(order),
    };
    found
        .join(flow_run_joins!())
        .page(Some(limit), offset)
        .all(conn, flow_run_columns!(), |row| flow_run(row, now))
        .await
}

/// So few runs are found and sorted sooner than all runs are walked in their order until a page is full.
const FEW: u16 = 500;

/// How to find the runs when they are known to be few, and SQLite would walk them. PostgreSQL, which has statistics,
/// chooses well by itself.
async fn few<'f>(conn: &mut Conn, filters: &'f RunFilters, order: Order) -> Result<Option<Query<'f>>> {
    let walks = conn.dialect() == Dialect::Sqlite && !order.not_by_one.is_empty();
    let Some(query) = of_flow_by_state_type(filters).filter(|_| walks) else { return Ok(None) };
    let found = query.clone().page(Some(FEW.into()), 0).all(conn, "1", |_| Ok(())).await?;
    Ok((found.len() < usize::from(FEW)).then_some(query))
}

/// The ids of the newest runs that pass the filters, at most `limit`.
pub async fn list_ids(conn: &mut Conn, filters: &RunFilters, limit: i64) -> Result<Vec<FlowRunId>> {
    query(filters)
        .order_by(order(FlowRunSort::IdDesc))
        .page(Some(limit), 0)
        .all(conn, "flow_runs.id", |row| row.get(0))
        .await
}

/// How many runs pass the filters.
pub async fn count(conn: &mut Conn, filters: &RunFilters) -> Result<i64> {
    query(filters).count(conn).await
}

/// How much later than expected the runs that pass the filters started, or are by now, on average. None of no runs.
pub async fn average_lateness(
    conn: &mut Conn,
    filters: &RunFilters,
    now: Timestamp,
) -> Result<Option<TimeDelta>> {
    let sums = query(filters)
        .values([now.into(), now.into()])
        .all(conn, &format!("COUNT(*), CAST(SUM({}) AS BIGINT)", history::lateness("flow_runs")), |row| {
            Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?))
        })
        .await?;
    Ok(sums.first().and_then(|(count, sum)| Some(TimeDelta::from_micros((*sum)? / (*count).max(1)))))
}

/// The runs that pass the filters as points of a chart, with estimates as of `now`. Runs that have no state, or are not
/// expected at any time, are no points.
pub async fn points(
    conn: &mut Conn,
    filters: &RunFilters,
    sort: FlowRunSort,
    limit: i64,
    offset: i64,
    now: Timestamp,
) -> Result<Vec<SimpleFlowRun>> {
    const COLUMNS: &str = "flow_runs.id, flow_runs.state_type, flow_runs.state_timestamp, flow_runs.start_time, \
                           flow_runs.expected_start_time, flow_runs.total_run_time";
    let found = query(filters)
        .order_by(order(sort))
        .page(Some(limit), offset)
        .all(conn, COLUMNS, |row| point(row, now))
        .await?;
    Ok(found.into_iter().flatten().collect())
}

fn point(row: Row<'_>, now: Timestamp) -> Result<Option<SimpleFlowRun>> {
    let mut columns = row.columns();
    let (id, state_type, entered) = (columns.take()?, columns.take()?, columns.take()?);
    let (started, expected): (Option<Timestamp>, Option<Timestamp>) = (columns.take()?, columns.take()?);
    let total = columns.take()?;
    let (Some(of_state), Some(timestamp)) = (state_type, started.or(expected)) else { return Ok(None) };
    Ok(Some(SimpleFlowRun {
        id,
        state_type: of_state,
        timestamp,
        duration: weir_engine::estimate::run_time(state_type, entered, total, now),
        lateness: weir_engine::estimate::start_time_delta(state_type, started, expected, now),
    }))
}

/// The scheduled runs of some flows that come next, one of each flow that has any.
pub async fn next_of_flows(conn: &mut Conn, flows: &[FlowId]) -> Result<Vec<SimpleNextFlowRun>> {
    const COLUMNS: &str = "flow_runs.id, flow_runs.flow_id, flow_runs.name, flow_runs.state_name, \
                           flow_runs.state_type, flow_runs.next_scheduled_start_time";
    let mut next = Vec::with_capacity(flows.len());
    for flow in flows {
        let scheduled = Condition::all([
            Condition::test("flow_runs.flow_id = ?", *flow),
            Condition::sql("flow_runs.state_type = 'SCHEDULED'"),
            Condition::is_null("flow_runs.next_scheduled_start_time", false),
        ]);
        let first = Query::of("flow_runs", scheduled)
            .order_by("flow_runs.next_scheduled_start_time, flow_runs.id")
            .page(Some(1), 0)
            .all(conn, COLUMNS, |row| {
                let mut columns = row.columns();
                Ok(SimpleNextFlowRun {
                    id: columns.take()?,
                    flow_id: columns.take()?,
                    name: columns.take()?,
                    state_name: columns.take()?,
                    state_type: columns.take()?,
                    next_scheduled_start_time: columns.take()?,
                })
            })
            .await?;
        next.extend(first);
    }
    Ok(next)
}

/// How many task runs some flow runs have, not counting those that stand for subflows. Runs without any are missing.
pub async fn count_task_runs(conn: &mut Conn, runs: &[FlowRunId]) -> Result<Vec<(FlowRunId, i64)>> {
    let of_runs = Condition::one_of("task_runs.flow_run_id", runs.iter().map(|id| Param::from(*id)));
    let own = Condition::sql(
        "NOT EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.parent_task_run_id = task_runs.id)",
    );
    Query::of("task_runs", Condition::all([of_runs, own]))
        .group_by("task_runs.flow_run_id")
        .all(conn, "task_runs.flow_run_id, COUNT(*)", |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

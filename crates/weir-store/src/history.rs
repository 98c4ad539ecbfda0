//! How many runs were in which state, by the interval in which they were expected to start.

use weir_types::{
    TimeDelta, Timestamp,
    history::{HistoryResponse, HistoryResponseState},
    state::StateType,
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    param::Param,
    params,
    row::Row,
};

/// The most intervals that a history has.
const MOST: i64 = 500;

/// The time that a history covers, and the length of its intervals, which must be positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it starts.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// How long each interval is.
    pub interval: TimeDelta,
}

impl Span {
    /// How many intervals there are: no part of the time is left out, unless there would be too many.
    fn intervals(&self) -> i64 {
        let elapsed = self.end.as_micros().saturating_sub(self.start.as_micros());
        let interval = self.interval.as_micros().max(1);
        let whole = elapsed / interval + i64::from(elapsed % interval > 0);
        whole.clamp(0, MOST)
    }

    /// Where an interval starts.
    fn start_of(&self, nth: i64) -> Timestamp {
        let offset = self.interval.as_micros().saturating_mul(nth);
        Timestamp::from_micros(self.start.as_micros().saturating_add(offset))
    }
}

/// The history of the runs in `table` that `runs` asks for, as of `now`.
pub(crate) async fn read(
    conn: &mut Conn,
    table: &'static str,
    runs: Query<'_>,
    span: Span,
    now: Timestamp,
) -> Result<Vec<HistoryResponse>> {
    let intervals = span.intervals();
    let mut history: Vec<HistoryResponse> = (0..intervals)
        .map(|nth| HistoryResponse {
            interval_start: span.start_of(nth),
            interval_end: span.start_of(nth + 1),
            states: Vec::new(),
        })
        .collect();
    let expected = |test| Condition::test(format!("{table}.expected_start_time {test} ?"), span.start);
    let until = Condition::test(format!("{table}.expected_start_time < ?"), span.start_of(intervals));
    let rows = runs
        .and(expected(">="))
        .and(until)
        .values(values(span, now))
        .group_by("1, 2, 3")
        .order_by("1, 2, 3")
        .all(conn, &columns(table), counted)
        .await?;
    for (nth, state) in rows {
        let interval = usize::try_from(nth).ok().and_then(|nth| history.get_mut(nth));
        if let Some(interval) = interval {
            interval.states.extend(state);
        }
    }
    Ok(history)
}

/// How late each run started, or is by now, as a column; `?` twice stands for the present instant. The same is
/// `weir_engine::estimate::start_time_delta`.
pub(crate) fn lateness(table: &str) -> String {
    format!(
        "CASE \
             WHEN {table}.start_time > {table}.expected_start_time \
                 THEN {table}.start_time - {table}.expected_start_time \
             WHEN {table}.start_time IS NULL AND {table}.expected_start_time < CAST(? AS BIGINT) \
                 AND {table}.state_type NOT IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED') \
                 THEN CAST(? AS BIGINT) - {table}.expected_start_time \
             ELSE 0 END"
    )
}

/// The columns that [`counted`] reads, with the values of [`values`] in their order.
fn columns(table: &str) -> String {
    format!(
        "({table}.expected_start_time - CAST(? AS BIGINT)) / CAST(? AS BIGINT), {table}.state_type, \
         {table}.state_name, COUNT(*), \
         CAST(SUM({table}.total_run_time + CASE WHEN {table}.state_type = 'RUNNING' \
             AND {table}.state_timestamp < CAST(? AS BIGINT) \
             THEN CAST(? AS BIGINT) - {table}.state_timestamp ELSE 0 END) AS BIGINT), \
         CAST(SUM({}) AS BIGINT)",
        lateness(table)
    )
}

fn values<'a>(span: Span, now: Timestamp) -> [Param<'a>; 6] {
    let interval = span.interval.as_micros().max(1);
    params![span.start, interval, now, now, now, now]
}

/// The interval and what was counted in it; runs without a state are not shown.
fn counted(row: Row<'_>) -> Result<(i64, Option<HistoryResponseState>)> {
    let mut columns = row.columns();
    let nth = columns.take()?;
    let (state_type, state_name): (Option<StateType>, Option<String>) = (columns.take()?, columns.take()?);
    let (count_runs, run_time, lateness) = (columns.take()?, columns.take()?, columns.take()?);
    let state = state_type.zip(state_name).map(|(state_type, state_name)| HistoryResponseState {
        state_type,
        state_name,
        count_runs,
        sum_estimated_run_time: run_time,
        sum_estimated_lateness: lateness,
    });
    Ok((nth, state))
}

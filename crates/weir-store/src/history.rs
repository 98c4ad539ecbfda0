//! How many runs were in which state, by the interval in which they were expected to start.

use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    history::{HistoryResponse, HistoryResponseState},
    insights::Period,
    state::StateType,
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    flow_runs,
    insights::{Kind, OVER, is_unfinished},
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
    pub(crate) fn intervals(self) -> i64 {
        let elapsed = self.end.as_micros().saturating_sub(self.start.as_micros());
        let interval = self.interval.as_micros().max(1);
        let whole = elapsed / interval + i64::from(elapsed % interval > 0);
        whole.clamp(0, MOST)
    }

    /// Where an interval starts.
    pub(crate) fn start_of(self, nth: i64) -> Timestamp {
        let offset = self.interval.as_micros().saturating_mul(nth);
        Timestamp::from_micros(self.start.as_micros().saturating_add(offset))
    }

    /// The intervals in their order.
    pub fn periods(self) -> impl Iterator<Item = Period> {
        (0..self.intervals())
            .map(move |nth| Period { start: self.start_of(nth), end: self.start_of(nth + 1) })
    }
}

/// What was counted in one interval: its number, and the runs of one state.
pub type Counted = (i64, HistoryResponseState);

/// The runs that pass the filters by the interval in which they were expected to start, and by state, as of `now`.
pub async fn read(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    span: Span,
    now: Timestamp,
) -> Result<Vec<HistoryResponse>> {
    let runs = kind.query(filters);
    let counted = if kind == Kind::Flow && runs.is_everything() {
        let mut counted = flow_runs::count_ended(conn, span).await?;
        counted.extend(unfinished(conn, kind, filters, span, now).await?);
        counted
    } else {
        count(conn, kind.table(), runs, span, now).await?
    };
    Ok(filled(span, counted))
}

/// Those of them that have ended.
pub async fn ended(conn: &mut Conn, kind: Kind, filters: &RunFilters, span: Span) -> Result<Vec<Counted>> {
    let runs = kind.query(filters);
    if kind == Kind::Flow && runs.is_everything() {
        return flow_runs::count_ended(conn, span).await;
    }
    // They are over, so it does not matter as of when they are counted.
    count(conn, kind.table(), runs.and(is_over(kind)), span, span.end).await
}

/// Those of them that have ended and were expected in a part of the time.
pub async fn ended_in(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    span: Span,
    part: Period,
) -> Result<Vec<Counted>> {
    count_in(conn, kind.table(), kind.query(filters).and(is_over(kind)), part, span, span.end).await
}

fn is_over(kind: Kind) -> Condition<'static> {
    Condition::sql(format!("{}.state_type IN {OVER}", kind.table()))
}

/// Those of them that have not ended, as of `now`.
pub async fn unfinished(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    span: Span,
    now: Timestamp,
) -> Result<Vec<Counted>> {
    let runs = kind.query(filters).and(is_unfinished(kind.table()));
    count(conn, kind.table(), runs, span, now).await
}

/// The runs in `table` that `runs` asks for, by interval and state. Runs without a state are not counted.
async fn count(
    conn: &mut Conn,
    table: &'static str,
    runs: Query<'_>,
    span: Span,
    now: Timestamp,
) -> Result<Vec<Counted>> {
    let whole = Period { start: span.start, end: span.start_of(span.intervals()) };
    count_in(conn, table, runs, whole, span, now).await
}

/// The same of those that were expected in a part of the time.
async fn count_in(
    conn: &mut Conn,
    table: &'static str,
    runs: Query<'_>,
    part: Period,
    span: Span,
    now: Timestamp,
) -> Result<Vec<Counted>> {
    let expected = |test, at| Condition::test(format!("{table}.expected_start_time {test} ?"), at);
    let rows = runs
        .and(expected(">=", part.start))
        .and(expected("<", part.end))
        .values(values(span, now))
        .group_by("1, 2, 3")
        .all(conn, &columns(table), counted)
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

/// All intervals with what was counted in them, states in the order of their types and names.
pub fn filled(span: Span, mut counted: Vec<Counted>) -> Vec<HistoryResponse> {
    counted.sort_by(|(_, a), (_, b)| {
        (a.state_type.as_str(), &a.state_name).cmp(&(b.state_type.as_str(), &b.state_name))
    });
    let mut history: Vec<HistoryResponse> = (0..span.intervals())
        .map(|nth| HistoryResponse {
            interval_start: span.start_of(nth),
            interval_end: span.start_of(nth + 1),
            states: Vec::new(),
        })
        .collect();
    for (nth, state) in counted {
        if let Some(interval) = usize::try_from(nth).ok().and_then(|nth| history.get_mut(nth)) {
            interval.states.push(state);
        }
    }
    history
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

/// The interval and what was counted in it; none for runs without a state.
fn counted(row: Row<'_>) -> Result<Option<Counted>> {
    let mut columns = row.columns();
    let nth = columns.take()?;
    let (state_type, state_name): (Option<StateType>, Option<String>) = (columns.take()?, columns.take()?);
    let (count_runs, run_time, lateness) = (columns.take()?, columns.take()?, columns.take()?);
    Ok(state_type.zip(state_name).map(|(state_type, state_name)| {
        let state = HistoryResponseState {
            state_type,
            state_name,
            count_runs,
            sum_estimated_run_time: run_time,
            sum_estimated_lateness: lateness,
        };
        (nth, state)
    }))
}

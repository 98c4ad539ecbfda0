//! Counts of flow runs that have ended, in the index that is made for it: some ten times faster than to group their rows.

use weir_types::{TimeDelta, history::HistoryResponseState, state::StateType};

use crate::{
    conn::{Conn, Dialect},
    error::{Result, StoreError},
    history::{Counted, Span},
    params,
    row::Row,
};

/// All runs that have ended, by the interval in which they were expected to start, and by state.
pub(crate) async fn count_ended(conn: &mut Conn, span: Span) -> Result<Vec<Counted>> {
    let mut counted = Vec::new();
    for state_type in StateType::ALL.into_iter().filter(|state_type| state_type.is_terminal()) {
        let mut name = next_name(conn, state_type, None).await?;
        while let Some(of) = name {
            counted.extend(count_state(conn, state_type, &of, span).await?);
            name = next_name(conn, state_type, Some(&of)).await?;
        }
    }
    Ok(counted)
}

/// The first name of a state of this type, or the first after `last`.
async fn next_name(conn: &mut Conn, state_type: StateType, last: Option<&str>) -> Result<Option<String>> {
    let of_type =
        format!("SELECT MIN(state_name) FROM flow_runs WHERE state_type = '{}'", state_type.as_str());
    let name = |row: Row<'_>| row.get::<Option<String>>(0);
    let found = match last {
        None => conn.first(&of_type, &[], name).await?,
        Some(last) => conn.first(&format!("{of_type} AND state_name > $1"), &params![last], name).await?,
    };
    Ok(found.flatten())
}

/// Counts the runs that ended in a state. The type stands in the text, or SQLite would not see that the index holds all.
/// The three figures come as one text, because a subquery gives one column, and three would walk the index three times.
/// Runs that never started are not late, as they have ended.
async fn count_state(conn: &mut Conn, state_type: StateType, name: &str, span: Span) -> Result<Vec<Counted>> {
    let later = match conn.dialect() {
        Dialect::Sqlite => "MAX",
        Dialect::Postgres => "GREATEST",
    };
    let sql = format!(
        "WITH RECURSIVE intervals (since) AS (\
             SELECT CAST($1 AS BIGINT) UNION ALL \
             SELECT since + CAST($2 AS BIGINT) FROM intervals WHERE since < CAST($3 AS BIGINT)) \
         SELECT since, (\
             SELECT CAST(COUNT(*) AS TEXT) || ' ' || COALESCE(CAST(SUM(total_run_time) AS BIGINT), 0) \
                 || ' ' || COALESCE(CAST(SUM({later}(start_time - expected_start_time, 0)) AS BIGINT), 0) \
             FROM flow_runs WHERE state_type = '{}' AND state_name = $4 \
                 AND expected_start_time >= since AND expected_start_time < since + $2) \
         FROM intervals",
        state_type.as_str()
    );
    let (start, width) = (span.start.as_micros(), span.interval.as_micros().max(1));
    let last = span.start_of(span.intervals() - 1);
    let rows = conn
        .all(&sql, &params![start, width, last, name], |row| {
            let (since, figures): (i64, String) = (row.get(0)?, row.get(1)?);
            let mut figures = figures.split(' ').map(str::parse::<i64>);
            let mut figure = || match figures.next() {
                Some(Ok(figure)) => Ok(figure),
                _ => Err(StoreError::Column { column: 1, expected: "three figures" }),
            };
            let state = HistoryResponseState {
                state_type,
                state_name: name.to_owned(),
                count_runs: figure()?,
                sum_estimated_run_time: TimeDelta::from_micros(figure()?),
                sum_estimated_lateness: TimeDelta::from_micros(figure()?),
            };
            Ok(((since - start) / width, state))
        })
        .await?;
    Ok(rows.into_iter().filter(|(_, state)| state.count_runs > 0).collect())
}

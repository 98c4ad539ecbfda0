//! The history of flow runs: one row for each state that a run entered.

use weir_types::{
    Timestamp,
    ids::{FlowRunId, StateId},
    state::State,
};

use crate::{
    bulk::Bulk,
    conn::Conn,
    error::Result,
    params,
    states::{self, past_state_columns},
};

static STATES: Bulk<9> = states::history("flow_run_states", "flow_run_id", "");

/// A state that a run entered at an instant.
pub(crate) type Entry<'a> = (FlowRunId, &'a State, Timestamp);

/// Writes that runs entered states.
pub(crate) async fn insert(conn: &mut Conn, entries: &[Entry<'_>]) -> Result<()> {
    let rows = entries.iter().map(|(run, state, now)| states::entry(run.0, state, *now));
    STATES.insert(conn, rows.collect::<Result<_>>()?).await
}

/// The state with this id.
pub async fn read(conn: &mut Conn, id: StateId) -> Result<Option<State>> {
    conn.first(
        concat!("SELECT ", past_state_columns!(), " FROM flow_run_states WHERE id = $1"),
        &params![id],
        states::past_state,
    )
    .await
}

/// The states of a run, oldest first; none when there is no such run.
pub async fn list(conn: &mut Conn, run: FlowRunId) -> Result<Vec<State>> {
    conn.all(
        concat!(
            "SELECT ",
            past_state_columns!(),
            " FROM flow_run_states WHERE flow_run_id = $1 ORDER BY timestamp"
        ),
        &params![run],
        states::past_state,
    )
    .await
}

/// The instants from `earliest` on at which the run entered states.
pub(crate) async fn timestamps_from(
    conn: &mut Conn,
    run: FlowRunId,
    earliest: Timestamp,
) -> Result<Vec<Timestamp>> {
    conn.all(
        "SELECT timestamp FROM flow_run_states WHERE flow_run_id = $1 AND timestamp >= $2",
        &params![run, earliest],
        |row| row.get(0),
    )
    .await
}

//! The history of flow runs: one row for each state that a run entered.

use weir_types::{
    Timestamp,
    ids::{FlowRunId, StateId},
    state::State,
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    states::{self, past_state_columns},
};

/// Writes that the run entered the state.
pub(crate) async fn insert(conn: &mut Conn, run: FlowRunId, state: &State, now: Timestamp) -> Result<()> {
    conn.write(
        "INSERT INTO flow_run_states (id, flow_run_id, created, type, name, timestamp, message, data, state_details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            state.id,
            run,
            now,
            state.state_type,
            &state.name,
            state.timestamp,
            &state.message,
            states::stored_data(&state.data),
            states::stored_details(&state.state_details)?,
        ]
        .into(),
    )
    .await
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

//! The history of task runs: one row for each state that a run entered.

use weir_types::{
    Timestamp,
    ids::{StateId, TaskRunId},
    state::State,
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    states::{self, past_state_columns},
};

/// Writes that the run entered the state.
pub(crate) async fn insert(conn: &mut Conn, run: TaskRunId, state: &State, now: Timestamp) -> Result<()> {
    conn.execute(
        "INSERT INTO task_run_states (id, task_run_id, created, type, name, timestamp, message, data, state_details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            state.id,
            run,
            now,
            state.state_type,
            &state.name,
            state.timestamp,
            &state.message,
            states::stored_data(&state.data),
            states::stored_details(&state.state_details)?,
        ],
    )
    .await?;
    Ok(())
}

/// The state with this id.
pub async fn read(conn: &mut Conn, id: StateId) -> Result<Option<State>> {
    conn.first(
        concat!("SELECT ", past_state_columns!(), " FROM task_run_states WHERE id = $1"),
        &params![id],
        states::past_state,
    )
    .await
}

/// The states of a run, oldest first; none when there is no such run.
pub async fn list(conn: &mut Conn, run: TaskRunId) -> Result<Vec<State>> {
    conn.all(
        concat!(
            "SELECT ",
            past_state_columns!(),
            " FROM task_run_states WHERE task_run_id = $1 ORDER BY timestamp"
        ),
        &params![run],
        states::past_state,
    )
    .await
}

/// Forgets the states of a run.
pub(crate) async fn delete(conn: &mut Conn, run: TaskRunId) -> Result<()> {
    conn.execute("DELETE FROM task_run_states WHERE task_run_id = $1", &params![run]).await?;
    Ok(())
}

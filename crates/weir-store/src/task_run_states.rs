//! The history of task runs: one row for each state that a run entered.

use weir_types::{
    Timestamp,
    ids::{StateId, TaskRunId},
    state::State,
};

use crate::{
    bulk::Bulk,
    conn::Conn,
    error::Result,
    params,
    states::{self, past_state_columns},
};

static STATES: Bulk<9> = states::history("task_run_states", "task_run_id", "");

/// Writes that the run entered the state.
pub(crate) async fn insert(conn: &mut Conn, run: TaskRunId, state: &State, now: Timestamp) -> Result<()> {
    STATES.insert(conn, vec![states::entry(run.0, state, now)?]).await
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

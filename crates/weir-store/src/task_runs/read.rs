//! Task runs one by one.

use weir_types::{
    Patch, Timestamp,
    ids::TaskRunId,
    task_runs::{TaskRun, TaskRunUpdate},
};

use super::create::drawn_name;
use super::row::{task_run, task_run_columns};
use crate::{conn::Conn, error::Result, logs, params, task_run_states, update::Update};

/// The run with this id, with estimates as of `now`.
pub async fn read(conn: &mut Conn, id: TaskRunId, now: Timestamp) -> Result<Option<TaskRun>> {
    conn.first(
        concat!("SELECT ", task_run_columns!(), " FROM task_runs WHERE task_runs.id = $1"),
        &params![id],
        |row| task_run(row, now),
    )
    .await
}

/// The run with this id and the name of its flow run.
pub async fn read_with_flow_run_name(
    conn: &mut Conn,
    id: TaskRunId,
    now: Timestamp,
) -> Result<Option<(TaskRun, Option<String>)>> {
    let Some(run) = read(conn, id, now).await? else { return Ok(None) };
    let name = conn
        .first("SELECT name FROM flow_runs WHERE id = $1", &params![run.flow_run_id], |row| row.get(0))
        .await?;
    Ok(Some((run, name)))
}

/// Gives a run another name, if the update names one; says whether there is such a run.
pub async fn update(conn: &mut Conn, id: TaskRunId, update: &TaskRunUpdate, now: Timestamp) -> Result<bool> {
    let mut columns = Update::new("task_runs", now);
    if let Patch::Set(name) = &update.name {
        match name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => columns.set("name", name),
            None => columns.set("name", drawn_name(TaskRunId::generate())),
        }
    }
    columns.run(conn, id).await
}

/// Deletes a run with its states and log lines; says whether there was such a run.
pub async fn delete(conn: &mut Conn, id: TaskRunId) -> Result<bool> {
    if conn.execute("DELETE FROM task_runs WHERE id = $1", &params![id]).await? == 0 {
        return Ok(false);
    }
    task_run_states::delete(conn, id).await?;
    logs::delete_of_task_run(conn, id).await?;
    Ok(true)
}

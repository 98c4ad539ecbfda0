//! Background tasks: runs that wait for a task worker to pick them up.

use weir_types::{Timestamp, task_runs::TaskRun};

use super::row::{task_run, task_run_columns};
use crate::{
    conn::Conn,
    error::Result,
    param::{self, Param},
};

/// How many waiting runs are looked at.
const MOST: u32 = 1000;

/// The runs of these tasks that wait for a worker: those that come back for another try first, then the oldest.
pub async fn waiting(conn: &mut Conn, task_keys: &[String], now: Timestamp) -> Result<Vec<TaskRun>> {
    let sql = format!(
        concat!(
            "SELECT ",
            task_run_columns!(),
            " FROM task_runs WHERE state_type = 'SCHEDULED' AND state_details LIKE '%\"deferred\":true%' \
             AND task_key IN ({}) \
             ORDER BY CASE state_name WHEN 'AwaitingRetry' THEN 0 ELSE 1 END, state_timestamp, id LIMIT {}"
        ),
        param::placeholders(1, task_keys.len()),
        MOST,
    );
    let keys: Vec<Param<'_>> = task_keys.iter().map(Param::from).collect();
    conn.all(&sql, &keys, |row| task_run(row, now)).await
}

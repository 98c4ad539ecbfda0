//! Reading flow runs one by one.

use weir_types::{
    Timestamp,
    flow_runs::FlowRun,
    ids::{FlowId, FlowRunId},
};

use super::row::{flow_run, flow_run_columns, flow_run_joins};
use crate::{conn::Conn, error::Result, params};

/// The run with this id, with estimates as of `now`.
pub async fn read(conn: &mut Conn, id: FlowRunId, now: Timestamp) -> Result<Option<FlowRun>> {
    conn.first(
        concat!(
            "SELECT ",
            flow_run_columns!(),
            " FROM flow_runs ",
            flow_run_joins!(),
            " WHERE flow_runs.id = $1"
        ),
        &params![id],
        |row| flow_run(row, now),
    )
    .await
}

/// The run of a flow with this idempotency key.
pub(super) async fn read_by_key(
    conn: &mut Conn,
    flow: FlowId,
    key: &str,
    now: Timestamp,
) -> Result<Option<FlowRun>> {
    conn.first(
        concat!(
            "SELECT ",
            flow_run_columns!(),
            " FROM flow_runs ",
            flow_run_joins!(),
            " WHERE flow_runs.flow_id = $1 AND flow_runs.idempotency_key = $2"
        ),
        &params![flow, key],
        |row| flow_run(row, now),
    )
    .await
}

/// The name of the run with this id.
pub async fn name(conn: &mut Conn, id: FlowRunId) -> Result<Option<String>> {
    conn.first("SELECT name FROM flow_runs WHERE id = $1", &params![id], |row| row.get(0)).await
}

//! What is left of runs that were cancelled: their tasks and subflows, and runs whose cancelling never ends.

use weir_engine::{Env, FlowRunRules, TaskRunRules};
use weir_types::{
    Timestamp,
    ids::{FlowRunId, TaskRunId},
    orchestration::SetStateStatus,
    state::{State, StateType},
};

use super::set_state;
use crate::{conn::Conn, error::Result, params, row::Row, task_runs};

/// What is said of tasks and subflows.
const OF_PARENT: &str = "The parent flow run was cancelled.";

/// The states that are not the last one.
macro_rules! unfinished {
    ($column:literal) => {
        concat!($column, " IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')")
    };
}

/// Task runs that have not ended of flow runs that were cancelled since then.
pub async fn cancelled_children(conn: &mut Conn, since: Timestamp, limit: i64) -> Result<Vec<TaskRunId>> {
    let sql = concat!(
        "SELECT t.id FROM flow_runs AS f JOIN task_runs AS t ON t.flow_run_id = f.id \
         WHERE f.end_time >= $1 AND f.state_type = 'CANCELLED' AND ",
        unfinished!("t.state_type"),
        " LIMIT $2"
    );
    conn.all(sql, &params![since, limit], |row| row.get(0)).await
}

/// Cancels those of the task runs that have not ended yet; answers how many.
pub async fn cancel_children(conn: &mut Conn, tasks: &[TaskRunId], env: &Env) -> Result<u64> {
    let sql = format!(
        concat!("SELECT 1 FROM task_runs WHERE id = $1 AND ", unfinished!("state_type"), "{}"),
        conn.dialect().for_update()
    );
    let mut cancelled = 0;
    for task in tasks {
        if !conn.exists(&sql, &params![*task]).await? {
            continue;
        }
        let state = State::new(StateType::Cancelled, env.now).with_message(OF_PARENT);
        task_runs::set_state(conn, *task, &state, TaskRunRules::Minimal, &env.renewed()).await?;
        cancelled += 1;
    }
    Ok(cancelled)
}

/// Subflows that have not ended of flow runs that were cancelled since then. Those of deployments that are being
/// cancelled already have a worker that sees to it.
pub async fn cancelled_subflows(conn: &mut Conn, since: Timestamp, limit: i64) -> Result<Vec<FlowRunId>> {
    let sql = concat!(
        "SELECT s.id FROM flow_runs AS f JOIN task_runs AS t ON t.flow_run_id = f.id \
         JOIN flow_runs AS s ON s.parent_task_run_id = t.id \
         WHERE f.end_time >= $1 AND f.state_type = 'CANCELLED' AND ",
        unfinished!("s.state_type"),
        " AND NOT (s.deployment_id IS NOT NULL AND s.state_type = 'CANCELLING') LIMIT $2"
    );
    conn.all(sql, &params![since, limit], |row| row.get(0)).await
}

/// Cancels those of the subflows that have not ended yet; answers how many. Runs of deployments are told to end, so that
/// their workers end the processes.
pub async fn cancel_subflows(conn: &mut Conn, subflows: &[FlowRunId], env: &Env) -> Result<u64> {
    let sql = format!(
        concat!(
            "SELECT deployment_id IS NOT NULL FROM flow_runs WHERE id = $1 AND ",
            unfinished!("state_type"),
            " AND NOT (deployment_id IS NOT NULL AND state_type = 'CANCELLING'){}"
        ),
        conn.dialect().for_update()
    );
    let mut cancelled = 0;
    for run in subflows {
        let deployed = conn.first(&sql, &params![*run], |row: Row<'_>| row.get::<bool>(0)).await?;
        let Some(deployed) = deployed else { continue };
        let kind = if deployed { StateType::Cancelling } else { StateType::Cancelled };
        let state = State::new(kind, env.now).with_message(OF_PARENT);
        set_state(conn, *run, &state, FlowRunRules::Minimal, &env.renewed()).await?;
        cancelled += 1;
    }
    Ok(cancelled)
}

/// Runs that are being cancelled since before then.
pub async fn stuck_in_cancelling(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<FlowRunId>> {
    let sql = "SELECT id FROM flow_runs WHERE state_type = 'CANCELLING' AND state_timestamp <= $1
               ORDER BY state_timestamp LIMIT $2";
    conn.all(sql, &params![before, limit], |row| row.get(0)).await
}

/// Ends those of the runs that are being cancelled since before then, as far as the rules allow it; answers how many.
pub async fn end_cancelling(
    conn: &mut Conn,
    runs: &[FlowRunId],
    before: Timestamp,
    env: &Env,
) -> Result<u64> {
    let sql = format!(
        "SELECT 1 FROM flow_runs WHERE id = $1 AND state_type = 'CANCELLING' AND state_timestamp <= $2{}",
        conn.dialect().for_update()
    );
    let mut ended = 0;
    for run in runs {
        if !conn.exists(&sql, &params![*run, before]).await? {
            continue;
        }
        let message = "Flow run cancellation timed out; marked this flow run as Cancelled.";
        let state = State::new(StateType::Cancelled, env.now).with_message(message);
        let answer = set_state(conn, *run, &state, FlowRunRules::Core, &env.renewed()).await?;
        ended += u64::from(answer.is_some_and(|answer| answer.status == SetStateStatus::Accept));
    }
    Ok(ended)
}

//! What follows from a verdict outside the task run's own row.

use weir_engine::{Effect, Env, TaskRunRules};
use weir_types::{
    Timestamp,
    ids::{FlowRunId, StateId, TaskRunId},
    state::{State, StateType},
};

use super::transition::set_state;
use crate::{concurrency_leases, conn::Conn, error::Result, params};

/// Performs the effects of a verdict on a task run, in their order.
pub(super) async fn perform_all(conn: &mut Conn, effects: Vec<Effect>, env: &Env) -> Result<()> {
    for effect in effects {
        perform(conn, effect, env).await?;
    }
    Ok(())
}

/// Performs an effect that concerns task runs.
pub(crate) async fn perform(conn: &mut Conn, effect: Effect, env: &Env) -> Result<()> {
    match effect {
        Effect::TakeSlots(lease) => concurrency_leases::take(conn, &lease, env).await,
        Effect::ReleaseTaskSlots { task_run } => {
            concurrency_leases::release_of_task_run(conn, task_run, env).await
        }
        Effect::SetParentTaskRunState { task_run, state } => force(conn, task_run, &state, env).await,
        Effect::RetryFailedTaskRuns { flow_run, scheduled_time } => {
            retry_failed(conn, flow_run, scheduled_time, env).await
        }
        Effect::CacheState { key, expiration, state } => {
            conn.execute(
                "INSERT INTO task_run_state_cache (cache_key, created, cache_expiration, task_run_state_id)
                 VALUES ($1, $2, $3, $4)",
                &params![key, env.now, expiration, state],
            )
            .await?;
            Ok(())
        }
        // The run's own row is the queue: it is scheduled and deferred. The rest concerns flow runs.
        Effect::EnqueueTaskRun { .. }
        | Effect::RenewLease { .. }
        | Effect::KeepLease { .. }
        | Effect::ReleaseDeploymentSlot { .. } => Ok(()),
    }
}

/// Forces a run into a state, if there is such a run.
async fn force(conn: &mut Conn, id: TaskRunId, state: &State, env: &Env) -> Result<()> {
    let rules = TaskRunRules::choose(state, true);
    // Boxed, since effects may cause transitions and those effects again.
    Box::pin(set_state(conn, id, state, rules, env)).await?;
    Ok(())
}

async fn retry_failed(
    conn: &mut Conn,
    flow_run: FlowRunId,
    scheduled_time: Timestamp,
    env: &Env,
) -> Result<()> {
    let failed = conn
        .all(
            "SELECT id FROM task_runs WHERE flow_run_id = $1 AND state_type = $2 ORDER BY id",
            &params![flow_run, StateType::Failed],
            |row| row.get::<TaskRunId>(0),
        )
        .await?;
    for id in failed {
        let mut state = State::new(StateType::Scheduled, env.now).named("AwaitingRetry");
        state.id = StateId::generate();
        state.state_details.scheduled_time = Some(scheduled_time);
        force(conn, id, &state, env).await?;
        conn.execute("UPDATE task_runs SET run_count = 0 WHERE id = $1", &params![id]).await?;
    }
    Ok(())
}

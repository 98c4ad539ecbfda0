//! Changes of state: load what the decision rests on, let the engine decide, write what it decided.

use weir_engine::{
    Bookkeeping, Env, TaskRunContext, TaskRunFacts, TaskRunRules, TaskRunWrites, Verdict,
    orchestrate_task_run,
};
use weir_types::{ids::TaskRunId, orchestration::OrchestrationResult, state::State};

use super::{effects, facts, row};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    params, results,
    row::Row,
    states, task_run_states,
    update::Update,
};

/// Proposes a state for a run, under `rules`. `proposed` carries a fresh id and the instant of the request. None when
/// there is no such run.
pub async fn set_state(
    conn: &mut Conn,
    id: TaskRunId,
    proposed: &State,
    rules: TaskRunRules,
    env: &Env,
) -> Result<Option<OrchestrationResult>> {
    let Some(mut context) = load(conn, id, env).await? else { return Ok(None) };
    context.facts = facts::load(conn, &context, proposed, rules).await?;
    let verdict = orchestrate_task_run(&context, proposed.clone(), rules);
    write(conn, &context, &verdict).await?;
    let answer = verdict.result(context.state.as_ref());
    effects::perform_all(conn, verdict.effects, env).await?;
    Ok(Some(answer))
}

macro_rules! load_sql {
    ($lock:literal) => {
        concat!(
            "SELECT flow_run_id, run_count, start_time, end_time, total_run_time, expected_start_time, \
             next_scheduled_start_time, flow_run_run_count, empirical_policy, tags, ",
            states::current_state_columns!("task_runs"),
            " FROM task_runs WHERE id = $1",
            $lock
        )
    };
}

async fn load(conn: &mut Conn, id: TaskRunId, env: &Env) -> Result<Option<TaskRunContext>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => load_sql!(""),
        Dialect::Postgres => load_sql!(" FOR UPDATE"),
    };
    conn.first(sql, &params![id], |row| loaded(row, id, env)).await
}

fn loaded(row: Row<'_>, id: TaskRunId, env: &Env) -> Result<TaskRunContext> {
    let mut columns = row.columns();
    Ok(TaskRunContext {
        id,
        flow_run_id: columns.take()?,
        bookkeeping: Bookkeeping {
            run_count: columns.take()?,
            start_time: columns.take()?,
            end_time: columns.take()?,
            total_run_time: columns.take()?,
            expected_start_time: columns.take()?,
            next_scheduled_start_time: columns.take()?,
        },
        flow_run_run_count: columns.take()?,
        policy: row::policy(&mut columns)?,
        tags: columns.take()?,
        state: states::current_state(&mut columns)?,
        env: env.clone(),
        facts: TaskRunFacts::default(),
    })
}

async fn write(conn: &mut Conn, context: &TaskRunContext, verdict: &Verdict<TaskRunWrites>) -> Result<()> {
    let now = context.env.now;
    update_run(conn, context, verdict).await?;
    let Some(entered) = &verdict.new_state else { return Ok(()) };
    task_run_states::insert(conn, context.id, entered, now).await?;
    results::keep(conn, &entered.data, results::Owner::TaskRun(context.id, context.flow_run_id), now).await
}

/// Writes what changed of the run's own row.
async fn update_run(
    conn: &mut Conn,
    context: &TaskRunContext,
    verdict: &Verdict<TaskRunWrites>,
) -> Result<()> {
    let mut update = Update::new("task_runs", context.env.now);
    if let Some(entered) = &verdict.new_state {
        states::enter(&mut update, context.state.as_ref(), entered)?;
    }
    states::keep_books(&mut update, &context.bookkeeping, &verdict.bookkeeping);
    let flow_run_run_count = verdict.writes.flow_run_run_count;
    update.set_if(flow_run_run_count != context.flow_run_run_count, "flow_run_run_count", flow_run_run_count);
    update.run_if_changed(conn, context.id).await
}

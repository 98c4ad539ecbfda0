//! What the decision on a task run's state rests on beside the run itself.

use weir_engine::{ParentFlowRun, TaskRunContext, TaskRunFacts, TaskRunRules, task_run_facts_needed};
use weir_types::{Timestamp, ids::FlowRunId, state::State};

use crate::{concurrency_limits_v2, conn::Conn, error::Result, params, states, task_run_states};

/// Loads what the engine asks for.
pub(super) async fn load(
    conn: &mut Conn,
    context: &TaskRunContext,
    proposed: &State,
    rules: TaskRunRules,
) -> Result<TaskRunFacts> {
    let needed = task_run_facts_needed(context, proposed, rules);
    let mut facts = TaskRunFacts::default();
    if let Some(id) = needed.flow_run {
        facts.flow_run = flow_run(conn, id).await?;
    }
    if let Some(key) = &needed.cache_key {
        facts.cached_state = cached_state(conn, key, context.env.now).await?;
    }
    if needed.tag_limits {
        facts.tag_limits = concurrency_limits_v2::of_tags(conn, &context.tags, context.env.now).await?;
    }
    Ok(facts)
}

async fn flow_run(conn: &mut Conn, id: FlowRunId) -> Result<Option<ParentFlowRun>> {
    conn.first(
        concat!(
            "SELECT run_count, ",
            states::current_state_columns!("flow_runs"),
            " FROM flow_runs WHERE id = $1"
        ),
        &params![id],
        |row| {
            let mut columns = row.columns();
            Ok(ParentFlowRun { run_count: columns.take()?, state: states::current_state(&mut columns)? })
        },
    )
    .await
}

/// The state that was cached last under the key and has not expired.
async fn cached_state(conn: &mut Conn, key: &str, now: Timestamp) -> Result<Option<State>> {
    let id = conn
        .first(
            "SELECT task_run_state_id FROM task_run_state_cache
             WHERE cache_key = $1 AND (cache_expiration IS NULL OR cache_expiration > $2)
             ORDER BY created DESC LIMIT 1",
            &params![key, now],
            |row| row.get(0),
        )
        .await?;
    match id {
        Some(id) => task_run_states::read(conn, id).await,
        None => Ok(None),
    }
}

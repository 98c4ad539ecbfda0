//! Changes of state: load what the decision rests on, let the engine decide, write what it decided.

use std::collections::HashMap;

use weir_engine::{
    Bookkeeping, Env, FlowRunContext, FlowRunFacts, FlowRunRules, FlowRunWrites, Verdict,
    flow_run_facts_needed, orchestrate_flow_run,
};
use weir_types::{
    filters::queries::RunFilters,
    flow_runs::{CreatedBy, FlowRunOrchestrationResult},
    ids::{FlowId, FlowRunId, StateId},
    orchestration::OrchestrationResult,
    state::{State, StateCreate},
};

use super::{
    effects,
    events::{self, Origin, Related, Subject},
    lists::list_ids,
    row, slots,
};
use crate::{
    concurrency_leases,
    conn::{Conn, Dialect},
    error::Result,
    events::NewEvent,
    flow_run_states,
    param::Param,
    params, results,
    row::Row,
    states,
    update::Update,
};

/// Proposes a state for a run, under `rules`. `proposed` carries a fresh id and the instant of the request. None when
/// there is no such run.
pub async fn set_state(
    conn: &mut Conn,
    id: FlowRunId,
    proposed: &State,
    rules: FlowRunRules,
    env: &Env,
) -> Result<Option<OrchestrationResult>> {
    let Some(run) = load(conn, id, env).await? else { return Ok(None) };
    transition(conn, run, proposed, rules).await.map(Some)
}

/// Proposes a state for the newest runs that pass the filters, at most `limit`, one after the other.
pub async fn set_states(
    conn: &mut Conn,
    filters: &RunFilters,
    limit: i64,
    proposed: &StateCreate,
    rules: FlowRunRules,
    env: &Env,
) -> Result<Vec<FlowRunOrchestrationResult>> {
    let ids = list_ids(conn, filters, limit).await?;
    let mut results = Vec::with_capacity(ids.len());
    for id in ids {
        let state = proposed.clone().into_state(StateId::generate(), env.now);
        if let Some(result) = set_state(conn, id, &state, rules, &env.renewed()).await? {
            let OrchestrationResult { state, status, details } = result;
            results.push(FlowRunOrchestrationResult { flow_run_id: id, status, state, details });
        }
    }
    Ok(results)
}

/// Proposes a state for a loaded run.
pub(super) async fn transition(
    conn: &mut Conn,
    mut run: Loaded,
    proposed: &State,
    rules: FlowRunRules,
) -> Result<OrchestrationResult> {
    run.context.facts = facts(conn, &run.context, proposed, rules).await?;
    let verdict = orchestrate_flow_run(&run.context, proposed.clone(), rules);
    write(conn, &run, &verdict).await?;
    let answer = verdict.result(run.context.state.as_ref());
    effects::perform(conn, verdict.effects, &run.context.env).await?;
    Ok(answer)
}

/// A run on its way from state to state.
pub(super) struct Loaded {
    pub(super) context: FlowRunContext,
    name: String,
    tags: Vec<String>,
    created_by: Option<CreatedBy>,
    pub(super) flow: Related,
    pub(super) origin: Origin,
}

macro_rules! load_sql {
    ($rest:literal) => {
        concat!(
            "SELECT r.deployment_id, r.parent_task_run_id, r.work_queue_id, r.infrastructure_pid, r.empirical_policy, \
             r.run_count, r.start_time, r.end_time, r.total_run_time, r.expected_start_time, \
             r.next_scheduled_start_time, r.name, r.tags, r.created_by, f.id, f.name, f.tags, ",
            states::current_state_columns!("r"),
            ", r.id FROM flow_runs AS r JOIN flows AS f ON f.id = r.flow_id WHERE ",
            $rest
        )
    };
}

pub(super) async fn load(conn: &mut Conn, id: FlowRunId, env: &Env) -> Result<Option<Loaded>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => load_sql!("r.id = $1"),
        Dialect::Postgres => load_sql!("r.id = $1 FOR UPDATE OF r"),
    };
    conn.first(sql, &params![id], |row| loaded(row, env)).await
}

/// Loads runs, each with the circumstances of its request, on PostgreSQL. They are locked in the order of their ids, so
/// that no two units wait for each other.
pub(super) async fn load_all(conn: &mut Conn, wanted: &HashMap<FlowRunId, &Env>) -> Result<Vec<Loaded>> {
    let ids = [Param::Array(wanted.keys().map(|id| Param::from(*id)).collect())];
    let sql = load_sql!("r.id = ANY(CAST($1 AS UUID[])) ORDER BY r.id FOR UPDATE OF r");
    let rows = conn.all(sql, &ids, |row| {
        let id = row.get(ID)?;
        wanted.get(&id).map(|env| loaded(row, env)).transpose()
    });
    Ok(rows.await?.into_iter().flatten().collect())
}

/// The column that holds the id.
const ID: usize = 24;

fn loaded(row: Row<'_>, env: &Env) -> Result<Loaded> {
    let id = row.get(ID)?;
    let mut columns = row.columns();
    let origin =
        Origin { deployment: columns.take()?, parent_task_run: columns.take()?, work_queue: columns.take()? };
    let infrastructure_pid: Option<String> = columns.take()?;
    let policy = row::policy(&mut columns)?;
    let bookkeeping = Bookkeeping {
        run_count: columns.take()?,
        start_time: columns.take()?,
        end_time: columns.take()?,
        total_run_time: columns.take()?,
        expected_start_time: columns.take()?,
        next_scheduled_start_time: columns.take()?,
    };
    let (name, tags, created_by) = (columns.take()?, columns.take()?, row::json(&mut columns)?);
    let flow = Related::flow(columns.take::<FlowId>()?, columns.take()?, columns.take()?);
    Ok(Loaded {
        context: FlowRunContext {
            id,
            state: states::current_state(&mut columns)?,
            bookkeeping,
            policy,
            deployment_id: origin.deployment,
            parent_task_run_id: origin.parent_task_run,
            has_infrastructure: infrastructure_pid.is_some_and(|pid| !pid.is_empty()),
            env: env.clone(),
            facts: FlowRunFacts::default(),
        },
        name,
        tags,
        created_by,
        flow,
        origin,
    })
}

async fn facts(
    conn: &mut Conn,
    context: &FlowRunContext,
    proposed: &State,
    rules: FlowRunRules,
) -> Result<FlowRunFacts> {
    let needed = flow_run_facts_needed(context, proposed, rules);
    let mut facts = FlowRunFacts::default();
    if let Some(deployment) = needed.deployment {
        facts.deployment = slots::deployment_fact(conn, deployment, context.env.now).await?;
    }
    if let Some(lease) = needed.lease {
        facts.lease_exists = concurrency_leases::exists(conn, lease).await?;
    }
    if let Some(earliest) = needed.timestamps_from {
        facts.later_timestamps = flow_run_states::timestamps_from(conn, context.id, earliest).await?;
    }
    Ok(facts)
}

async fn write(conn: &mut Conn, run: &Loaded, verdict: &Verdict<FlowRunWrites>) -> Result<()> {
    let context = &run.context;
    let now = context.env.now;
    update_run(conn, context, verdict).await?;
    let Some(entered) = &verdict.new_state else { return Ok(()) };
    flow_run_states::insert(conn, &[(context.id, entered, now)]).await?;
    results::keep(conn, &entered.data, results::Owner::FlowRun(context.id), now).await?;
    let related = events::related(conn, run.flow.clone(), run.origin).await?;
    let event = changed(run, verdict.bookkeeping.run_count, entered, &related)?;
    crate::events::append(conn, &[event], now).await
}

/// The event that says that the run entered a state.
pub(super) fn changed(
    run: &Loaded,
    run_count: i64,
    entered: &State,
    related: &[Related],
) -> Result<NewEvent> {
    let subject = Subject {
        id: run.context.id,
        name: &run.name,
        run_count,
        tags: &run.tags,
        created_by: run.created_by.as_ref(),
        related,
    };
    events::state_change(&subject, run.context.state.as_ref(), entered)
}

/// Writes what changed of the run's own row. Columns that stay as they are stay out of the statement: each of them
/// would have its indexes written anew.
async fn update_run(
    conn: &mut Conn,
    context: &FlowRunContext,
    verdict: &Verdict<FlowRunWrites>,
) -> Result<()> {
    let policy = verdict.writes.policy.as_ref().map(row::stored_policy).transpose()?;
    let mut update = Update::new("flow_runs", context.env.now);
    if let Some(entered) = &verdict.new_state {
        states::enter(&mut update, context.state.as_ref(), entered)?;
    }
    states::keep_books(&mut update, &context.bookkeeping, &verdict.bookkeeping);
    if let Some(policy) = policy {
        update.set("empirical_policy", policy);
    }
    update.run_if_changed(conn, context.id).await
}

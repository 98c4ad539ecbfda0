//! Making task runs.

use weir_engine::{
    Bookkeeping, Env, TaskRunContext, TaskRunFacts, TaskRunRules, Verdict, orchestrate_task_run,
};
use weir_types::{
    JsonObject, Labels, TimeDelta,
    ids::{FlowRunId, StateId, TaskRunId},
    state::{State, StateType},
    task_runs::{TaskRun, TaskRunCreate},
};

use super::{
    effects,
    row::{self, task_run, task_run_columns},
};
use crate::{conn::Conn, error::Result, params, results, task_run_states};

/// What became of a wanted run.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// It was made.
    New(Box<TaskRun>),
    /// There is a run with these keys.
    Existing(Box<TaskRun>),
    /// The flow run does not exist, or the id is taken.
    BrokenReference,
}

/// Makes a run with its first state, which hardly a rule governs: pending, if none is given.
pub async fn create(conn: &mut Conn, create: &TaskRunCreate, env: &Env) -> Result<Created> {
    let labels = match create.flow_run_id {
        Some(flow_run) => match flow_run_labels(conn, flow_run).await? {
            Some(of_flow_run) => labels(create, flow_run, of_flow_run)?,
            None => return Ok(Created::BrokenReference),
        },
        // The database does not keep the keys of runs without a flow run apart.
        None => match existing(conn, create, env).await? {
            Some(run) => return Ok(Created::Existing(run)),
            None => create.labels.clone().unwrap_or_default(),
        },
    };
    let id = create.id.unwrap_or_else(TaskRunId::generate);
    let proposed = match &create.state {
        Some(state) => state.clone().into_state(StateId::generate(), env.now),
        None => State::new(StateType::Pending, env.now),
    };
    let context = TaskRunContext {
        id,
        flow_run_id: create.flow_run_id,
        state: None,
        bookkeeping: Bookkeeping::default(),
        flow_run_run_count: 0,
        policy: create.empirical_policy.clone(),
        tags: create.tags.clone(),
        env: env.clone(),
        facts: TaskRunFacts::default(),
    };
    let rules = TaskRunRules::choose(&proposed, true);
    let verdict = orchestrate_task_run(&context, proposed, rules);
    let Verdict { new_state: state, bookkeeping, effects, .. } = verdict;
    let mut run = TaskRun {
        id,
        created: env.now,
        updated: env.now,
        name: create.name.clone().unwrap_or_else(|| drawn_name(id)),
        flow_run_id: create.flow_run_id,
        task_key: create.task_key.clone(),
        dynamic_key: create.dynamic_key.clone(),
        cache_key: create.cache_key.clone(),
        cache_expiration: create.cache_expiration,
        task_version: create.task_version.clone(),
        empirical_policy: context.policy,
        tags: create.tags.clone(),
        labels: Some(labels),
        state_id: None,
        task_inputs: create.task_inputs.clone(),
        state_type: None,
        state_name: None,
        run_count: bookkeeping.run_count,
        flow_run_run_count: verdict.writes.flow_run_run_count,
        expected_start_time: bookkeeping.expected_start_time,
        next_scheduled_start_time: bookkeeping.next_scheduled_start_time,
        start_time: bookkeeping.start_time,
        end_time: bookkeeping.end_time,
        total_run_time: bookkeeping.total_run_time,
        estimated_run_time: TimeDelta::ZERO,
        estimated_start_time_delta: TimeDelta::ZERO,
        state,
    };
    if !row::insert(conn, &run).await? {
        let existing = existing(conn, create, env).await?;
        return Ok(existing.map_or(Created::BrokenReference, Created::Existing));
    }
    row::mirror_state(&mut run, env.now);
    if let Some(state) = &run.state {
        task_run_states::insert(conn, id, state, env.now).await?;
        results::keep(conn, &state.data, results::Owner::TaskRun(id, run.flow_run_id), env.now).await?;
    }
    effects::perform_all(conn, effects, env).await?;
    Ok(Created::New(Box::new(run)))
}

/// A name for a run that was given none, drawn from the random bits of its id.
pub(super) fn drawn_name(id: TaskRunId) -> String {
    weir_engine::names::run_name(id.0.as_u64_pair().1)
}

/// The run that has the wanted keys already.
async fn existing(conn: &mut Conn, create: &TaskRunCreate, env: &Env) -> Result<Option<Box<TaskRun>>> {
    let sql = match create.flow_run_id {
        Some(_) => concat!(
            "SELECT ",
            task_run_columns!(),
            " FROM task_runs WHERE task_key = $1 AND dynamic_key = $2 AND flow_run_id = $3"
        ),
        None => concat!(
            "SELECT ",
            task_run_columns!(),
            " FROM task_runs WHERE task_key = $1 AND dynamic_key = $2 AND flow_run_id IS NULL LIMIT 1"
        ),
    };
    let keys = params![&create.task_key, &create.dynamic_key, create.flow_run_id];
    let keys = if create.flow_run_id.is_some() { &keys[..] } else { &keys[..2] };
    Ok(conn.first(sql, keys, |row| task_run(row, env.now)).await?.map(Box::new))
}

async fn flow_run_labels(conn: &mut Conn, id: FlowRunId) -> Result<Option<JsonObject>> {
    conn.first("SELECT labels FROM flow_runs WHERE id = $1", &params![id], |row| row.get(0)).await
}

/// The labels of the flow run, then its id, then those that the client gave.
fn labels(create: &TaskRunCreate, flow_run: FlowRunId, of_flow_run: JsonObject) -> Result<Labels> {
    let own: JsonObject = serde_json::from_str(&format!("{{\"prefect.flow-run.id\":\"{flow_run}\"}}"))?;
    let labels = Labels::from_stored(of_flow_run).merged(&own);
    Ok(match &create.labels {
        Some(given) => labels.merged(given.as_object()),
        None => labels,
    })
}

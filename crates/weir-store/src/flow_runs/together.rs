//! Many flow runs in one unit, on PostgreSQL: what clients ask for at the same time.
//!
//! Only what is usual goes together: runs that refer to nothing but their flow, and states from which nothing follows.
//! The rules are the same, since they are decided by the same functions; everything else runs alone.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use weir_engine::{
    Env, FlowRunFactsNeeded, FlowRunRules, FlowRunWrites, Verdict, flow_run_facts_needed,
    orchestrate_flow_run,
};
use weir_types::{
    flow_runs::{CreatedBy, FlowRun, FlowRunCreate},
    ids::{FlowId, FlowRunId},
    orchestration::OrchestrationResult,
    state::State,
};

use super::{
    Created,
    create::{self, Flow},
    draft::{Draft, drawn_up},
    events::{Origin, Related},
    row,
    transition::{self, Loaded},
};
use crate::{
    bulk,
    conn::Conn,
    error::Result,
    events::{self, NewEvent},
    flow_run_states,
    param::Param,
    params,
    postgres::Gathered,
    states,
};

/// A run that a client wants.
pub struct Wanted {
    /// What the client says of it.
    pub create: FlowRunCreate,
    /// Who wants it, if that is told.
    pub created_by: Option<CreatedBy>,
    /// The circumstances of the request.
    pub env: Env,
}

impl Gathered for Wanted {
    type Answer = Created;

    fn together<'c>(conn: &'c mut Conn, requests: &'c [Self]) -> BoxFuture<'c, Result<Vec<Option<Created>>>> {
        Box::pin(create_all(conn, requests))
    }

    fn alone<'c>(conn: &'c mut Conn, request: &'c Self) -> BoxFuture<'c, Result<Created>> {
        Box::pin(create::create(conn, &request.create, request.created_by.as_ref(), &request.env))
    }
}

impl Wanted {
    fn is_usual(&self) -> bool {
        let create = &self.create;
        create.deployment_id.is_none()
            && create.work_pool_name.is_none()
            && create.idempotency_key.is_none()
            && create.parent_task_run_id.is_none()
            && create.infrastructure_document_id.is_none()
    }

    /// The run and its event, if it is as usual.
    fn made(&self, flow: &Flow) -> Result<Option<(FlowRun, NewEvent)>> {
        let labels = create::labels_in_flow(&self.create, flow)?;
        let draft = Draft::of(&self.create, self.created_by.as_ref(), None, labels, &self.env);
        let (mut run, effects) = drawn_up(draft, &self.env);
        row::mirror_state(&mut run, self.env.now);
        let Some(state) = &run.state else { return Ok(None) };
        if !effects.is_empty() || states::stored_data(&state.data).is_some() {
            return Ok(None);
        }
        let related = [Related::flow(run.flow_id, flow.name.clone(), flow.tags.clone())];
        let event = create::begun(&run, state, &related)?;
        Ok(Some((run, event)))
    }
}

async fn create_all(conn: &mut Conn, requests: &[Wanted]) -> Result<Vec<Option<Created>>> {
    let flows = flows(conn, requests).await?;
    let mut made = Vec::with_capacity(requests.len());
    let mut told = Vec::with_capacity(requests.len());
    for wanted in requests {
        let flow = flows.get(&wanted.create.flow_id).filter(|_| wanted.is_usual());
        let (run, event) = flow.map(|flow| wanted.made(flow)).transpose()?.flatten().unzip();
        made.push(run);
        told.extend(event);
    }
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for run in made.iter().flatten() {
        rows.push(row::values(run)?);
        entries.extend(run.state.as_ref().map(|state| (run.id, state, run.created)));
    }
    row::RUNS.insert(conn, rows).await?;
    flow_run_states::insert(conn, &entries).await?;
    if let Some(first) = requests.first() {
        events::append(conn, &told, first.env.now).await?;
    }
    Ok(made.into_iter().map(|run| run.map(|run| Created::New(Box::new(run)))).collect())
}

async fn flows(conn: &mut Conn, requests: &[Wanted]) -> Result<HashMap<FlowId, Flow>> {
    let mut ids: Vec<FlowId> = requests.iter().map(|wanted| wanted.create.flow_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids = Param::Array(ids.into_iter().map(Param::from).collect());
    let sql = "SELECT id, name, tags, labels FROM flows WHERE id = ANY(CAST($1 AS UUID[]))";
    let found = conn
        .all(sql, &[ids], |row| {
            let mut columns = row.columns();
            Ok((columns.take()?, create::flow_row(&mut columns)?))
        })
        .await?;
    Ok(found.into_iter().collect())
}

/// A state that a client proposes for a run.
pub struct Proposal {
    /// The run.
    pub run: FlowRunId,
    /// The state, with a fresh id and the instant of the request.
    pub state: State,
    /// The rules that govern it.
    pub rules: FlowRunRules,
    /// The circumstances of the request.
    pub env: Env,
}

impl Gathered for Proposal {
    type Answer = Option<OrchestrationResult>;

    fn together<'c>(
        conn: &'c mut Conn,
        requests: &'c [Self],
    ) -> BoxFuture<'c, Result<Vec<Option<Self::Answer>>>> {
        Box::pin(set_all(conn, requests))
    }

    fn alone<'c>(conn: &'c mut Conn, request: &'c Self) -> BoxFuture<'c, Result<Self::Answer>> {
        Box::pin(transition::set_state(conn, request.run, &request.state, request.rules, &request.env))
    }
}

/// A run that has been decided on.
struct Decided {
    run: Loaded,
    verdict: Verdict<FlowRunWrites>,
}

async fn set_all(
    conn: &mut Conn,
    proposals: &[Proposal],
) -> Result<Vec<Option<Option<OrchestrationResult>>>> {
    let mut wanted = HashMap::with_capacity(proposals.len());
    for proposal in proposals {
        // Of two for one run the second rests on what the first has brought about.
        wanted.entry(proposal.run).or_insert(&proposal.env);
    }
    let loaded = transition::load_all(conn, &wanted).await?;
    let mut loaded: HashMap<FlowRunId, Loaded> =
        loaded.into_iter().map(|run| (run.context.id, run)).collect();
    let decided: Vec<Option<Decided>> = proposals
        .iter()
        .map(|proposal| loaded.remove(&proposal.run).and_then(|run| decide(run, proposal)))
        .collect();
    write(conn, &decided).await?;
    let answer = |decided: Decided| Some(decided.verdict.result(decided.run.context.state.as_ref()));
    Ok(decided.into_iter().map(|decided| decided.map(answer)).collect())
}

/// The verdict, if the run and what follows from it are as usual.
fn decide(run: Loaded, proposal: &Proposal) -> Option<Decided> {
    let needed = flow_run_facts_needed(&run.context, &proposal.state, proposal.rules);
    if needed != FlowRunFactsNeeded::default() || run.origin != Origin::default() {
        return None;
    }
    let verdict = orchestrate_flow_run(&run.context, proposal.state.clone(), proposal.rules);
    let is_usual = verdict.effects.is_empty()
        && verdict.writes.policy.is_none()
        && match &verdict.new_state {
            Some(entered) => states::stored_data(&entered.data).is_none(),
            None => verdict.bookkeeping == run.context.bookkeeping,
        };
    is_usual.then_some(Decided { run, verdict })
}

async fn write(conn: &mut Conn, decided: &[Option<Decided>]) -> Result<()> {
    let (mut rows, mut entries, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let Some(now) = decided.iter().flatten().map(|decided| decided.run.context.env.now).next() else {
        return Ok(());
    };
    for Decided { run, verdict } in decided.iter().flatten() {
        let Some(entered) = &verdict.new_state else { continue };
        rows.push(values(run, verdict, entered)?);
        entries.push((run.context.id, entered, run.context.env.now));
        told.push(transition::changed(
            run,
            verdict.bookkeeping.run_count,
            entered,
            std::slice::from_ref(&run.flow),
        )?);
    }
    if rows.is_empty() {
        return Ok(());
    }
    conn.write(UPDATE, bulk::transposed(rows)).await?;
    flow_run_states::insert(conn, &entries).await?;
    events::append(conn, &told, now).await
}

const UPDATE: &str = "UPDATE flow_runs AS r SET updated = u.updated, state_id = u.state_id, state_type = u.state_type,
        state_name = u.state_name, state_timestamp = u.state_timestamp, state_message = u.state_message,
        state_data = NULL, state_details = u.state_details, run_count = u.run_count,
        total_run_time = u.total_run_time, start_time = u.start_time, end_time = u.end_time,
        expected_start_time = u.expected_start_time, next_scheduled_start_time = u.next_scheduled_start_time
    FROM unnest(CAST($1 AS UUID[]), CAST($2 AS BIGINT[]), CAST($3 AS UUID[]), CAST($4 AS TEXT[]),
        CAST($5 AS TEXT[]), CAST($6 AS BIGINT[]), CAST($7 AS TEXT[]), CAST($8 AS TEXT[]), CAST($9 AS BIGINT[]),
        CAST($10 AS BIGINT[]), CAST($11 AS BIGINT[]), CAST($12 AS BIGINT[]), CAST($13 AS BIGINT[]),
        CAST($14 AS BIGINT[]))
        AS u (id, updated, state_id, state_type, state_name, state_timestamp, state_message, state_details,
            run_count, total_run_time, start_time, end_time, expected_start_time, next_scheduled_start_time)
    WHERE r.id = u.id";

/// What [`UPDATE`] writes of a run.
fn values<'a>(
    run: &'a Loaded,
    verdict: &Verdict<FlowRunWrites>,
    entered: &'a State,
) -> Result<[Param<'a>; 14]> {
    let books = &verdict.bookkeeping;
    Ok(params![
        run.context.id,
        run.context.env.now,
        entered.id,
        entered.state_type,
        entered.name.as_str(),
        entered.timestamp,
        &entered.message,
        states::stored_details(&entered.state_details)?,
        books.run_count,
        books.total_run_time,
        books.start_time,
        books.end_time,
        books.expected_start_time,
        books.next_scheduled_start_time,
    ])
}

//! Writes a plan into a database: by the operations that the routes call, each at the instant at which it would have
//! been called. So states, bookkeeping and events are what the server itself would have made of it. Over HTTP this
//! could not be done, since Prefect's API gives every state the time of the request.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context as _, anyhow, bail};
use serde_json::{Value, json};
use weir_engine::{Env, FlowRunRules, FreshIds, metrics::Limits};
use weir_store::{
    Conn, Store, StoreError, artifacts,
    flow_runs::{self, Created},
    flows,
    logs::Lines,
    task_run_events::{self, IncomingEvents},
    task_runs, variables,
};
use weir_types::{
    TimeDelta, Timestamp,
    artifacts::ArtifactCreate,
    flow_runs::{CreatedBy, FlowRunCreate},
    flows::FlowCreate,
    ids::{DeploymentId, EventId, FlowId, FlowRunId, StateId, TaskRunId},
    logs::LogCreate,
    orchestration::SetStateStatus,
    state::{State, StateCreate, StateType},
    task_runs::TaskRunCreate,
    variables::VariableCreate,
};

use super::{
    catalogue::{FLOWS, Flow, VARIABLES},
    deployments,
    plan::{Artifact, Entered, Line, Plan, Step, What},
    slos,
    task_events::{self, Origin},
};

/// How many steps share a transaction.
const BATCH: usize = 500;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) flow_runs: usize,
    pub(crate) task_runs: usize,
    pub(crate) logs: usize,
}

/// Writes everything that the plan says.
pub(crate) async fn write(
    store: &Store,
    plan: Plan,
    (begin, end): (Timestamp, Timestamp),
) -> anyhow::Result<Written> {
    let flows = make_flows(store, begin).await?;
    make_variables(store, begin).await?;
    let deployments = deployments::make(store, &flows, begin).await?;
    slos::declare(store, begin).await?;
    let task_run_ids = plan.task_runs.iter().map(|_| TaskRunId::generate()).collect();
    let mut writer =
        Writer { plan: Arc::new(plan), flows, deployments, task_run_ids, known: Known::default() };
    let mut written = Written::default();
    for from in (0..writer.plan.steps.len()).step_by(BATCH) {
        let to = (from + BATCH).min(writer.plan.steps.len());
        let input = (writer.clone(), from, to);
        let outcome = store
            .write(input, |conn, (writer, from, to)| Box::pin(writer.batch(conn, *from, *to)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        if let Some(refusal) = outcome.refused {
            bail!("the demo does not follow the rules: {refusal}");
        }
        written.logs += outcome.logs;
        writer.known = outcome.known;
    }
    slos::count(store, end).await?;
    written.flow_runs = writer.known.flow_runs.len();
    written.task_runs = writer.known.last_events.len() + writer.known.subflow_task_runs;
    Ok(written)
}

/// Makes the flows in the order of the catalogue; answers their ids by name.
async fn make_flows(store: &Store, begin: Timestamp) -> anyhow::Result<HashMap<&'static str, FlowId>> {
    let mut ids = HashMap::new();
    for flow in FLOWS {
        let create: FlowCreate = serde_json::from_value(json!({ "name": flow.name, "tags": flow.tags }))?;
        let (made, _) = store
            .write(create, move |conn, create| Box::pin(flows::create(conn, create, begin)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        ids.insert(flow.name, made.id);
    }
    Ok(ids)
}

/// Makes the variables that are not there.
async fn make_variables(store: &Store, begin: Timestamp) -> anyhow::Result<()> {
    for (name, value, tags) in VARIABLES {
        let value: Value = serde_json::from_str(value)?;
        let body = json!({ "name": name, "value": value, "tags": tags });
        let create: VariableCreate = serde_json::from_value(body)?;
        store
            .write(create, move |conn, create| Box::pin(variables::create(conn, create, begin)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
    }
    Ok(())
}

#[derive(Clone)]
struct Writer {
    plan: Arc<Plan>,
    flows: HashMap<&'static str, FlowId>,
    /// The deployments, by the names of their flows.
    deployments: HashMap<&'static str, DeploymentId>,
    task_run_ids: Arc<[TaskRunId]>,
    known: Known,
}

/// What the batches so far have made.
#[derive(Clone, Default)]
struct Known {
    /// The flow runs, by their place in the plan.
    flow_runs: HashMap<usize, FlowRunId>,
    /// How many task runs stand for subflows.
    subflow_task_runs: usize,
    /// The last event of each task run, by its place in the plan, and when it occurred.
    last_events: HashMap<usize, (EventId, Timestamp)>,
}

/// What a batch came to.
struct Outcome {
    known: Known,
    logs: usize,
    /// Why the server did not do what the plan says.
    refused: Option<String>,
}

impl Writer {
    /// Writes some steps. A batch may be run again, so it changes nothing but the database.
    async fn batch(&self, conn: &mut Conn, from: usize, to: usize) -> Result<Outcome, StoreError> {
        let mut outcome = Outcome { known: self.known.clone(), logs: 0, refused: None };
        let (mut events, mut lines) = (IncomingEvents::default(), Vec::new());
        let steps = &self.plan.steps[from..to];
        for step in steps {
            if let What::EnterTask(task_run, _) = step.what {
                match self.event(step, &mut outcome.known, task_run) {
                    Ok((event, told)) => events.push(event, told),
                    Err(error) => outcome.refused = Some(error.to_string()),
                }
                continue;
            }
            if let What::Say(line) = &step.what {
                lines.push(self.line(step.at, line, &outcome.known));
                continue;
            }
            // A subflow's run names a task run that one of these events has told of.
            if !events.is_empty() {
                task_run_events::store(conn, &std::mem::take(&mut events), step.at).await?;
            }
            self.act(conn, step, &mut outcome).await?;
        }
        let Some(last) = steps.last() else { return Ok(outcome) };
        task_run_events::store(conn, &events, last.at).await?;
        outcome.logs = lines.len();
        Lines::new(lines, Limits::default(), last.at).append(conn).await?;
        Ok(outcome)
    }

    async fn act(&self, conn: &mut Conn, step: &Step, outcome: &mut Outcome) -> Result<(), StoreError> {
        match &step.what {
            What::MakeRun(run, first) => match self.make_run(conn, *run, first, step.at).await? {
                Created::New(made) => drop(outcome.known.flow_runs.insert(*run, made.id)),
                other => outcome.refused = Some(format!("run {run}: {other:?}")),
            },
            What::EnterRun(run, state) => self.enter_run(conn, *run, state, step.at, false, outcome).await?,
            What::MarkLate(run, state) => self.enter_run(conn, *run, state, step.at, true, outcome).await?,
            What::MakeTaskRun(task_run) => {
                match self.make_task_run(conn, *task_run, step.at, &outcome.known).await? {
                    task_runs::Created::New(_) => outcome.known.subflow_task_runs += 1,
                    other => outcome.refused = Some(format!("task run {task_run}: {other:?}")),
                }
            }
            What::Leave(artifact) => self.leave(conn, artifact, step.at, &outcome.known).await?,
            What::EnterTask(..) | What::Say(_) => {}
        }
        Ok(())
    }

    async fn make_run(
        &self,
        conn: &mut Conn,
        run: usize,
        first: &Entered,
        at: Timestamp,
    ) -> Result<Created, StoreError> {
        let run = &self.plan.runs[run];
        let deployment = self.deployments.get(run.flow.name);
        let create: FlowRunCreate = serde_json::from_value(json!({
            "flow_id": self.flows.get(run.flow.name),
            "name": run.name,
            "parameters": serde_json::from_str::<Value>(&run.parameters)?,
            "tags": run.flow.tags,
            "parent_task_run_id": run.parent.map(|task_run| self.task_run_ids[task_run]),
            "empirical_policy": { "retries": run.flow.retries, "retry_delay": run.flow.retry_delay },
            "deployment_id": deployment,
            "work_pool_name": deployment.map(|_| deployments::POOL),
            "work_queue_name": deployment.map(|_| deployments::queue(run.flow)),
            "state": proposal(first),
        }))?;
        let created_by = deployment.map(|id| CreatedBy {
            id: Some((*id).into()),
            kind: Some("DEPLOYMENT".to_owned()),
            display_value: Some("production".to_owned()),
        });
        flow_runs::create(conn, &create, created_by.as_ref(), &env(at)).await
    }

    async fn make_task_run(
        &self,
        conn: &mut Conn,
        task_run: usize,
        at: Timestamp,
        known: &Known,
    ) -> Result<task_runs::Created, StoreError> {
        let planned = &self.plan.task_runs[task_run];
        let create: TaskRunCreate = serde_json::from_value(json!({
            "id": self.task_run_ids[task_run],
            "flow_run_id": known.flow_runs.get(&planned.run),
            "name": planned.name,
            "task_key": planned.task.name,
            "dynamic_key": planned.dynamic_key,
            "task_inputs": task_events::inputs(&self.taken_by(task_run)),
            "state": proposal(&Entered::new(StateType::Pending)),
        }))?;
        task_runs::create(conn, &create, &env(at)).await
    }

    async fn leave(
        &self,
        conn: &mut Conn,
        artifact: &Artifact,
        at: Timestamp,
        known: &Known,
    ) -> Result<(), StoreError> {
        let create: ArtifactCreate = serde_json::from_value(json!({
            "key": artifact.key,
            "type": artifact.kind,
            "description": artifact.description,
            "data": artifact.data,
            "flow_run_id": known.flow_runs.get(&self.plan.task_runs[artifact.task_run].run),
            "task_run_id": self.task_run_ids[artifact.task_run],
        }))?;
        artifacts::create(conn, &create, at).await?;
        Ok(())
    }

    /// The task runs whose results a task run takes.
    fn taken_by(&self, task_run: usize) -> Vec<TaskRunId> {
        self.plan.task_runs[task_run].takes.iter().map(|task_run| self.task_run_ids[*task_run]).collect()
    }

    async fn enter_run(
        &self,
        conn: &mut Conn,
        run: usize,
        entered: &Entered,
        at: Timestamp,
        late: bool,
        outcome: &mut Outcome,
    ) -> Result<(), StoreError> {
        let Some(id) = outcome.known.flow_runs.get(&run) else {
            outcome.refused = Some(format!("run {run} was not made"));
            return Ok(());
        };
        let create: StateCreate = serde_json::from_value(proposal(entered))?;
        let state = create.into_state(StateId::generate(), at);
        let rules = if late { FlowRunRules::MarkLate } else { FlowRunRules::Core };
        let answer = flow_runs::set_state(conn, *id, &state, rules, &env(at)).await?;
        let is_retry = entered.state_type == StateType::Failed;
        let went_well = |state: Option<&State>, status| match status {
            SetStateStatus::Accept => true,
            SetStateStatus::Reject => is_retry && state.is_some_and(|state| state.name == "AwaitingRetry"),
            SetStateStatus::Abort | SetStateStatus::Wait => false,
        };
        match answer {
            Some(answer) if went_well(answer.state.as_ref(), answer.status) => {}
            other => outcome.refused = Some(format!("run {run} into {}: {other:?}", entered.name)),
        }
        Ok(())
    }

    fn event(
        &self,
        step: &Step,
        known: &mut Known,
        task_run: usize,
    ) -> anyhow::Result<(weir_store::events::NewEvent, Option<task_run_events::TaskRunEvent>)> {
        let What::EnterTask(_, entered) = &step.what else { bail!("no event of a task run") };
        let planned = &self.plan.task_runs[task_run];
        let run = &self.plan.runs[planned.run];
        let flow: &Flow = run.flow;
        let id = EventId::generate();
        let before = known.last_events.insert(task_run, (id, step.at));
        let origin = Origin {
            id,
            // The SDK says what an event follows only where little time has passed.
            follows: before
                .filter(|(_, at)| step.at.since(*at) < TimeDelta::from_secs(300))
                .map(|(id, _)| id),
            task_run_id: self.task_run_ids[task_run],
            flow_run: (*known.flow_runs.get(&planned.run).context("its flow run was not made")?, &run.name),
            flow: (*self.flows.get(flow.name).context("its flow was not made")?, flow.name),
            tags: flow.tags,
            takes: self.taken_by(task_run),
        };
        let text = task_events::event(step.at, planned, entered, &origin).to_string();
        Ok(weir_api::read_event(&text)?)
    }

    fn line(&self, at: Timestamp, line: &Line, known: &Known) -> LogCreate {
        let name = if line.task_run.is_some() { "prefect.task_runs" } else { "prefect.flow_runs" };
        LogCreate {
            name: name.to_owned(),
            level: line.level,
            message: line.text.clone(),
            timestamp: at,
            flow_run_id: known.flow_runs.get(&line.run).copied(),
            task_run_id: line.task_run.map(|task_run| self.task_run_ids[task_run]),
        }
    }
}

/// A state as a client proposes it.
fn proposal(entered: &Entered) -> Value {
    let mut details = json!({});
    if let Some(at) = entered.scheduled {
        details["scheduled_time"] = json!(at);
    }
    if let Some(at) = entered.pause_timeout {
        details["pause_timeout"] = json!(at);
    }
    json!({
        "type": entered.state_type,
        "name": entered.name,
        "message": entered.message,
        "state_details": details,
    })
}

/// The circumstances of a request by the SDK at an instant.
fn env(now: Timestamp) -> Env {
    Env {
        now,
        fresh: FreshIds::draw(),
        random: 0.5,
        client_version: None,
        api_version: None,
        settings: weir_engine::Settings::default(),
    }
}

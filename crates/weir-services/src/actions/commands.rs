//! Actions that change what is stored: they are done in the unit that settles them, so each is done once.

use serde_json::{Map, json};
use uuid::Uuid;
use weir_engine::{Env, FlowRunRules};
use weir_store::{
    Conn, Result,
    automation_actions::QueuedAction,
    automations,
    deployments::{self, NotCreated},
    flow_runs::{self, Created},
    job_variables,
    seal::Seal,
    work_pools, work_queues,
};
use weir_types::{
    JsonObject, Patch, TimeDelta, Timestamp,
    automations::{Action, Source},
    flow_runs::{CreatedBy, DeploymentFlowRunCreate},
    ids::{AutomationId, DeploymentId, FlowRunId, WorkPoolId, WorkQueueId},
    orchestration::{OrchestrationResult, SetStateStatus},
    state::{State, StateType},
    work_pools::WorkPoolUpdate,
    work_queues::WorkQueueUpdate,
};

use super::{Done, firing::Firing, parameters};

/// How long a run that an automation suspends waits to be resumed.
const SUSPENDED_FOR: TimeDelta = TimeDelta::from_secs(3600);

/// What commands work with.
pub(super) struct Circumstances<'a> {
    pub(super) queued: &'a QueuedAction,
    pub(super) firing: &'a Firing,
    pub(super) seal: &'a Seal,
    pub(super) ui_url: &'a str,
    pub(super) now: Timestamp,
}

/// Whether an action is a command.
pub(super) fn is_command(action: &Action) -> bool {
    !matches!(action, Action::DoNothing {} | Action::SendNotification { .. } | Action::CallWebhook { .. })
}

/// Does what the action asks for; what stands against it becomes the reason of its failure.
pub(super) async fn perform(conn: &mut Conn, given: &Circumstances<'_>) -> Result<Done> {
    match &given.queued.action {
        Action::RunDeployment { source, deployment_id, parameters, job_variables, schedule_after } => {
            let wanted = Wanted { parameters: parameters.as_ref(), job_variables, after: *schedule_after };
            match given.target(*source, *deployment_id, "deployment") {
                Ok(id) => run_deployment(conn, given, id, &wanted).await,
                Err(failed) => Ok(failed),
            }
        }
        Action::PauseDeployment { source, deployment_id } => {
            pause_deployment(conn, given, given.target(*source, *deployment_id, "deployment"), true).await
        }
        Action::ResumeDeployment { source, deployment_id } => {
            pause_deployment(conn, given, given.target(*source, *deployment_id, "deployment"), false).await
        }
        Action::PauseWorkQueue { source, work_queue_id } => {
            pause_work_queue(conn, given, given.target(*source, *work_queue_id, "work-queue"), true).await
        }
        Action::ResumeWorkQueue { source, work_queue_id } => {
            pause_work_queue(conn, given, given.target(*source, *work_queue_id, "work-queue"), false).await
        }
        Action::PauseWorkPool { source, work_pool_id } => {
            pause_work_pool(conn, given, given.target(*source, *work_pool_id, "work-pool"), true).await
        }
        Action::ResumeWorkPool { source, work_pool_id } => {
            pause_work_pool(conn, given, given.target(*source, *work_pool_id, "work-pool"), false).await
        }
        Action::PauseAutomation { source, automation_id } => {
            enable_automation(conn, given, given.target(*source, *automation_id, "automation"), false).await
        }
        Action::ResumeAutomation { source, automation_id } => {
            enable_automation(conn, given, given.target(*source, *automation_id, "automation"), true).await
        }
        Action::ChangeFlowRunState { .. } | Action::CancelFlowRun {} | Action::SuspendFlowRun {} => {
            change_state(conn, given).await
        }
        Action::ResumeFlowRun {} => resume(conn, given).await,
        Action::DeleteFlowRun {} => delete(conn, given).await,
        Action::DoNothing {} | Action::SendNotification { .. } | Action::CallWebhook { .. } => {
            Ok(Done::default())
        }
    }
}

impl Circumstances<'_> {
    /// The object that the action is about: the one that it names, or that the event tells of.
    fn target<I: From<Uuid>>(&self, source: Source, selected: Option<I>, kind: &str) -> Result<I, Done> {
        let words = kind.replace('-', " ");
        if source == Source::Selected {
            return selected.ok_or_else(|| Done::failed(format!("{words} is required")));
        }
        if self.firing.event().is_null() {
            return Err(Done::failed(format!("No event to infer the {words}")));
        }
        let inferred = self.firing.resource(kind).and_then(|(_, id)| id.parse::<Uuid>().ok());
        inferred.map(I::from).ok_or_else(|| Done::failed(format!("No {words} could be inferred")))
    }

    /// The flow run that the action is about: the one that the trigger watches by itself, or that the event tells of.
    fn flow_run(&self) -> Result<FlowRunId, Done> {
        let watched = self.firing.member("triggering_labels")["prefect.resource.id"].as_str();
        let watched = watched.and_then(|id| id.strip_prefix("prefect.flow-run.")?.parse().ok());
        let told = || self.firing.resource("flow-run").and_then(|(_, id)| id.parse().ok());
        watched.or_else(told).ok_or_else(|| Done::failed("No flow run could be inferred"))
    }

    /// What came of a command on a resource; a status from 300 on is a failure.
    fn answered(&self, kind: &str, id: &impl ToString, status: u16) -> Done {
        let done = Done {
            related: vec![json!({
                "prefect.resource.id": format!("prefect.{kind}.{}", id.to_string()),
                "prefect.resource.role": "target",
            })],
            details: Map::from_iter([("status_code".to_owned(), status.into())]),
            reason: None,
        };
        match status {
            0..300 => done,
            _ => done.because(format!("Unexpected status from '{}' action: {status}", self.kind())),
        }
    }

    /// The action's type.
    fn kind(&self) -> String {
        let action = serde_json::to_value(&self.queued.action).unwrap_or_default();
        action["type"].as_str().unwrap_or_default().to_owned()
    }

    fn message(&self, what: &str) -> String {
        format!("{what} by Automation {}", self.queued.automation_id)
    }
}

/// 200 where the object is there, else 404.
const fn found(is_there: bool, status: u16) -> u16 {
    if is_there { status } else { 404 }
}

/// What shall be run.
struct Wanted<'a> {
    parameters: Option<&'a JsonObject>,
    job_variables: &'a Option<JsonObject>,
    after: TimeDelta,
}

async fn run_deployment(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    id: DeploymentId,
    wanted: &Wanted<'_>,
) -> Result<Done> {
    let parameters = match parameters::rendered(conn, given, wanted.parameters).await? {
        Ok(parameters) => parameters,
        Err(error) => {
            let reason = format!("Unable to create flow run from deployment: {error}");
            return Ok(Done {
                reason: Some(reason),
                ..given.answered("deployment", &id, 0).without_details()
            });
        }
    };
    let queued = given.queued;
    let create: DeploymentFlowRunCreate = serde_json::from_value(json!({
        "state": {
            "type": "SCHEDULED",
            "state_details": { "scheduled_time": given.now + wanted.after },
        },
        "parameters": parameters,
        "idempotency_key": format!(
            "automation {}, action {}, invocation {}", queued.automation_id, queued.action_index, queued.id
        ),
        "job_variables": wanted.job_variables,
    }))?;
    let created_by = CreatedBy {
        id: Some(queued.automation_id.into()),
        kind: Some("AUTOMATION".to_owned()),
        display_value: Some(queued.automation_name.clone()),
    };
    let env = Env::of_service(given.now);
    let created =
        deployments::create_flow_run(conn, given.seal, id, &create, Some(&created_by), &env).await?;
    Ok(match created {
        Ok(Created::New(run) | Created::Existing(run)) => {
            let mut done = given.answered("deployment", &id, 201);
            done.related.push(json!({
                "prefect.resource.id": format!("prefect.flow-run.{}", run.id),
                "prefect.resource.role": "flow-run",
                "prefect.resource.name": run.name,
            }));
            done
        }
        Ok(Created::BrokenReference | Created::UnknownWorkPool | Created::UnknownWorkQueue) => {
            given.answered("deployment", &id, 404)
        }
        Err(refused) => {
            let (status, why) = refusal(&refused);
            let done = given.answered("deployment", &id, status);
            match why {
                Some(why) => done.because(format!("Validation error occurred for 'run-deployment' - {why}")),
                None => done,
            }
        }
    })
}

/// The status that the API gives for a refusal, and for some of them why.
fn refusal(refused: &NotCreated) -> (u16, Option<String>) {
    const FAILED: &str = "Error creating flow run";
    match refused {
        NotCreated::UnknownDeployment | NotCreated::JobVariables(job_variables::Refused::UnknownBlock) => {
            (404, None)
        }
        NotCreated::NoWorkPool(_) | NotCreated::BadQueueName(_) | NotCreated::Placeholder(_) => (400, None),
        NotCreated::CircularSchema => (422, None),
        NotCreated::NoSchema => (409, Some("The deployment has no parameter schema".to_owned())),
        NotCreated::Mismatch(why) => (409, Some(format!("{FAILED}: {why}"))),
        NotCreated::JobVariables(refused) => (422, Some(refused.told(FAILED))),
    }
}

async fn pause_deployment(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    target: Result<DeploymentId, Done>,
    paused: bool,
) -> Result<Done> {
    let id = match target {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let is_there = deployments::set_paused(conn, id, paused, given.now).await?;
    Ok(given.answered("deployment", &id, found(is_there, 200)))
}

async fn pause_work_queue(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    target: Result<WorkQueueId, Done>,
    paused: bool,
) -> Result<Done> {
    let id = match target {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let update = WorkQueueUpdate { is_paused: Patch::Set(paused), ..WorkQueueUpdate::default() };
    let updated = work_queues::update_unpooled(conn, id, &update, given.now).await?;
    Ok(given.answered("work-queue", &id, found(updated == work_queues::Updated::Done, 204)))
}

async fn pause_work_pool(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    target: Result<WorkPoolId, Done>,
    paused: bool,
) -> Result<Done> {
    let id = match target {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let Some(name) = work_pools::name_of(conn, id).await? else {
        return Ok(Done::failed(format!("Work pool {id} not found")));
    };
    let update = WorkPoolUpdate { is_paused: Patch::Set(Some(paused)), ..WorkPoolUpdate::default() };
    work_pools::update(conn, &name, &update, given.now).await?;
    let mut done = given.answered("work-pool", &id, 204);
    for target in &mut done.related {
        target["prefect.resource.name"] = name.as_str().into();
    }
    Ok(done)
}

async fn enable_automation(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    target: Result<AutomationId, Done>,
    enabled: bool,
) -> Result<Done> {
    let id = match target {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let is_there = automations::set_enabled(conn, id, &Patch::Set(enabled), given.now).await?;
    Ok(given.answered("automation", &id, found(is_there, 204)))
}

/// The state that the action proposes, and by which rules.
fn proposed(given: &Circumstances<'_>) -> (State, FlowRunRules) {
    match &given.queued.action {
        Action::ChangeFlowRunState { name, state, message, force } => {
            let mut proposed = State::new(*state, given.now);
            if let Some(name) = name {
                proposed = proposed.named(name);
            }
            let message = message.clone().filter(|message| !message.is_empty());
            let message = message.unwrap_or_else(|| given.message("State changed"));
            (proposed.with_message(message), FlowRunRules::choose(*force))
        }
        Action::SuspendFlowRun {} => {
            let mut suspended = State::new(StateType::Paused, given.now).named("Suspended");
            suspended.state_details.pause_timeout = Some(given.now + SUSPENDED_FOR);
            (suspended.with_message(given.message("Suspended")), FlowRunRules::choose(false))
        }
        _ => {
            let cancelling = State::new(StateType::Cancelling, given.now);
            (cancelling.with_message(given.message("Cancelled")), FlowRunRules::choose(false))
        }
    }
}

async fn change_state(conn: &mut Conn, given: &Circumstances<'_>) -> Result<Done> {
    let id = match given.flow_run() {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let (state, rules) = proposed(given);
    let result = flow_runs::set_state(conn, id, &state, rules, &Env::of_service(given.now)).await?;
    Ok(orchestrated(given, id, result, "Failed to set state"))
}

async fn resume(conn: &mut Conn, given: &Circumstances<'_>) -> Result<Done> {
    let id = match given.flow_run() {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let result = flow_runs::resume(conn, id, None, &Env::of_service(given.now)).await?;
    Ok(orchestrated(given, id, result, "Failed to resume flow run"))
}

fn orchestrated(
    given: &Circumstances<'_>,
    id: FlowRunId,
    result: Option<OrchestrationResult>,
    failure: &str,
) -> Done {
    let Some(result) = result else { return given.answered("flow-run", &id, 404) };
    if result.status == SetStateStatus::Accept {
        return given.answered("flow-run", &id, 201);
    }
    let reason = result.details.reason().unwrap_or_default().to_owned();
    given.answered("flow-run", &id, 200).because(format!("{failure}: {reason}"))
}

async fn delete(conn: &mut Conn, given: &Circumstances<'_>) -> Result<Done> {
    let id = match given.flow_run() {
        Ok(id) => id,
        Err(failed) => return Ok(failed),
    };
    let deleted = flow_runs::delete(conn, &[id], &Env::of_service(given.now)).await?;
    Ok(given.answered("flow-run", &id, found(!deleted.is_empty(), 204)))
}

impl Done {
    /// Nothing was done, for this reason.
    pub(super) fn failed(reason: impl Into<String>) -> Self {
        Self::default().because(reason)
    }

    /// The same, failed for this reason.
    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    fn without_details(mut self) -> Self {
        self.details = Map::new();
        self
    }
}

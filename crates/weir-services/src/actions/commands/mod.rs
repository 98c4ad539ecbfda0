//! Actions that change what is stored: they are done in the unit that settles them, so each is done once.

mod deployments;
mod emitting;
mod flow_runs;
mod incidents;
mod work;

use serde_json::{Map, Value, json};
use uuid::Uuid;
use weir_store::{Conn, StoreError, automation_actions::QueuedAction, automations, seal::Seal};
use weir_types::{
    Patch, Timestamp,
    automations::{Action, Source},
    ids::{AutomationId, FlowRunId},
};

use super::{Done, firing::Firing};

/// What commands work with.
pub(super) struct Circumstances<'a> {
    pub(super) queued: &'a QueuedAction,
    pub(super) firing: &'a Firing,
    pub(super) seal: &'a Seal,
    pub(super) ui_url: &'a str,
    pub(super) now: Timestamp,
}

/// Why a command came to an end before it did anything.
enum Stopped {
    /// It cannot be done; this is what becomes of the action.
    Failed(Box<Done>),
    /// The store failed, so it is tried again.
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<serde_json::Error> for Stopped {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What came of a command, or of a step on its way.
type Performed<T = Done> = Result<T, Stopped>;

/// A command that fails for this reason.
fn failed<T>(reason: impl Into<String>) -> Performed<T> {
    Err(Stopped::Failed(Box::new(Done::failed(reason))))
}

/// Whether an action is a command.
pub(super) fn is_command(action: &Action) -> bool {
    !matches!(
        action,
        Action::DoNothing {}
            | Action::SendNotification { .. }
            | Action::CallWebhook { .. }
            | Action::SendSlackMessage(_)
            | Action::SendPagerDutyAlert(_)
    )
}

/// Does what the action asks for; what stands against it becomes the reason of its failure.
pub(super) async fn perform(conn: &mut Conn, given: &Circumstances<'_>) -> Result<Done, StoreError> {
    match command(conn, given).await {
        Ok(done) => Ok(done),
        Err(Stopped::Failed(done)) => Ok(*done),
        Err(Stopped::Store(error)) => Err(error),
    }
}

async fn command(conn: &mut Conn, given: &Circumstances<'_>) -> Performed {
    match &given.queued.action {
        Action::RunDeployment { .. } => deployments::run(conn, given).await,
        Action::PauseDeployment { source, deployment_id, deployment_name } => {
            deployments::pause(conn, given, (*source, *deployment_id, deployment_name), true).await
        }
        Action::ResumeDeployment { source, deployment_id, deployment_name } => {
            deployments::pause(conn, given, (*source, *deployment_id, deployment_name), false).await
        }
        Action::PauseWorkQueue { source, work_queue_id } => {
            work::pause_queue(conn, given, *source, *work_queue_id, true).await
        }
        Action::ResumeWorkQueue { source, work_queue_id } => {
            work::pause_queue(conn, given, *source, *work_queue_id, false).await
        }
        Action::PauseWorkPool { source, work_pool_id, work_pool } => {
            work::pause_pool(conn, given, (*source, *work_pool_id, work_pool), true).await
        }
        Action::ResumeWorkPool { source, work_pool_id, work_pool } => {
            work::pause_pool(conn, given, (*source, *work_pool_id, work_pool), false).await
        }
        Action::PauseAutomation { source, automation_id } => {
            enable_automation(conn, given, *source, *automation_id, false).await
        }
        Action::ResumeAutomation { source, automation_id } => {
            enable_automation(conn, given, *source, *automation_id, true).await
        }
        Action::ChangeFlowRunState { .. } | Action::CancelFlowRun {} | Action::SuspendFlowRun {} => {
            flow_runs::change_state(conn, given).await
        }
        Action::ResumeFlowRun {} => flow_runs::resume(conn, given).await,
        Action::DeleteFlowRun {} => flow_runs::delete(conn, given).await,
        Action::RetryFlowRun(action) => flow_runs::retry(conn, given, action).await,
        Action::ScaleWorkPool(action) => work::scale_pool(conn, given, action).await,
        Action::EmitEvent(action) => emitting::emit(conn, given, action).await,
        Action::DeclareIncident(action) => incidents::declare(conn, given, action).await,
        Action::DoNothing {}
        | Action::SendNotification { .. }
        | Action::CallWebhook { .. }
        | Action::SendSlackMessage(_)
        | Action::SendPagerDutyAlert(_) => Ok(Done::default()),
    }
}

async fn enable_automation(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    source: Source,
    selected: Option<AutomationId>,
    enabled: bool,
) -> Performed {
    let id = given.target(source, selected, "automation")?;
    let is_there = automations::set_enabled(conn, id, &Patch::Set(enabled), given.now).await?;
    Ok(given.answered("automation", &id, found(is_there, 204)))
}

impl Circumstances<'_> {
    /// The object that the action is about: the one that it names, or that the event tells of.
    fn target<I: From<Uuid>>(&self, source: Source, selected: Option<I>, kind: &str) -> Performed<I> {
        let words = kind.replace('-', " ");
        if source == Source::Selected {
            return selected.map_or_else(|| failed(format!("{words} is required")), Ok);
        }
        if self.firing.event().is_null() {
            return failed(format!("No event to infer the {words}"));
        }
        let inferred = self.firing.resource(kind).and_then(|(_, id)| id.parse::<Uuid>().ok());
        inferred.map_or_else(|| failed(format!("No {words} could be inferred")), |id| Ok(I::from(id)))
    }

    /// The flow run that the action is about: the one that the trigger watches by itself, or that the event tells of.
    fn flow_run(&self) -> Performed<FlowRunId> {
        let watched = self.firing.member("triggering_labels")["prefect.resource.id"].as_str();
        let watched = watched.and_then(|id| id.strip_prefix("prefect.flow-run.")?.parse().ok());
        let told = || self.firing.resource("flow-run").and_then(|(_, id)| id.parse().ok());
        watched.or_else(told).map_or_else(|| failed("No flow run could be inferred"), Ok)
    }

    /// A command on this resource.
    fn about(kind: &str, id: &impl ToString) -> Done {
        let target = json!({
            "prefect.resource.id": format!("prefect.{kind}.{}", id.to_string()),
            "prefect.resource.role": "target",
        });
        Done { related: vec![target], ..Done::default() }
    }

    /// What came of a command on a resource; a status from 300 on is a failure.
    fn answered(&self, kind: &str, id: &impl ToString, status: u16) -> Done {
        let details = Map::from_iter([("status_code".to_owned(), Value::from(status))]);
        let done = Done { details, ..Self::about(kind, id) };
        if status < 300 {
            return done;
        }
        let kind = self.queued.action.kind();
        done.because(format!("Unexpected status from '{kind}' action: {status}"))
    }

    fn message(&self, what: &str) -> String {
        format!("{what} by Automation {}", self.queued.automation_id)
    }
}

/// 200 where the object is there, else 404.
const fn found(is_there: bool, status: u16) -> u16 {
    if is_there { status } else { 404 }
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

    /// The same, with the name of its target.
    fn named(mut self, name: &str) -> Self {
        for target in &mut self.related {
            target["prefect.resource.name"] = name.into();
        }
        self
    }
}

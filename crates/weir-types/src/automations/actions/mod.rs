//! What automations do.

mod own;
mod reading;

pub use own::{
    DeclareIncident, EmitEvent, RetryFlowRun, ScaleWorkPool, SendPagerDutyAlert, SendSlackMessage, Severity,
};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AutomationId, BlockDocumentId, DeploymentId, WorkPoolId, WorkQueueId},
    json::JsonObject,
    state::StateType,
    time::TimeDelta,
};

/// Where the object of an action comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The action names it.
    #[default]
    Selected,
    /// It is the first of its kind among the resources of the event.
    Inferred,
}

/// What an automation does. On the wire its `type` tells the kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Action {
    /// Nothing but to record that it fired.
    DoNothing {},
    /// Runs a deployment.
    RunDeployment {
        /// Where the deployment comes from.
        source: Source,
        /// The deployment.
        deployment_id: Option<DeploymentId>,
        /// The deployment's name, with or without its flow's before a slash; Prefect's server asks for the id.
        #[serde(skip_serializing_if = "Option::is_none")]
        deployment_name: Option<String>,
        /// Parameters over those of the deployment; templates in it are filled in.
        parameters: Option<JsonObject>,
        /// Overrides for the infrastructure.
        job_variables: Option<JsonObject>,
        /// How long after the firing the run shall start.
        schedule_after: TimeDelta,
    },
    /// Pauses a deployment.
    PauseDeployment {
        /// Where the deployment comes from.
        source: Source,
        /// The deployment.
        deployment_id: Option<DeploymentId>,
        /// The deployment's name, with or without its flow's before a slash; Prefect's server asks for the id.
        #[serde(skip_serializing_if = "Option::is_none")]
        deployment_name: Option<String>,
    },
    /// Resumes a deployment.
    ResumeDeployment {
        /// Where the deployment comes from.
        source: Source,
        /// The deployment.
        deployment_id: Option<DeploymentId>,
        /// The deployment's name, with or without its flow's before a slash; Prefect's server asks for the id.
        #[serde(skip_serializing_if = "Option::is_none")]
        deployment_name: Option<String>,
    },
    /// Cancels the flow run of the event.
    CancelFlowRun {},
    /// Deletes the flow run of the event.
    DeleteFlowRun {},
    /// Proposes a state for the flow run of the event.
    ChangeFlowRunState {
        /// The state's name; by default the type's own.
        name: Option<String>,
        /// The state's type.
        state: StateType,
        /// A sentence for people.
        message: Option<String>,
        /// Enter it whatever the rules say.
        force: bool,
    },
    /// Pauses a work queue.
    PauseWorkQueue {
        /// Where the work queue comes from.
        source: Source,
        /// The work queue.
        work_queue_id: Option<WorkQueueId>,
    },
    /// Resumes a work queue.
    ResumeWorkQueue {
        /// Where the work queue comes from.
        source: Source,
        /// The work queue.
        work_queue_id: Option<WorkQueueId>,
    },
    /// Sends a notification through a block.
    SendNotification {
        /// The block.
        block_document_id: BlockDocumentId,
        /// The template of the subject.
        subject: String,
        /// The template of the text.
        body: String,
    },
    /// Calls a webhook through a block.
    CallWebhook {
        /// The block.
        block_document_id: BlockDocumentId,
        /// The template of the payload.
        payload: String,
    },
    /// Pauses an automation.
    PauseAutomation {
        /// Where the automation comes from.
        source: Source,
        /// The automation.
        automation_id: Option<AutomationId>,
    },
    /// Resumes an automation.
    ResumeAutomation {
        /// Where the automation comes from.
        source: Source,
        /// The automation.
        automation_id: Option<AutomationId>,
    },
    /// Suspends the flow run of the event.
    SuspendFlowRun {},
    /// Resumes the flow run of the event.
    ResumeFlowRun {},
    /// Pauses a work pool.
    PauseWorkPool {
        /// Where the work pool comes from.
        source: Source,
        /// The work pool.
        work_pool_id: Option<WorkPoolId>,
        /// The work pool's name; Prefect's server asks for the id.
        #[serde(skip_serializing_if = "Option::is_none")]
        work_pool: Option<String>,
    },
    /// Resumes a work pool.
    ResumeWorkPool {
        /// Where the work pool comes from.
        source: Source,
        /// The work pool.
        work_pool_id: Option<WorkPoolId>,
        /// The work pool's name; Prefect's server asks for the id.
        #[serde(skip_serializing_if = "Option::is_none")]
        work_pool: Option<String>,
    },
    /// Runs the flow run of the event again.
    RetryFlowRun(RetryFlowRun),
    /// Changes the concurrency limit of a work pool.
    ScaleWorkPool(ScaleWorkPool),
    /// Puts an event into the log.
    EmitEvent(EmitEvent),
    /// Opens an incident.
    DeclareIncident(DeclareIncident),
    /// Sends a message to Slack.
    SendSlackMessage(SendSlackMessage),
    /// Opens an alert in PagerDuty.
    #[serde(rename = "send-pagerduty-alert")]
    SendPagerDutyAlert(Box<SendPagerDutyAlert>),
}

impl Action {
    /// Whether the action is performed once more, to undo what it did, when what made it happen is over.
    pub const fn is_undone_on_resolve(&self) -> bool {
        match self {
            Self::ScaleWorkPool(action) => action.restore,
            Self::SendPagerDutyAlert(action) => action.auto_resolve,
            Self::DoNothing {}
            | Self::RunDeployment { .. }
            | Self::PauseDeployment { .. }
            | Self::ResumeDeployment { .. }
            | Self::CancelFlowRun {}
            | Self::DeleteFlowRun {}
            | Self::ChangeFlowRunState { .. }
            | Self::PauseWorkQueue { .. }
            | Self::ResumeWorkQueue { .. }
            | Self::SendNotification { .. }
            | Self::CallWebhook { .. }
            | Self::PauseAutomation { .. }
            | Self::ResumeAutomation { .. }
            | Self::SuspendFlowRun {}
            | Self::ResumeFlowRun {}
            | Self::PauseWorkPool { .. }
            | Self::ResumeWorkPool { .. }
            | Self::RetryFlowRun(_)
            | Self::EmitEvent(_)
            | Self::DeclareIncident(_)
            | Self::SendSlackMessage(_) => false,
        }
    }

    /// Its `type` on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::DoNothing {} => "do-nothing",
            Self::RunDeployment { .. } => "run-deployment",
            Self::PauseDeployment { .. } => "pause-deployment",
            Self::ResumeDeployment { .. } => "resume-deployment",
            Self::CancelFlowRun {} => "cancel-flow-run",
            Self::DeleteFlowRun {} => "delete-flow-run",
            Self::ChangeFlowRunState { .. } => "change-flow-run-state",
            Self::PauseWorkQueue { .. } => "pause-work-queue",
            Self::ResumeWorkQueue { .. } => "resume-work-queue",
            Self::SendNotification { .. } => "send-notification",
            Self::CallWebhook { .. } => "call-webhook",
            Self::PauseAutomation { .. } => "pause-automation",
            Self::ResumeAutomation { .. } => "resume-automation",
            Self::SuspendFlowRun {} => "suspend-flow-run",
            Self::ResumeFlowRun {} => "resume-flow-run",
            Self::PauseWorkPool { .. } => "pause-work-pool",
            Self::ResumeWorkPool { .. } => "resume-work-pool",
            Self::RetryFlowRun(_) => "retry-flow-run",
            Self::ScaleWorkPool(_) => "scale-work-pool",
            Self::EmitEvent(_) => "emit-event",
            Self::DeclareIncident(_) => "declare-incident",
            Self::SendSlackMessage(_) => "send-slack-message",
            Self::SendPagerDutyAlert(_) => "send-pagerduty-alert",
        }
    }
}

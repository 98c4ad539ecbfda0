//! What automations do.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{tag_of, unknown_tag};
use crate::{
    ids::{AutomationId, BlockDocumentId, DeploymentId, WorkPoolId, WorkQueueId},
    json::{Json, JsonObject},
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
    },
    /// Resumes a deployment.
    ResumeDeployment {
        /// Where the deployment comes from.
        source: Source,
        /// The deployment.
        deployment_id: Option<DeploymentId>,
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
    },
    /// Resumes a work pool.
    ResumeWorkPool {
        /// Where the work pool comes from.
        source: Source,
        /// The work pool.
        work_pool_id: Option<WorkPoolId>,
    },
}

impl Action {
    /// Whether the action is performed once more, to undo what it did, when what made it happen is over.
    pub const fn is_undone_on_resolve(&self) -> bool {
        match self {
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
            | Self::ResumeWorkPool { .. } => false,
        }
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_action(&Json::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The kinds that an action without a type may be of, each with its members. Other kinds have the same members as one
/// of these, and come after it.
const KINDS: [(&str, &[&str]); 9] = [
    ("do-nothing", &[]),
    ("run-deployment", &["source", "deployment_id", "parameters", "job_variables", "schedule_after"]),
    ("pause-deployment", &["source", "deployment_id"]),
    ("change-flow-run-state", &["name", "state", "message", "force"]),
    ("pause-work-queue", &["source", "work_queue_id"]),
    ("send-notification", &["block_document_id", "subject", "body"]),
    ("call-webhook", &["block_document_id", "payload"]),
    ("pause-automation", &["source", "automation_id"]),
    ("pause-work-pool", &["source", "work_pool_id"]),
];

fn read_action(json: &Json) -> Result<Action, serde_json::Error> {
    let members: BTreeMap<String, Json> = serde_json::from_str(json.as_str())?;
    if members.contains_key("type") {
        return read_kind(&tag_of(json)?, json.as_str());
    }
    Ok(read_untyped(&members, json.as_str()))
}

/// The action is of the kind that has the most of the members that are there, the first of several.
fn read_untyped(members: &BTreeMap<String, Json>, text: &str) -> Action {
    let mut most = 0;
    let mut best = Action::DoNothing {};
    for (kind, names) in KINDS {
        let count = names.iter().filter(|name| members.contains_key(**name)).count();
        if count > most
            && let Ok(action) = read_kind(kind, text)
        {
            (most, best) = (count, action);
        }
    }
    best
}

fn read_kind(kind: &str, text: &str) -> Result<Action, serde_json::Error> {
    Ok(match kind {
        "do-nothing" => Action::DoNothing {},
        "cancel-flow-run" => Action::CancelFlowRun {},
        "delete-flow-run" => Action::DeleteFlowRun {},
        "suspend-flow-run" => Action::SuspendFlowRun {},
        "resume-flow-run" => Action::ResumeFlowRun {},
        "run-deployment" => read_run_deployment(text)?,
        "change-flow-run-state" => {
            let ChangeState { name, state, message, force } = serde_json::from_str(text)?;
            Action::ChangeFlowRunState { name, state, message, force }
        }
        "send-notification" => {
            let Notification { block_document_id, subject, body } = serde_json::from_str(text)?;
            Action::SendNotification { block_document_id, subject, body }
        }
        "call-webhook" => {
            let Webhook { block_document_id, payload } = serde_json::from_str(text)?;
            Action::CallWebhook { block_document_id, payload }
        }
        "pause-deployment" => {
            let (source, deployment_id) = read_target(text, "deployment_id")?;
            Action::PauseDeployment { source, deployment_id }
        }
        "resume-deployment" => {
            let (source, deployment_id) = read_target(text, "deployment_id")?;
            Action::ResumeDeployment { source, deployment_id }
        }
        "pause-work-queue" => {
            let (source, work_queue_id) = read_target(text, "work_queue_id")?;
            Action::PauseWorkQueue { source, work_queue_id }
        }
        "resume-work-queue" => {
            let (source, work_queue_id) = read_target(text, "work_queue_id")?;
            Action::ResumeWorkQueue { source, work_queue_id }
        }
        "pause-work-pool" => {
            let (source, work_pool_id) = read_target(text, "work_pool_id")?;
            Action::PauseWorkPool { source, work_pool_id }
        }
        "resume-work-pool" => {
            let (source, work_pool_id) = read_target(text, "work_pool_id")?;
            Action::ResumeWorkPool { source, work_pool_id }
        }
        "pause-automation" => {
            let (source, automation_id) = read_target(text, "automation_id")?;
            Action::PauseAutomation { source, automation_id }
        }
        "resume-automation" => {
            let (source, automation_id) = read_target(text, "automation_id")?;
            Action::ResumeAutomation { source, automation_id }
        }
        other => return Err(unknown_tag(other)),
    })
}

/// The source and the id in the member `name`, which must be there for a selected object and only for that.
fn read_target<T: From<uuid::Uuid>>(
    text: &str,
    name: &'static str,
) -> Result<(Source, Option<T>), serde_json::Error> {
    #[derive(Deserialize)]
    struct Target {
        #[serde(default)]
        source: Source,
        deployment_id: Option<uuid::Uuid>,
        work_queue_id: Option<uuid::Uuid>,
        work_pool_id: Option<uuid::Uuid>,
        automation_id: Option<uuid::Uuid>,
    }

    let target: Target = serde_json::from_str(text)?;
    let id = match name {
        "deployment_id" => target.deployment_id,
        "work_queue_id" => target.work_queue_id,
        "work_pool_id" => target.work_pool_id,
        _ => target.automation_id,
    };
    match (target.source, id) {
        (Source::Selected, None) => Err(de::Error::custom(format_args!("{name} is required"))),
        (Source::Inferred, Some(_)) => Err(de::Error::custom(format_args!("{name} is not allowed"))),
        (source, id) => Ok((source, id.map(T::from))),
    }
}

fn read_run_deployment(text: &str) -> Result<Action, serde_json::Error> {
    #[derive(Deserialize)]
    struct Run {
        parameters: Option<JsonObject>,
        job_variables: Option<JsonObject>,
        #[serde(default)]
        schedule_after: TimeDelta,
    }

    let (source, deployment_id) = read_target(text, "deployment_id")?;
    let Run { parameters, job_variables, schedule_after } = serde_json::from_str(text)?;
    if schedule_after < TimeDelta::ZERO {
        return Err(de::Error::custom("schedule_after must be non-negative"));
    }
    Ok(Action::RunDeployment { source, deployment_id, parameters, job_variables, schedule_after })
}

#[derive(Deserialize)]
struct ChangeState {
    name: Option<String>,
    state: StateType,
    message: Option<String>,
    #[serde(default)]
    force: bool,
}

#[derive(Deserialize)]
struct Notification {
    block_document_id: BlockDocumentId,
    #[serde(default = "subject")]
    subject: String,
    body: String,
}

fn subject() -> String {
    "Prefect automated notification".to_owned()
}

#[derive(Deserialize)]
struct Webhook {
    block_document_id: BlockDocumentId,
    #[serde(default, deserialize_with = "payload")]
    payload: String,
}

/// A payload is a text; an object is rendered, and null is empty.
fn payload<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let json = Json::deserialize(deserializer)?;
    match json.to_value() {
        serde_json::Value::Null => Ok(String::new()),
        serde_json::Value::String(text) => Ok(text),
        object @ serde_json::Value::Object(_) => {
            serde_json::to_string_pretty(&object).map_err(de::Error::custom)
        }
        _ => Err(de::Error::custom("expected a text or an object")),
    }
}

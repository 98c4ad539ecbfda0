//! How actions are read: by their type or, where it is left out, by their members.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use super::{Action, Source};
use crate::{
    automations::{tag_of, unknown_tag},
    ids::BlockDocumentId,
    json::{Json, JsonObject},
    state::StateType,
    time::TimeDelta,
};

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
            let (source, deployment_id, deployment_name) = read_target(text, "deployment_id")?;
            Action::PauseDeployment { source, deployment_id, deployment_name }
        }
        "resume-deployment" => {
            let (source, deployment_id, deployment_name) = read_target(text, "deployment_id")?;
            Action::ResumeDeployment { source, deployment_id, deployment_name }
        }
        "pause-work-queue" => {
            let (source, work_queue_id, _) = read_target(text, "work_queue_id")?;
            Action::PauseWorkQueue { source, work_queue_id }
        }
        "resume-work-queue" => {
            let (source, work_queue_id, _) = read_target(text, "work_queue_id")?;
            Action::ResumeWorkQueue { source, work_queue_id }
        }
        "pause-work-pool" => {
            let (source, work_pool_id, work_pool) = read_target(text, "work_pool_id")?;
            Action::PauseWorkPool { source, work_pool_id, work_pool }
        }
        "resume-work-pool" => {
            let (source, work_pool_id, work_pool) = read_target(text, "work_pool_id")?;
            Action::ResumeWorkPool { source, work_pool_id, work_pool }
        }
        "pause-automation" => {
            let (source, automation_id, _) = read_target(text, "automation_id")?;
            Action::PauseAutomation { source, automation_id }
        }
        "resume-automation" => {
            let (source, automation_id, _) = read_target(text, "automation_id")?;
            Action::ResumeAutomation { source, automation_id }
        }
        "retry-flow-run" => Action::RetryFlowRun(serde_json::from_str(text)?),
        "scale-work-pool" => Action::ScaleWorkPool(serde_json::from_str(text)?),
        "emit-event" => Action::EmitEvent(serde_json::from_str(text)?),
        "declare-incident" => Action::DeclareIncident(serde_json::from_str(text)?),
        "send-slack-message" => Action::SendSlackMessage(serde_json::from_str(text)?),
        "send-pagerduty-alert" => Action::SendPagerDutyAlert(serde_json::from_str(text)?),
        other => return Err(unknown_tag(other)),
    })
}

/// The source, the id in the member `name`, and the name of the object, where it may be named. One of both must be
/// there for a selected object and only for that.
fn read_target<T: From<uuid::Uuid>>(
    text: &str,
    name: &'static str,
) -> Result<(Source, Option<T>, Option<String>), serde_json::Error> {
    #[derive(Deserialize)]
    struct Target {
        #[serde(default)]
        source: Source,
        deployment_id: Option<uuid::Uuid>,
        work_queue_id: Option<uuid::Uuid>,
        work_pool_id: Option<uuid::Uuid>,
        automation_id: Option<uuid::Uuid>,
        deployment_name: Option<String>,
        work_pool: Option<String>,
    }

    let target: Target = serde_json::from_str(text)?;
    let (id, named) = match name {
        "deployment_id" => (target.deployment_id, target.deployment_name),
        "work_queue_id" => (target.work_queue_id, None),
        "work_pool_id" => (target.work_pool_id, target.work_pool),
        _ => (target.automation_id, None),
    };
    match (target.source, id.is_some() || named.is_some()) {
        (Source::Selected, false) => Err(de::Error::custom(format_args!("{name} is required"))),
        (Source::Inferred, true) => Err(de::Error::custom(format_args!("{name} is not allowed"))),
        (source, _) => Ok((source, id.map(T::from), named)),
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

    let (source, deployment_id, deployment_name) = read_target(text, "deployment_id")?;
    let Run { parameters, job_variables, schedule_after } = serde_json::from_str(text)?;
    if schedule_after < TimeDelta::ZERO {
        return Err(de::Error::custom("schedule_after must be non-negative"));
    }
    Ok(Action::RunDeployment {
        source,
        deployment_id,
        deployment_name,
        parameters,
        job_variables,
        schedule_after,
    })
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

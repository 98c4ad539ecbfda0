//! What is wrong with the templates of an automation's actions.

use serde_json::{Value, json};
use weir_engine::{parameters, templates};
use weir_types::{
    Json,
    automations::{Action, DeclareIncident, SendSlackMessage},
};

use crate::error::ApiError;

/// Why the definition is not taken, if it is not.
pub(super) fn refusal(actions: [&Vec<Action>; 3]) -> Option<ApiError> {
    let members = ["actions", "actions_on_trigger", "actions_on_resolve"];
    let mut wrong = Vec::new();
    for (member, actions) in members.into_iter().zip(actions) {
        for (place, action) in actions.iter().enumerate() {
            for objection in objections(action) {
                wrong.push(json!({
                    "type": "value_error",
                    "loc": ["body", member, place, objection.kind, objection.field],
                    "msg": format!("Value error, {}", objection.sentence),
                    "input": objection.input,
                    "ctx": { "error": {} },
                }));
            }
        }
    }
    (!wrong.is_empty()).then(|| ApiError::Invalid { detail: Value::Array(wrong), body: Value::Null })
}

/// What is wrong with a member of an action.
struct Objection {
    /// The name of the kind of action, as validation errors give it.
    kind: &'static str,
    field: &'static str,
    sentence: String,
    input: Value,
}

/// The templates of an action that cannot be read.
fn objections(action: &Action) -> Vec<Objection> {
    let unreadable = |kind: &'static str, field: &'static str, template: &str| {
        let error = templates::check(template).err()?;
        let sentence = format!("'{field}' is not a valid template: {error}");
        Some(Objection { kind, field, sentence, input: Value::from(template) })
    };
    match action {
        Action::SendNotification { subject, body, .. } => {
            let members = [("subject", subject), ("body", body)];
            let kind = "SendNotification";
            members.into_iter().filter_map(|(field, template)| unreadable(kind, field, template)).collect()
        }
        Action::CallWebhook { payload, .. } => {
            unreadable("CallWebhook", "payload", payload).into_iter().collect()
        }
        Action::RunDeployment { parameters: Some(parameters), .. } => {
            let broken = parameters::broken_places(parameters);
            if broken.is_empty() {
                return Vec::new();
            }
            let told = |(place, why): &(String, String)| {
                if place.is_empty() { format!(" {why}") } else { format!("{place}: {why}") }
            };
            let broken: Vec<String> = broken.iter().map(told).collect();
            let sentence = format!("Invalid parameters: \n{}", broken.join("\n  "));
            let input = Value::Object(parameters.to_map());
            vec![Objection { kind: "RunDeployment", field: "parameters", sentence, input }]
        }
        Action::EmitEvent(action) => {
            let members = [
                ("event", Value::from(action.event.as_str())),
                (
                    "resource",
                    action.resource.as_ref().map(|resource| resource.to_map().into()).unwrap_or_default(),
                ),
                ("related", action.related.iter().map(|related| Value::from(related.to_map())).collect()),
                ("payload", action.payload.to_map().into()),
            ];
            own("EmitEvent", &members)
        }
        Action::DeclareIncident(DeclareIncident { title, description, .. }) => own(
            "DeclareIncident",
            &[("title", optional(title.as_ref())), ("description", optional(description.as_ref()))],
        ),
        Action::SendSlackMessage(SendSlackMessage { message, blocks, .. }) => {
            let blocks = blocks.iter().flatten().map(Json::to_value).collect();
            own("SendSlackMessage", &[("message", optional(message.as_ref())), ("blocks", blocks)])
        }
        Action::SendPagerDutyAlert(alert) => {
            let details = alert.custom_details.as_ref().map(|details| details.to_map().into());
            let members = [
                ("summary", optional(alert.summary.as_ref())),
                ("dedup_key", optional(alert.dedup_key.as_ref())),
                ("source", optional(alert.source.as_ref())),
                ("component", optional(alert.component.as_ref())),
                ("group", optional(alert.group.as_ref())),
                ("class", optional(alert.class.as_ref())),
                ("custom_details", details.unwrap_or_default()),
            ];
            own("SendPagerDutyAlert", &members)
        }
        _ => Vec::new(),
    }
}

fn optional(text: Option<&String>) -> Value {
    text.map(String::as_str).into()
}

/// The members of an action of Weir's own with a text in them that is a template, and cannot be read.
fn own(kind: &'static str, members: &[(&'static str, Value)]) -> Vec<Objection> {
    let unreadable = |(field, value): &(&'static str, Value)| {
        let error = templates::check_all(value).err()?;
        let sentence = format!("'{field}' is not a valid template: {error}");
        Some(Objection { kind, field, sentence, input: value.clone() })
    };
    members.iter().filter_map(unreadable).collect()
}

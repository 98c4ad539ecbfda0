//! Opsgenie: an alert.
//!
//! The request: <https://docs.opsgenie.com/docs/alert-api#create-alert>. An alert has the name of its message as alias
//! unless the block gives another, so that a repetition makes no second alert.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    channel::{Channel, Names, NotifyType},
    delivery::Delivery,
    message::{Message, cut},
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest message and the longest description that Opsgenie takes.
const LONGEST_MESSAGE: usize = 130;
const LONGEST_DESCRIPTION: usize = 15_000;

/// An integration, and who is to hear of its alerts.
#[derive(Deserialize)]
pub(super) struct Opsgenie {
    apikey: String,
    #[serde(default)]
    target_user: Names,
    #[serde(default)]
    target_team: Names,
    #[serde(default)]
    target_schedule: Names,
    #[serde(default)]
    target_escalation: Names,
    #[serde(default)]
    region_name: Region,
    #[serde(default)]
    batch: bool,
    #[serde(default)]
    tags: Names,
    priority: Option<u8>,
    alias: Option<String>,
    entity: Option<String>,
    details: Option<Map<String, Value>>,
    #[serde(default)]
    notify_type: NotifyType,
}

/// Where an account lives.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Region {
    #[default]
    Us,
    Eu,
}

impl Channel for Opsgenie {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let responders = self.responders();
        let groups: Vec<&[Value]> = if self.batch || responders.is_empty() {
            vec![&responders]
        } else {
            responders.chunks(1).collect()
        };
        let post = |(place, responders): (usize, &[Value])| {
            let host = match self.region_name {
                Region::Us => "api.opsgenie.com",
                Region::Eu => "api.eu.opsgenie.com",
            };
            let target = Target::Vendor { host, path: "/v2/alerts".to_owned() };
            let key = message.key_of(place);
            let call = Call::json(target, key, &self.alert(message, key, responders));
            Ok(Delivery::Http(call.authorized(&format!("GenieKey {}", self.apikey))?))
        };
        groups.into_iter().enumerate().map(post).collect()
    }
}

impl Opsgenie {
    fn alert(&self, message: &Message, key: Uuid, responders: &[Value]) -> Value {
        let mut details = self.details.clone().unwrap_or_default();
        details.insert("type".to_owned(), json!(self.notify_type));
        let mut alert = json!({
            "message": message.title(LONGEST_MESSAGE),
            "alias": self.alias.clone().unwrap_or_else(|| key.to_string()),
            "description": cut(&message.body, LONGEST_DESCRIPTION),
            "details": details,
            "priority": format!("P{}", self.priority.unwrap_or(3).clamp(1, 5)),
            "source": "Weir",
        });
        if !responders.is_empty() {
            alert["responders"] = json!(responders);
        }
        if !self.tags.0.is_empty() {
            alert["tags"] = json!(self.tags.0);
        }
        if let Some(entity) = &self.entity {
            alert["entity"] = json!(entity);
        }
        alert
    }

    fn responders(&self) -> Vec<Value> {
        let of = |kind: &'static str, by: &'static str, names: &Names| {
            let responder = move |name: &String| {
                let by = if name.parse::<Uuid>().is_ok() { "id" } else { by };
                json!({ "type": kind, by: name })
            };
            names.0.iter().map(responder).collect::<Vec<_>>()
        };
        [
            of("user", "username", &self.target_user),
            of("team", "name", &self.target_team),
            of("schedule", "name", &self.target_schedule),
            of("escalation", "name", &self.target_escalation),
        ]
        .concat()
    }
}

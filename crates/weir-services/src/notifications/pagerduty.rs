//! PagerDuty's Events API v2, which opens alerts and closes them again.
//!
//! The events: <https://developer.pagerduty.com/docs/send-alert-event>.

use serde_json::{Map, Value, json};
use uuid::Uuid;
use weir_types::automations::Severity;

use super::{
    Call, Message, Target, Undelivered,
    channel::{Channel, text},
    delivery::Delivery,
};

/// The longest summary that PagerDuty takes.
const LONGEST_SUMMARY: usize = 1024;

/// Where an integration's events go: PagerDuty keeps its regions apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Region {
    #[default]
    Us,
    Eu,
}

impl Region {
    const fn host(self) -> &'static str {
        match self {
            Self::Us => "events.pagerduty.com",
            Self::Eu => "events.eu.pagerduty.com",
        }
    }
}

/// An integration of a PagerDuty service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Integration<'a> {
    /// The integration key, a secret.
    pub(crate) routing_key: &'a str,
    pub(crate) region: Region,
}

impl<'a> Integration<'a> {
    /// The one that a block of the type `pager-duty-webhook` names.
    pub(crate) fn of_block(data: &'a Map<String, Value>) -> Result<Self, Undelivered> {
        let region = match data.get("region_name").and_then(Value::as_str) {
            Some("eu") => Region::Eu,
            _ => Region::Us,
        };
        Ok(Self { routing_key: text(data, "integration_key")?, region })
    }

    /// The request that sends an event. `dedup_key` names the alert: a second event with the same key changes that
    /// alert, so a repetition does no harm. `key` names the request.
    pub(crate) fn call(&self, key: Uuid, dedup_key: &str, event: &Event) -> Call {
        let target = Target::Vendor { host: self.region.host(), path: "/v2/enqueue".to_owned() };
        Call::json(target, key, &self.body(dedup_key, event))
    }

    fn body(&self, dedup_key: &str, event: &Event) -> Value {
        let mut body = json!({ "routing_key": self.routing_key, "dedup_key": dedup_key });
        match event {
            Event::Trigger(alert) => {
                body["event_action"] = "trigger".into();
                body["client"] = "Weir".into();
                body["payload"] = alert.payload();
                if let Some(link) = &alert.link {
                    body["links"] = json!([{ "href": link }]);
                }
            }
            Event::Resolve => body["event_action"] = "resolve".into(),
        }
        body
    }
}

/// What happens to an alert.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// It is opened.
    Trigger(Box<Alert>),
    /// It is over.
    Resolve,
}

/// An alert that is opened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alert {
    /// What happened, in a sentence.
    pub(crate) summary: String,
    pub(crate) severity: Severity,
    /// What it happened to.
    pub(crate) source: String,
    /// The part of the source.
    pub(crate) component: Option<String>,
    pub(crate) group: Option<String>,
    /// The kind of event.
    pub(crate) class: Option<String>,
    /// What else is to be shown.
    pub(crate) custom_details: Option<Value>,
    /// Where to look.
    pub(crate) link: Option<String>,
}

impl Alert {
    fn payload(&self) -> Value {
        let summary: String = self.summary.chars().take(LONGEST_SUMMARY).collect();
        let mut payload =
            json!({ "summary": summary, "severity": self.severity.as_str(), "source": self.source });
        let more = [
            ("component", self.component.clone().map(Value::from)),
            ("group", self.group.clone().map(Value::from)),
            ("class", self.class.clone().map(Value::from)),
            ("custom_details", self.custom_details.clone()),
        ];
        for (member, value) in more {
            if let Some(value) = value {
                payload[member] = value;
            }
        }
        payload
    }
}

/// A block of the type `pager-duty-webhook`.
pub(super) struct Block(pub(super) Map<String, Value>);

impl Channel for Block {
    /// The alert is named after its message, so that a repetition opens no second one.
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let alert = of_notification(&self.0, &message.subject, &message.body);
        let (key, event) = (message.key, Event::Trigger(Box::new(alert)));
        Ok(vec![Delivery::Http(Integration::of_block(&self.0)?.call(key, &key.to_string(), &event))])
    }
}

/// The alert of a notification that goes through a block of the type `pager-duty-webhook`.
pub(super) fn of_notification(data: &Map<String, Value>, subject: &str, body: &str) -> Alert {
    let member = |name: &str| data.get(name).and_then(Value::as_str).map(str::to_owned);
    let severity = match data.get("notify_type").and_then(Value::as_str) {
        Some("failure") => Severity::Critical,
        Some("warning") => Severity::Warning,
        _ => Severity::Info,
    };
    let subject = subject.trim();
    Alert {
        summary: if subject.is_empty() { body.to_owned() } else { format!("{subject}\n{body}") },
        severity,
        source: member("source").unwrap_or_else(|| "Prefect".to_owned()),
        component: Some(member("component").unwrap_or_else(|| "Notification".to_owned())),
        group: member("group"),
        class: member("class_id"),
        custom_details: data.get("custom_details").filter(|details| details.is_object()).cloned(),
        link: member("clickable_url"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_names_the_integration_and_what_its_alerts_tell() {
        let data = json!({
            "integration_key": "R0UT1NG", "api_key": "unused", "notify_type": "failure", "region_name": "eu",
            "source": "nightly", "group": "data", "class_id": "load", "custom_details": { "team": "b" },
            "clickable_url": "https://runbook.example/",
        });
        let data = data.as_object().unwrap();
        let integration = Integration::of_block(data).unwrap();
        assert_eq!(integration, Integration { routing_key: "R0UT1NG", region: Region::Eu });
        let alert = of_notification(data, " etl failed ", "the disk is full");
        let body = integration.body("etl", &Event::Trigger(Box::new(alert)));
        assert_eq!(
            body,
            json!({
                "routing_key": "R0UT1NG",
                "dedup_key": "etl",
                "event_action": "trigger",
                "client": "Weir",
                "payload": {
                    "summary": "etl failed\nthe disk is full",
                    "severity": "critical",
                    "source": "nightly",
                    "component": "Notification",
                    "group": "data",
                    "class": "load",
                    "custom_details": { "team": "b" },
                },
                "links": [{ "href": "https://runbook.example/" }],
            })
        );
    }

    #[test]
    fn a_long_summary_is_cut() {
        let alert = of_notification(&Map::new(), "", &"ä".repeat(2000));
        assert_eq!(alert.payload()["summary"].as_str().unwrap().chars().count(), LONGEST_SUMMARY);
        assert_eq!(alert.payload()["severity"], "info");
    }
}

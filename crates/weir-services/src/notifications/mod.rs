//! Notifications, sent through the blocks that users saved.

mod outbound;
pub(crate) mod pagerduty;
mod slack;

use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::outbound::Settings;
pub(crate) use self::outbound::{Call, Outbound, Received, Undelivered};

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Names the message: a repetition has the same.
    pub key: Uuid,
    /// The headline.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Sends a message through a block of the type `slug`, whose opened data is `data`.
pub(crate) async fn send(
    outbound: &Outbound,
    slug: &str,
    data: &Map<String, Value>,
    message: &Message,
) -> Result<(), Undelivered> {
    match slug {
        "slack-webhook" => {
            let private = data.get("allow_private_urls").and_then(Value::as_bool).unwrap_or(true);
            let slack = slack::message(&message.subject, &message.body);
            outbound.post(text(data, "url")?, private, message.key, &slack).await
        }
        "pager-duty-webhook" => {
            let alert = pagerduty::of_notification(data, &message.subject, &message.body);
            let event = pagerduty::Event::Trigger(Box::new(alert));
            let key = message.key;
            pagerduty::Integration::of_block(data)?.send(outbound, key, &key.to_string(), &event).await
        }
        other => Err(Undelivered::Refused(format!(
            "Weir does not send notifications through blocks of the type {other} yet"
        ))),
    }
}

fn text<'d>(data: &'d Map<String, Value>, member: &str) -> Result<&'d str, Undelivered> {
    let text = data.get(member).and_then(Value::as_str);
    text.ok_or_else(|| Undelivered::Refused(format!("The notification block has no {member}")))
}

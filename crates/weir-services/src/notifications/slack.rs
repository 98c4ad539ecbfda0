//! Slack: incoming webhooks, and the method `chat.postMessage` with a bot's token.
//!
//! The messages: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks> and
//! <https://docs.slack.dev/reference/methods/chat.postMessage>.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    channel::{Channel, Names, on, read},
    delivery::Delivery,
    message::{Message, cut},
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest text that Slack takes; it cuts off what is longer.
const LONGEST: usize = 40_000;

/// An incoming webhook, or another receiver of the same messages.
#[derive(Deserialize)]
pub(super) struct Webhook {
    url: String,
    #[serde(default = "on")]
    allow_private_urls: bool,
}

impl Channel for Webhook {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        Ok(vec![self.post(message.key, &json!({ "text": text(message) }))])
    }
}

impl Webhook {
    fn post(&self, key: Uuid, body: &Value) -> Delivery {
        let target = Target::Url { url: self.url.clone(), block_allows_private: self.allow_private_urls };
        Delivery::Http(Call::json(target, key, body))
    }
}

/// What a message in Slack's own form becomes (`text`, and `blocks` of Block Kit) that goes through a block of the type
/// `slack-webhook`.
pub(crate) fn deliveries(
    data: Map<String, Value>,
    key: Uuid,
    message: &Value,
) -> Result<Vec<Delivery>, Undelivered> {
    if !data.get("url").and_then(Value::as_str).is_some_and(|url| url.starts_with("http")) {
        return Err(Undelivered::refused("The block's URL is not that of an incoming webhook of Slack"));
    }
    Ok(vec![read::<Webhook>(data)?.post(key, message)])
}

/// A bot, and the channels that it writes to.
#[derive(Deserialize)]
pub(super) struct Bot {
    token: String,
    #[serde(default)]
    channel: Names,
}

impl Channel for Bot {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        if self.channel.0.is_empty() {
            return Err(Undelivered::refused(
                "The block names no channel: add `channel` to its data, or use a Slack Webhook block whose URL is \
                 slack://TOKEN/CHANNEL",
            ));
        }
        let post = |(place, channel): (usize, &String)| {
            let target = Target::Vendor { host: "slack.com", path: "/api/chat.postMessage".to_owned() };
            let body: Value = json!({ "channel": channel, "text": text(message) });
            let call = Call::new(reqwest::Method::POST, target, message.key_of(place))
                .with_body("application/json; charset=utf-8", body.to_string())
                .authorized(&format!("Bearer {}", self.token))?;
            Ok(Delivery::Slack(call))
        };
        self.channel.0.iter().enumerate().map(post).collect()
    }
}

/// The subject in bold, the text below.
fn text(message: &Message) -> String {
    match message.headline() {
        Some(subject) => cut(&format!("*{subject}*\n{}", message.body), LONGEST),
        None => cut(&message.body, LONGEST),
    }
}

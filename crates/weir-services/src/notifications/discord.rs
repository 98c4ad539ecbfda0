//! Discord: webhooks.
//!
//! The message: <https://discord.com/developers/docs/resources/webhook#execute-webhook>.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    channel::Channel,
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest text that Discord takes in one message.
const LONGEST: usize = 2000;

/// A webhook of a Discord channel.
#[derive(Deserialize)]
pub(super) struct Discord {
    webhook_id: String,
    webhook_token: String,
    botname: Option<String>,
    #[serde(default)]
    tts: bool,
    avatar_url: Option<String>,
}

impl Channel for Discord {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let mut body = json!({ "content": message.whole(LONGEST), "tts": self.tts });
        for (member, value) in [("username", &self.botname), ("avatar_url", &self.avatar_url)] {
            if let Some(value) = value {
                body[member] = Value::from(value.as_str());
            }
        }
        let plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !plain(&self.webhook_id) || !plain(&self.webhook_token) {
            return Err(Undelivered::refused("The block's webhook_id or webhook_token is none"));
        }
        let path = format!("/api/webhooks/{}/{}", self.webhook_id, self.webhook_token);
        let target = Target::Vendor { host: "discord.com", path };
        Ok(vec![Delivery::Http(Call::json(target, message.key, &body))])
    }
}

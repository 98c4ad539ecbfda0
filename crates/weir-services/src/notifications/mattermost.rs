//! Mattermost: incoming webhooks.
//!
//! The message: <https://developers.mattermost.com/integrate/webhooks/incoming/>.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    channel::{Channel, Names},
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest text that Mattermost takes in one message.
const LONGEST: usize = 16_383;

/// A webhook of a server.
#[derive(Deserialize)]
pub(super) struct Mattermost {
    hostname: String,
    token: String,
    #[serde(default)]
    secure: bool,
    botname: Option<String>,
    #[serde(default)]
    channels: Names,
    path: Option<String>,
    #[serde(default = "usual_port")]
    port: u16,
}

fn usual_port() -> u16 {
    8065
}

impl Channel for Mattermost {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let scheme = if self.secure { "https" } else { "http" };
        let path = self.path.as_deref().unwrap_or_default().trim_matches('/');
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        let url = format!("{scheme}://{}:{}{path}/hooks/{}", self.hostname, self.port, self.token);
        let post = |place: usize, channel: Option<&str>| {
            let mut body = json!({ "text": message.whole(LONGEST) });
            if let Some(channel) = channel {
                body["channel"] = Value::from(channel.trim_start_matches('#'));
            }
            if let Some(botname) = &self.botname {
                body["username"] = Value::from(botname.as_str());
            }
            let target = Target::Url { url: url.clone(), block_allows_private: true };
            Delivery::Http(Call::json(target, message.key_of(place), &body))
        };
        if self.channels.0.is_empty() {
            return Ok(vec![post(0, None)]);
        }
        Ok(self.channels.0.iter().enumerate().map(|(place, channel)| post(place, Some(channel))).collect())
    }
}

//! Microsoft Teams: a workflow that posts what its webhook is sent, as an adaptive card.
//!
//! The message: <https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.

use serde::Deserialize;
use serde_json::json;

use super::{
    channel::{Channel, on},
    delivery::Delivery,
    message::{Message, cut},
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// Teams takes cards of up to 28 KB; this leaves room for characters of several bytes.
const LONGEST: usize = 7_000;

/// A workflow.
#[derive(Deserialize)]
pub(super) struct Teams {
    url: String,
    #[serde(default = "on")]
    allow_private_urls: bool,
    #[serde(default = "on")]
    wrap: bool,
}

impl Channel for Teams {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let mut blocks = Vec::new();
        if let Some(subject) = message.headline() {
            blocks.push(json!({
                "type": "TextBlock", "text": cut(subject, LONGEST), "style": "heading", "weight": "Bolder", "size": "Large",
                "wrap": self.wrap,
            }));
        }
        blocks.push(json!({ "type": "TextBlock", "text": cut(&message.body, LONGEST), "wrap": self.wrap }));
        let card = json!({
            "type": "message",
            "attachments": [{
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": null,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": blocks,
                    "msteams": { "width": "full" },
                },
            }],
        });
        let target = Target::Url { url: self.url.clone(), block_allows_private: self.allow_private_urls };
        Ok(vec![Delivery::Http(Call::json(target, message.key, &card))])
    }
}

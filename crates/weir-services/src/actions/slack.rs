//! `send-slack-message`.

use serde_json::{Value, json};
use weir_store::{Result, automation_actions::QueuedAction};
use weir_types::{Json, automations::SendSlackMessage};

use super::{
    Attempt, Done, Worker,
    blocks::{Chosen, related, slug},
    firing::Firing,
};
use crate::notifications::slack;

/// The type of the blocks with Slack's incoming webhooks.
const SLUG: &str = "slack-webhook";

impl Worker {
    /// Renders the text and the blocks and posts them to the webhook of a saved block.
    pub(super) async fn slack(
        &self,
        queued: &QueuedAction,
        firing: &Firing,
        action: &SendSlackMessage,
    ) -> Result<Attempt> {
        let chosen = Chosen::new(SLUG, "webhook", action.block_document_id, action.webhook.as_ref());
        let mut written = serde_json::Map::new();
        if let Some(message) = &action.message {
            written.insert("text".to_owned(), json!(message));
        }
        if let Some(blocks) = &action.blocks {
            written.insert("blocks".to_owned(), blocks.iter().map(Json::to_value).collect());
        }
        let written = Value::Object(written);
        let (document, context) = self.material(firing, chosen, &[written.to_string()]).await?;
        let document = match document {
            Ok(document) => document,
            Err(reason) => return Ok(Attempt::over(Done::failed(reason))),
        };
        let mut done = Done { related: related(&document), ..Done::default() };
        if slug(&document) != SLUG {
            return Ok(Attempt::over(done.because("The referenced block is no Slack webhook")));
        }
        let message = match self.filled(&written, &context, &done) {
            Ok(message) => message,
            Err(failed) => return Ok(Attempt::over(*failed)),
        };
        done.render(&message);
        let deliveries = slack::deliveries(document.data.0.to_map(), queued.id, &message);
        Ok(self.hand_over(queued, &document, done, deliveries).await)
    }
}

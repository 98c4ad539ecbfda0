//! `send-notification`.

use serde_json::{Map, Value, json};
use weir_engine::templates;
use weir_store::{StoreError, automation_actions::QueuedAction};
use weir_types::{block_documents::BlockDocument, ids::BlockDocumentId};

use super::{
    Attempt, Done, Worker,
    blocks::{Chosen, related, slug},
    context::context,
    firing::Firing,
};
use crate::notifications::{self, Delivery, Message, Secrets, Sent, Undelivered};

impl Worker {
    /// Renders the subject and the body and sends them through a block.
    pub(super) async fn notify(
        &self,
        queued: &QueuedAction,
        firing: &Firing,
        block: BlockDocumentId,
        templates: [String; 2],
    ) -> Result<Attempt, StoreError> {
        let (document, context) = self.material(firing, Chosen::Id(block), &templates).await?;
        let document = match document {
            Ok(document) => document,
            Err(reason) => return Ok(Attempt::over(Done::failed(reason))),
        };
        let mut done = Done { related: related(&document), ..Done::default() };
        let rendered = match self.rendered(&templates, &context, &done) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(Attempt::over(*failed)),
        };
        let [subject, body] = <[String; 2]>::try_from(rendered).unwrap_or_default();
        done.render(&json!({ "subject": subject, "body": body }));
        let message = Message { key: queued.id, subject, body };
        let schema = document.block_schema.as_ref();
        let can_notify = schema.is_some_and(|schema| schema.capabilities.iter().any(|able| able == "notify"));
        let data = document.data.0.to_map();
        let deliveries = notifications::deliveries(slug(&document), can_notify, data, &message);
        Ok(self.hand_over(queued, &document, done, deliveries).await)
    }

    /// Sends what a message became that goes through a block; `done` is what becomes of the action if that succeeds.
    pub(super) async fn hand_over(
        &self,
        queued: &QueuedAction,
        document: &BlockDocument,
        done: Done,
        deliveries: Result<Vec<Delivery>, Undelivered>,
    ) -> Attempt {
        let deliveries = match deliveries {
            Ok(deliveries) => deliveries,
            Err(refused) => return Attempt::over(done.because(refused.reason)),
        };
        let reached = usize::try_from(queued.reached).unwrap_or_default();
        let Sent { reached, result } = notifications::send(&self.outbound, &deliveries, reached).await;
        match result {
            Ok(()) => Attempt { reached, ..Attempt::over(done) },
            Err(Undelivered { reason, answer, again }) => {
                let mut done = done.because(reason);
                if let Some(answer) = answer {
                    done.details.extend(secrets(document).told(&answer));
                }
                Attempt { again, reached, ..Attempt::over(done) }
            }
        }
    }

    /// The templates filled in; or, if one cannot be, what has become of the action.
    pub(super) fn rendered(
        &self,
        templates: &[String],
        context: &Value,
        done: &Done,
    ) -> Result<Vec<String>, Box<Done>> {
        let render = |template: &String| {
            templates::render(template, context, &self.settings.ui_url)
                .map_err(|error| unrendered(template, &error, done))
        };
        templates.iter().map(render).collect()
    }

    /// The templates among the texts in a value filled in; or, if one cannot be, what has become of the action.
    pub(super) fn filled(&self, written: &Value, context: &Value, done: &Done) -> Result<Value, Box<Done>> {
        templates::render_all(written, context, &self.settings.ui_url)
            .map_err(|error| unrendered(&written.to_string(), &error, done))
    }

    /// The block, opened, or why there is none; and what the templates can name.
    pub(super) async fn material(
        &self,
        firing: &Firing,
        block: Chosen,
        templates: &[String],
    ) -> Result<(Result<BlockDocument, String>, Value), StoreError> {
        let now = self.clock.now();
        let input = (self.settings.seal.clone(), firing.clone(), templates.to_vec(), block);
        self.store
            .read(input, move |conn, (seal, firing, templates, block)| {
                Box::pin(async move {
                    let document = block.read(conn, seal).await?;
                    Ok((document, context(conn, firing, templates, now).await?))
                })
            })
            .await
    }
}

/// The secrets of a block.
fn secrets(document: &BlockDocument) -> Secrets {
    let schema = document.block_schema.as_ref();
    let fields = schema.map(|schema| schema.fields.to_map()).unwrap_or_default();
    Secrets::of(&document.data.0.to_map(), &fields)
}

fn unrendered(template: &str, error: &templates::TemplateError, done: &Done) -> Box<Done> {
    let details = Map::from_iter([
        ("template_error".to_owned(), error.to_string().into()),
        ("template_source".to_owned(), template.into()),
    ]);
    Box::new(Done { details, ..done.clone() }.because(format!("Template rendering failed: {error}")))
}

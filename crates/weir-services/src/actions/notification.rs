//! `send-notification`.

use serde_json::{Map, Value, json};
use weir_engine::templates;
use weir_store::{StoreError, automation_actions::QueuedAction, block_documents};
use weir_types::{block_documents::BlockDocument, ids::BlockDocumentId};

use super::{Attempt, Done, Worker, context::context, firing::Firing};
use crate::notifications::{self, Message, Secrets, Sent, Undelivered};

impl Worker {
    /// Renders the subject and the body and sends them through a block.
    pub(super) async fn notify(
        &self,
        queued: &QueuedAction,
        firing: &Firing,
        block: BlockDocumentId,
        templates: [String; 2],
    ) -> Result<Attempt, StoreError> {
        let (document, context) = self.material(firing, block, &templates).await?;
        let Some(document) = document else {
            return Ok(Attempt::over(Done::failed("Block document not found")));
        };
        let done = Done { related: related(&document), ..Done::default() };
        let rendered = match self.rendered(&templates, &context, &done) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(Attempt::over(failed)),
        };
        let [subject, body] = <[String; 2]>::try_from(rendered).unwrap_or_default();
        let message = Message { key: queued.id, subject, body };
        let opened = Opened::of(&document);
        let deliveries = notifications::deliveries(&opened.slug, opened.can_notify, opened.data, &message);
        let deliveries = match deliveries {
            Ok(deliveries) => deliveries,
            Err(refused) => return Ok(Attempt::over(done.because(refused.reason))),
        };
        let reached = usize::try_from(queued.reached).unwrap_or_default();
        let Sent { reached, result } = notifications::send(&self.outbound, &deliveries, reached).await;
        Ok(match result {
            Ok(()) => Attempt { reached, ..Attempt::over(done) },
            Err(Undelivered { reason, answer, again }) => {
                let details = answer.map(|answer| opened.secrets.told(&answer)).unwrap_or_default();
                let done = Done { details, ..done }.because(reason);
                Attempt { again, reached, ..Attempt::over(done) }
            }
        })
    }

    /// The templates filled in; or, if one cannot be, what has become of the action.
    pub(super) fn rendered(
        &self,
        templates: &[String],
        context: &Value,
        done: &Done,
    ) -> Result<Vec<String>, Done> {
        let render = |template: &String| {
            templates::render(template, context, &self.settings.ui_url).map_err(|error| {
                let details = Map::from_iter([
                    ("template_error".to_owned(), error.to_string().into()),
                    ("template_source".to_owned(), template.as_str().into()),
                ]);
                Done { details, ..done.clone() }.because(format!("Template rendering failed: {error}"))
            })
        };
        templates.iter().map(render).collect()
    }

    /// The block, opened, and what the templates can name.
    pub(super) async fn material(
        &self,
        firing: &Firing,
        block: BlockDocumentId,
        templates: &[String],
    ) -> Result<(Option<BlockDocument>, Value), StoreError> {
        let now = self.clock.now();
        let input = (self.settings.seal.clone(), firing.clone(), templates.to_vec());
        self.store
            .read(input, move |conn, (seal, firing, templates)| {
                Box::pin(async move {
                    let document = block_documents::read(conn, seal, block, true).await?;
                    Ok((document, context(conn, firing, templates, now).await?))
                })
            })
            .await
    }
}

/// What a channel needs to know of a block.
struct Opened {
    slug: String,
    /// Whether its schema says that it can notify.
    can_notify: bool,
    data: Map<String, Value>,
    secrets: Secrets,
}

impl Opened {
    fn of(document: &BlockDocument) -> Self {
        let data = document.data.0.to_map();
        let schema = document.block_schema.as_ref();
        let fields = schema.map(|schema| schema.fields.to_map()).unwrap_or_default();
        Self {
            slug: document.block_type.as_ref().map_or_else(String::new, |kind| kind.slug.as_str().to_owned()),
            can_notify: schema.is_some_and(|schema| schema.capabilities.iter().any(|able| able == "notify")),
            secrets: Secrets::of(&data, &fields),
            data,
        }
    }
}

/// The block and its type, as resources that the action has to do with.
pub(super) fn related(document: &BlockDocument) -> Vec<Value> {
    let mut related = vec![json!({
        "prefect.resource.id": format!("prefect.block-document.{}", document.id),
        "prefect.resource.role": "block",
        "prefect.resource.name": document.name,
    })];
    if let Some(kind) = &document.block_type {
        related.push(json!({
            "prefect.resource.id": format!("prefect.block-type.{}", kind.slug.as_str()),
            "prefect.resource.role": "block-type",
        }));
    }
    related
}

//! `send-pagerduty-alert`.

use serde_json::{Value, json};
use weir_engine::templates;
use weir_store::{
    Result,
    automation_actions::{self, QueuedAction},
};
use weir_types::{JsonObject, automations::SendPagerDutyAlert};

use super::{
    Attempt, Done, Worker,
    blocks::{Chosen, related, slug},
    firing::Firing,
};
use crate::notifications::{
    Again, Delivery,
    pagerduty::{Alert, Event, Integration},
};

/// The type of the blocks with PagerDuty's integration keys.
const SLUG: &str = "pager-duty-webhook";

/// The longest key that PagerDuty takes.
const LONGEST_KEY: usize = 255;

impl Worker {
    /// Opens an alert through the integration of a saved block or, when what it told of is over, resolves it.
    pub(super) async fn page(
        &self,
        queued: &QueuedAction,
        firing: &Firing,
        action: &SendPagerDutyAlert,
    ) -> Result<Attempt> {
        let chosen = Chosen::new(SLUG, "integration", action.block_document_id, action.integration.as_ref());
        let written = written(action);
        let (document, context) = self.material(firing, chosen, &[written.to_string()]).await?;
        let document = match document {
            Ok(document) => document,
            Err(reason) => return Ok(Attempt::over(Done::failed(reason))),
        };
        let mut done = Done { related: related(&document), ..Done::default() };
        if slug(&document) != SLUG {
            return Ok(Attempt::over(done.because("The referenced block is no PagerDuty integration")));
        }
        let mut filled = match self.filled(&written, &context, &done) {
            Ok(filled) => filled,
            Err(failed) => return Ok(Attempt::over(*failed)),
        };
        let key = key(queued, firing, filled["dedup_key"].take());
        filled["dedup_key"] = key.as_str().into();
        done.render(&filled);
        done.details.insert("dedup_key".to_owned(), key.as_str().into());
        let event = if firing.is_resolved() {
            if self.is_still_to_come(queued).await? {
                let waits = done.because("The alert has not been sent yet, so it cannot be resolved");
                return Ok(Attempt { again: Again::Later(None), ..Attempt::over(waits) });
            }
            done.details.insert("event_action".to_owned(), "resolve".into());
            Event::Resolve
        } else {
            done.details.insert("event_action".to_owned(), "trigger".into());
            let link = templates::render("{{ event.resource|ui_url }}", &context, &self.settings.ui_url);
            let link = link.ok().filter(|link| link.starts_with("http"));
            Event::Trigger(Box::new(alert(queued, firing, action, filled, link)))
        };
        let data = document.data.0.to_map();
        let deliveries = Integration::of_block(&data)
            .map(|integration| vec![Delivery::Http(integration.call(queued.id, &key, &event))]);
        Ok(self.hand_over(queued, &document, done, deliveries).await)
    }

    /// Whether the alert that this action resolves waits to be sent.
    async fn is_still_to_come(&self, queued: &QueuedAction) -> Result<bool> {
        let (automation, index, before) = (queued.automation_id, queued.action_index, queued.id);
        self.store
            .read((), move |conn, ()| {
                Box::pin(automation_actions::is_any_pending_before(conn, automation, index, before))
            })
            .await
    }
}

/// The action's templates.
fn written(action: &SendPagerDutyAlert) -> Value {
    json!({
        "dedup_key": action.dedup_key,
        "summary": action.summary,
        "source": action.source,
        "component": action.component,
        "group": action.group,
        "class": action.class,
        "custom_details": action.custom_details.as_ref().map(JsonObject::to_map),
    })
}

/// The alert's name: the one that the action gives, or the automation and the deployment, flow or thing.
fn key(queued: &QueuedAction, firing: &Firing, given: Value) -> String {
    let key = match given {
        Value::String(key) if !key.trim().is_empty() => key,
        _ => format!("weir/{}/{}", queued.automation_id, firing.subject()),
    };
    key.chars().take(LONGEST_KEY).collect()
}

fn alert(
    queued: &QueuedAction,
    firing: &Firing,
    action: &SendPagerDutyAlert,
    mut filled: Value,
    link: Option<String>,
) -> Alert {
    let mut text = |member: &str| match filled[member].take() {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    };
    Alert {
        summary: text("summary").unwrap_or_else(|| firing.summary(&queued.automation_name)),
        severity: action.severity,
        source: text("source")
            .or_else(|| firing.thing().map(str::to_owned))
            .unwrap_or_else(|| "Weir".to_owned()),
        component: text("component"),
        group: text("group"),
        class: text("class"),
        custom_details: Some(filled["custom_details"].take())
            .filter(Value::is_object)
            .or_else(|| Some(details(queued))),
        link,
    }
}

/// What an alert tells besides, unless the action says otherwise.
fn details(queued: &QueuedAction) -> Value {
    json!({ "automation": queued.automation_name, "automation_id": queued.automation_id })
}

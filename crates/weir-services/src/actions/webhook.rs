//! `call-webhook`.

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Map, Value, json};
use weir_store::{Result, automation_actions::QueuedAction};
use weir_types::ids::BlockDocumentId;

use super::{
    Attempt, Done, Worker,
    blocks::{Chosen, related, slug},
    firing::Firing,
};
use crate::notifications::{Again, Call, Received, Target, Undelivered};

/// The most of an answer's body that is told, in characters.
const EXCERPT: usize = 1000;

impl Worker {
    /// Renders the payload and sends it to the address in a webhook block. As with Prefect, the receiver's refusal is
    /// an answer; one that may pass is tried again.
    pub(super) async fn call(
        &self,
        queued: &QueuedAction,
        firing: &Firing,
        block: BlockDocumentId,
        payload: &str,
    ) -> Result<Attempt> {
        let templates = [payload.to_owned()];
        let (document, context) = self.material(firing, Chosen::Id(block), &templates).await?;
        let Ok(document) = document else {
            return Ok(Attempt::over(Done::failed("Unexpected status from 'call-webhook' action: 404")));
        };
        if slug(&document) != "webhook" {
            return Ok(Attempt::over(Done::failed("The referenced block was not a webhook block")));
        }
        let mut done = Done { related: related(&document), ..Done::default() };
        let body = match self.rendered(&templates, &context, &done) {
            Ok(rendered) => rendered.into_iter().next().unwrap_or_default(),
            Err(failed) => return Ok(Attempt::over(*failed)),
        };
        done.render(&json!({ "payload": body }));
        let data = document.data.0.to_map();
        let Some((url, method, headers)) = address(&data) else {
            return Ok(Attempt::over(done.because("The webhook block was invalid")));
        };
        let flag = |member: &str| data.get(member).and_then(Value::as_bool).unwrap_or(true);
        let target = Target::Url { url: url.to_owned(), block_allows_private: flag("allow_private_urls") };
        let call = Call { headers, body, verify: flag("verify"), ..Call::new(method, target, queued.id) };
        Ok(match self.outbound.call(&call).await {
            Ok(answer) if answer.is_passing() => {
                let reason = format!("Webhook call failed: the receiver answered {}", answer.status);
                let again = Again::Later(answer.retry_after());
                let done = Done { details: told(&answer), ..done }.because(reason);
                Attempt { again, ..Attempt::over(done) }
            }
            Ok(answer) => Attempt::over(Done { details: told(&answer), ..done }),
            Err(Undelivered { reason, again, .. }) => {
                Attempt { again, ..Attempt::over(done.because(format!("Webhook call failed: {reason}"))) }
            }
        })
    }
}

/// Where the block's data says that the request goes, and how.
fn address(data: &Map<String, Value>) -> Option<(&str, Method, HeaderMap)> {
    let url = data.get("url")?.as_str()?;
    let method = data.get("method").map_or(Some("POST"), Value::as_str)?.parse().ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in data.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let name: HeaderName = name.parse().ok()?;
        headers.insert(name, HeaderValue::from_str(value.as_str()?).ok()?);
    }
    Some((url, method, headers))
}

/// What the action's event tells of an answer.
fn told(answer: &Received) -> Map<String, Value> {
    let body: String = answer.body.chars().take(EXCERPT).collect();
    let headers = answer.headers.iter().filter(|(name, _)| may_be_told(name.as_str()));
    let headers: Map<String, Value> = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    Map::from_iter([
        ("status_code".to_owned(), answer.status.as_u16().into()),
        ("response_body".to_owned(), body.into()),
        ("response_headers".to_owned(), headers.into()),
    ])
}

/// Headers that carry secrets, or only what proxies say to each other, are not told.
fn may_be_told(name: &str) -> bool {
    !matches!(name, "authorization" | "set-cookie" | "traceparent" | "via")
        && !["x-forwarded", "x-b3", "x-cloud-trace", "x-envoy"].iter().any(|prefix| name.starts_with(prefix))
}

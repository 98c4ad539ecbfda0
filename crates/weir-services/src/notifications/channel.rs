//! Which channel a block belongs to.

use serde::{
    Deserialize,
    de::{Deserializer, Error as _},
};
use serde_json::{Map, Value};

use super::{
    apprise, custom_webhook, delivery::Delivery, discord, email, mattermost, message::Message, opsgenie,
    pagerduty, sendgrid, slack, teams, twilio, undelivered::Undelivered,
};

/// A way to tell somebody something.
pub(super) trait Channel {
    /// What a message becomes: one delivery for each receiver, in an order that never changes.
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered>;
}

/// What a message becomes that goes through a block of the type `slug`, whose opened data is `data`; `can_notify` tells
/// whether its schema says that it can.
pub(crate) fn deliveries(
    slug: &str,
    can_notify: bool,
    data: Map<String, Value>,
    message: &Message,
) -> Result<Vec<Delivery>, Undelivered> {
    channel(slug, can_notify, data)?.deliveries(message)
}

/// The channel of such a block.
pub(super) fn channel(
    slug: &str,
    can_notify: bool,
    data: Map<String, Value>,
) -> Result<Box<dyn Channel>, Undelivered> {
    Ok(match slug {
        "slack-webhook" | "slack-incoming-webhook" => apprise::or_slack(data)?,
        "slack-credentials" => Box::new(read::<slack::Bot>(data)?),
        "ms-teams-webhook" => Box::new(read::<teams::Teams>(data)?),
        "pager-duty-webhook" => Box::new(pagerduty::Block(data)),
        "twilio-sms" => Box::new(read::<twilio::Twilio>(data)?),
        "opsgenie-webhook" => Box::new(read::<opsgenie::Opsgenie>(data)?),
        "mattermost-webhook" => Box::new(read::<mattermost::Mattermost>(data)?),
        "discord-webhook" => Box::new(read::<discord::Discord>(data)?),
        "custom-webhook" => Box::new(read::<custom_webhook::CustomWebhook>(data)?),
        "sendgrid-email" => Box::new(read::<sendgrid::Sendgrid>(data)?),
        "email-server-credentials" => Box::new(read::<email::Server>(data)?),
        other if can_notify => {
            return Err(Undelivered::refused(format!(
                "Weir cannot send notifications through blocks of the type {other}: what they do is written in Python"
            )));
        }
        _ => return Err(Undelivered::refused("The referenced block was not a notification block")),
    })
}

/// A block's data as its channel knows it. What is wrong is told without values: they may be secret.
pub(super) fn read<T: for<'de> Deserialize<'de>>(data: Map<String, Value>) -> Result<T, Undelivered> {
    T::deserialize(Value::Object(data)).map_err(|error| {
        let text = error.to_string();
        let about = text.strip_prefix("missing field ").map_or_else(
            || "a field is not of the form that it should have".to_owned(),
            |field| format!("it has no {}", field.trim_matches('`')),
        );
        Undelivered::refused(format!("The notification block was invalid: {about}"))
    })
}

/// A text that the data must have.
pub(super) fn text<'d>(data: &'d Map<String, Value>, member: &str) -> Result<&'d str, Undelivered> {
    let text = data.get(member).and_then(Value::as_str);
    text.ok_or_else(|| {
        Undelivered::refused(format!("The notification block was invalid: it has no {member}"))
    })
}

/// Names in a list, in a text that parts them by commas, or not given at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names(pub(super) Vec<String>);

impl Names {
    /// The names that a text parts by commas.
    pub(super) fn parse(text: &str) -> Self {
        Self(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            Value::String(text) => Ok(Self::parse(&text)),
            Value::Array(names) => {
                let names = names.into_iter().map(|name| match name {
                    Value::String(name) => Ok(name),
                    _ => Err(D::Error::custom("expected a list of texts")),
                });
                Ok(Self(names.collect::<Result<_, _>>()?))
            }
            _ => Err(D::Error::custom("expected a list of texts")),
        }
    }
}

/// How bad the news of a block are, as its `notify_type` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NotifyType {
    /// No news.
    #[default]
    Info,
    /// Good ones.
    Success,
    /// Bad ones may come.
    Warning,
    /// Bad ones.
    Failure,
}

/// The default of switches that are on.
pub(super) fn on() -> bool {
    true
}

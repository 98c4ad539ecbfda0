//! Custom webhooks: a request of the user's own, in which placeholders such as `{{subject}}` are filled in.
//!
//! What is filled in, and where, is as in Prefect's `CustomWebhookNotificationBlock`: the subject, the body, the block's
//! name and its secrets, in texts at any depth. A text that is nothing but a placeholder becomes its value.

use std::time::Duration;

use reqwest::{
    Method, Url,
    header::{COOKIE, HeaderName},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    channel::{Channel, on},
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// A request, and the values of its placeholders.
#[derive(Deserialize)]
pub(super) struct CustomWebhook {
    name: String,
    url: String,
    #[serde(default = "post")]
    method: String,
    params: Option<Map<String, Value>>,
    json_data: Option<Map<String, Value>>,
    form_data: Option<Value>,
    headers: Option<Map<String, Value>>,
    cookies: Option<Map<String, Value>>,
    #[serde(default = "usual_timeout")]
    timeout: f64,
    #[serde(default = "on")]
    allow_private_urls: bool,
    #[serde(default)]
    secrets: Map<String, Value>,
}

fn post() -> String {
    "POST".to_owned()
}

fn usual_timeout() -> f64 {
    10.0
}

impl Channel for CustomWebhook {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let values = Values(self, message);
        let invalid =
            |what: &str| Undelivered::refused(format!("The notification block was invalid: {what}"));
        let method: Method = self.method.parse().map_err(|_| invalid("its method is none"))?;
        let mut url = values.text(&self.url)?;
        let params = values.texts(self.params.as_ref())?;
        if !params.is_empty() {
            let mut url_of_all = Url::parse(&url).map_err(|_| invalid("its URL cannot be read"))?;
            url_of_all.query_pairs_mut().extend_pairs(params);
            url = url_of_all.into();
        }
        let target = Target::Url { url, block_allows_private: self.allow_private_urls };
        let mut call = Call::new(method, target, message.key);
        call.timeout =
            Duration::try_from_secs_f64(self.timeout).map_err(|_| invalid("its timeout is none"))?;
        call = match (&self.json_data, &self.form_data) {
            (Some(_), Some(_)) => return Err(invalid("it has both JSON data and form data")),
            (Some(json), None) => {
                let json = values.filled(&Value::Object(json.clone()))?;
                call.with_body("application/json", json.to_string())
            }
            (None, Some(Value::String(raw))) => Call { body: values.text(raw)?, ..call },
            (None, Some(Value::Object(form))) => {
                let form = serde_html_form::to_string(values.texts(Some(form))?).unwrap_or_default();
                call.with_body("application/x-www-form-urlencoded", form)
            }
            (None, _) => call,
        };
        for (name, value) in values.texts(self.headers.as_ref())? {
            let name: HeaderName = name.parse().map_err(|_| invalid("a header's name is none"))?;
            call = call.with_header(name, &value)?;
        }
        let cookies = values.texts(self.cookies.as_ref())?;
        if !cookies.is_empty() {
            let pairs: Vec<String> =
                cookies.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            call = call.with_header(COOKIE, &pairs.join("; "))?;
        }
        Ok(vec![Delivery::Http(call)])
    }
}

/// What the placeholders of a block stand for.
struct Values<'a>(&'a CustomWebhook, &'a Message);

impl Values<'_> {
    fn of(&self, name: &str) -> Option<Value> {
        match name {
            "subject" => Some(self.1.subject.as_str().into()),
            "body" => Some(self.1.body.as_str().into()),
            "name" => Some(self.0.name.as_str().into()),
            secret => self.0.secrets.get(secret).cloned(),
        }
    }

    fn filled(&self, template: &Value) -> Result<Value, Undelivered> {
        Ok(match template {
            Value::String(text) => self.filled_text(text)?,
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.filled(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => {
                let filled = members.iter().map(|(name, value)| Ok((name.clone(), self.filled(value)?)));
                Value::Object(filled.collect::<Result<_, Undelivered>>()?)
            }
            other => other.clone(),
        })
    }

    fn filled_text(&self, text: &str) -> Result<Value, Undelivered> {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, name, after)) = next_placeholder(rest) {
            let value = self.of(name).ok_or_else(|| {
                Undelivered::refused(format!("The notification block was invalid: nothing is named {name}"))
            })?;
            if before.is_empty() && after.is_empty() && filled.is_empty() {
                return Ok(value);
            }
            filled.push_str(before);
            filled.push_str(&plain(&value));
            rest = after;
        }
        Ok(Value::String(filled + rest))
    }

    fn text(&self, template: &str) -> Result<String, Undelivered> {
        self.filled_text(template).map(|value| plain(&value))
    }

    fn texts(&self, templates: Option<&Map<String, Value>>) -> Result<Vec<(String, String)>, Undelivered> {
        let filled = templates
            .into_iter()
            .flatten()
            .map(|(name, value)| Ok((name.clone(), plain(&self.filled(value)?))));
        filled.collect()
    }
}

/// A value as it stands in the middle of a text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What stands before the next placeholder, its name, and what stands after it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let inner = &text[start + 2..];
        if let Some((name, after)) = inner.split_once("}}") {
            let name = name.trim();
            let is_name = |letter: char| letter.is_alphanumeric() || "_.-[]$".contains(letter);
            if !name.is_empty() && name.chars().all(is_name) {
                return Some((&text[..start], name, after));
            }
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn block() -> CustomWebhook {
        let block =
            json!({ "name": "hook", "url": "https://x.example", "secrets": { "token": "t", "level": 3 } });
        serde_json::from_value(block).unwrap()
    }

    #[test]
    fn placeholders_are_filled_in_at_any_depth() {
        let (block, message) = (
            block(),
            Message {
                key: Uuid::nil(),
                subject: "Run failed".to_owned(),
                body: "{{name}} \"no\"".to_owned(),
            },
        );
        let values = Values(&block, &message);
        for (template, filled) in [
            (json!("{{ subject }}: {{body}}"), json!("Run failed: {{name}} \"no\"")),
            (json!({ "a": ["{{level}}", "level {{level}}"] }), json!({ "a": [3, "level 3"] })),
            (json!("{{{token}}}"), json!("{t}")),
            (json!("{{ not a name }} {{token}}{{"), json!("{{ not a name }} t{{")),
            (json!(true), json!(true)),
        ] {
            assert_eq!(values.filled(&template).unwrap(), filled, "{template}");
        }
        assert!(values.filled(&json!("{{ other }}")).unwrap_err().reason.ends_with("nothing is named other"));
    }
}

//! Apprise's URLs, which a Slack Webhook block takes as its URL, as with Prefect: `slack://`, `discord://`, `mmost://`,
//! `pagerduty://`, `opsgenie://`, `twilio://`, `sendgrid://`, `workflows://`, `mailto://` and `json://`, and those with
//! an `s` for TLS. Each says the same as a block of its channel.
//!
//! The forms: <https://appriseit.com/services/>.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};

use super::{
    channel::{Channel, Names, channel, read, text},
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    slack,
    undelivered::Undelivered,
};

/// The channel of a block whose URL is that of Slack, of something that takes the same messages, or Apprise's.
pub(super) fn or_slack(data: Map<String, Value>) -> Result<Box<dyn Channel>, Undelivered> {
    let url = text(&data, "url")?;
    if url.starts_with("http://") || url.starts_with("https://") {
        return match discord_webhook(url) {
            Some(block) => channel("discord-webhook", true, members(block)),
            None => Ok(Box::new(read::<slack::Webhook>(data)?)),
        };
    }
    let parts = Parts::of(url)?;
    if matches!(parts.scheme.as_str(), "json" | "jsons") {
        let allowed = data.get("allow_private_urls").and_then(Value::as_bool).unwrap_or(true);
        return Ok(Box::new(Json { url: parts.plain_url("json", "jsons"), block_allows_private: allowed }));
    }
    let (slug, block) = parts.block()?;
    channel(slug, true, members(block))
}

/// Discord's own form of a webhook's address, which Apprise takes too.
fn discord_webhook(url: &str) -> Option<Value> {
    let url = Url::parse(url).ok()?;
    if !matches!(url.host_str()?, "discord.com" | "discordapp.com") {
        return None;
    }
    let (id, token) = url.path().strip_prefix("/api/webhooks/")?.trim_end_matches('/').split_once('/')?;
    Some(json!({ "webhook_id": id, "webhook_token": token }))
}

fn members(block: Value) -> Map<String, Value> {
    // A member that is null counts as not given.
    let Value::Object(members) = block else { return Map::new() };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// The parts of a URL, decoded.
struct Parts {
    scheme: String,
    user: Option<String>,
    password: Option<String>,
    host: String,
    port: Option<u16>,
    path: Vec<String>,
    url: Url,
}

impl Parts {
    fn of(url: &str) -> Result<Self, Undelivered> {
        let unreadable = || Undelivered::refused("The block's URL cannot be read");
        // Channels of Slack and teams of Opsgenie stand in the path with their sign.
        let url = Url::parse(&url.replace('#', "%23")).map_err(|_| unreadable())?;
        let some = |text: &str| (!text.is_empty()).then(|| decoded(text));
        Ok(Self {
            scheme: url.scheme().to_owned(),
            user: some(url.username()),
            password: url.password().and_then(some),
            host: url.host_str().map(decoded).ok_or_else(unreadable)?,
            port: url.port(),
            path: url.path().split('/').filter(|part| !part.is_empty()).map(decoded).collect(),
            url,
        })
    }

    fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    fn flag(&self, name: &str) -> bool {
        self.query(name)
            .is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "yes" | "true" | "1" | "on"))
    }

    /// Receivers: the parts of the path from here on, and those that `to` names.
    fn targets(&self, from: usize) -> Vec<String> {
        let more = self.query("to").map(|to| Names::parse(&to).0).unwrap_or_default();
        self.path.iter().skip(from).cloned().chain(more).collect()
    }

    fn part(&self, place: usize, what: &str) -> Result<String, Undelivered> {
        let part = self.path.get(place).cloned();
        part.ok_or_else(|| Undelivered::refused(format!("The block's URL has no {what}")))
    }

    /// The URL as HTTP has it.
    fn plain_url(&self, http: &str, https: &str) -> String {
        let url = self.url.as_str();
        let rest = url.strip_prefix(https).map(|rest| ("https", rest));
        let (scheme, rest) =
            rest.or_else(|| url.strip_prefix(http).map(|rest| ("http", rest))).unwrap_or(("", url));
        format!("{scheme}{rest}")
    }

    /// The block of a channel that says the same.
    fn block(&self) -> Result<(&'static str, Value), Undelivered> {
        match self.scheme.as_str() {
            "slack" => self.slack(),
            "discord" => {
                let block = json!({
                    "webhook_id": self.host, "webhook_token": self.part(0, "webhook token")?, "botname": self.user,
                    "tts": self.flag("tts"), "avatar_url": self.query("avatar_url"),
                });
                Ok(("discord-webhook", block))
            }
            "mmost" | "mmosts" => self.mattermost(),
            "pagerduty" => {
                let key = self.user.clone().ok_or_else(|| no("integration key"))?;
                let query = |name| self.query(name);
                let block = json!({
                    "integration_key": key, "region_name": query("region"), "source": query("source"),
                    "component": query("component"), "group": query("group"), "class_id": query("class"),
                    "clickable_url": query("click"),
                    "notify_type": if query("severity").as_deref() == Some("critical") { "failure" } else { "info" },
                });
                Ok(("pager-duty-webhook", block))
            }
            "opsgenie" => Ok(("opsgenie-webhook", self.opsgenie())),
            "twilio" => {
                let block = json!({
                    "account_sid": self.user.clone().ok_or_else(|| no("account SID"))?,
                    "auth_token": self.password.clone().ok_or_else(|| no("token"))?,
                    "from_phone_number": self.host, "to_phone_numbers": self.targets(0),
                });
                Ok(("twilio-sms", block))
            }
            "sendgrid" => {
                let name = self.password.clone().ok_or_else(|| no("sender"))?;
                let block = json!({
                    "api_key": self.user.clone().ok_or_else(|| no("API key"))?,
                    "sender_email": format!("{name}@{}", self.host), "to_emails": self.targets(0),
                });
                Ok(("sendgrid-email", block))
            }
            "workflow" | "workflows" => {
                let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
                let (workflow, signature) = (self.part(0, "workflow")?, self.part(1, "signature")?);
                let signature = utf8_percent_encode(&signature, NON_ALPHANUMERIC);
                let url = format!(
                    "https://{}{port}/workflows/{workflow}/triggers/manual/paths/invoke?api-version=2016-06-01&\
                     sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={signature}",
                    self.host
                );
                Ok(("ms-teams-webhook", json!({ "url": url })))
            }
            "mailto" | "mailtos" => self.mail(),
            other => Err(Undelivered::refused(format!("Weir knows no URLs of the kind {other}://"))),
        }
    }

    fn slack(&self) -> Result<(&'static str, Value), Undelivered> {
        if self.host.starts_with("xo") {
            return Ok(("slack-credentials", json!({ "token": self.host, "channel": self.targets(0) })));
        }
        let (second, third) = (self.part(0, "second token")?, self.part(1, "third token")?);
        let url = format!("https://hooks.slack.com/services/{}/{second}/{third}", self.host);
        Ok(("slack-webhook", json!({ "url": url })))
    }

    fn mattermost(&self) -> Result<(&'static str, Value), Undelivered> {
        let (token, path) = self.path.split_last().ok_or_else(|| no("token"))?;
        let channels = ["channels", "channel", "to"].into_iter().find_map(|name| self.query(name));
        let block = json!({
            "hostname": self.host, "token": token, "secure": self.scheme == "mmosts", "botname": self.user,
            "channels": channels, "path": path.join("/"), "port": self.port.unwrap_or(8065),
        });
        Ok(("mattermost-webhook", block))
    }

    fn opsgenie(&self) -> Value {
        let targets = self.targets(0);
        let signed = |sign: char| -> Vec<&str> {
            targets.iter().filter_map(|target| target.strip_prefix(sign)).collect()
        };
        // Without a sign it is a team.
        let unsigned =
            targets.iter().filter(|target| !target.starts_with(['@', '#', '*', '^'])).map(String::as_str);
        let teams: Vec<&str> = signed('#').into_iter().chain(unsigned).collect();
        let priority =
            self.query("priority").and_then(|text| text.trim_start_matches(['p', 'P']).parse::<u8>().ok());
        json!({
            "apikey": self.host, "target_user": signed('@'), "target_team": teams, "target_schedule": signed('*'),
            "target_escalation": signed('^'), "region_name": self.query("region"), "batch": self.flag("batch"),
            "tags": self.query("tags"), "priority": priority, "alias": self.query("alias"), "entity": self.query("entity"),
        })
    }

    fn mail(&self) -> Result<(&'static str, Value), Undelivered> {
        let user = self.query("user").or_else(|| self.user.clone());
        let name = user.as_deref().ok_or_else(|| no("user"))?;
        let address = if name.contains('@') { name.to_owned() } else { format!("{name}@{}", self.host) };
        let (provider, well_known) = match self.host.as_str() {
            "gmail.com" | "googlemail.com" => ("smtp.gmail.com", true),
            "outlook.com" | "hotmail.com" | "live.com" => ("smtp-mail.outlook.com", true),
            "yahoo.com" => ("smtp.mail.yahoo.com", true),
            "icloud.com" | "me.com" => ("smtp.mail.me.com", true),
            host => (host, false),
        };
        let protection = match self.query("mode").as_deref() {
            Some("ssl") => "SSL",
            Some("insecure") => "INSECURE",
            Some(_) => "STARTTLS",
            None if self.scheme == "mailtos" || well_known => "STARTTLS",
            None => "INSECURE",
        };
        let from = self.query("from").filter(|from| from.contains('@')).unwrap_or_else(|| address.clone());
        let block = json!({
            "username": if well_known { &address } else { name },
            "password": self.query("pass").or_else(|| self.password.clone()),
            "smtp_server": self.query("smtp").unwrap_or_else(|| provider.to_owned()),
            "smtp_type": protection, "smtp_port": self.port, "verify": self.query("verify").as_deref() != Some("no"),
            "email_from": from, "email_to": self.targets(0),
        });
        Ok(("email-server-credentials", block))
    }
}

fn no(what: &str) -> Undelivered {
    Undelivered::refused(format!("The block's URL has no {what}"))
}

/// A part of a URL without its escapes.
fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// Apprise's own message in JSON, for receivers that somebody wrote for it.
struct Json {
    url: String,
    block_allows_private: bool,
}

impl Channel for Json {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let target = Target::Url { url: self.url.clone(), block_allows_private: self.block_allows_private };
        let body = json!({
            "version": "1.0", "title": message.subject, "message": message.body, "attachments": [], "type": "info",
        });
        let call =
            Call::new(Method::POST, target, message.key).with_body("application/json", body.to_string());
        Ok(vec![Delivery::Http(call)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(url: &str) -> (&'static str, Value) {
        let (slug, block) = Parts::of(url).unwrap().block().unwrap();
        (slug, Value::Object(members(block)))
    }

    #[test]
    fn urls_say_what_blocks_say() {
        for (url, slug, expected) in [
            (
                "slack://xoxb-12-ab/#general/U12",
                "slack-credentials",
                json!({ "token": "xoxb-12-ab", "channel": ["#general", "U12"] }),
            ),
            (
                "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
                "slack-webhook",
                json!({ "url": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ" }),
            ),
            (
                "discord://bot@123/Ab-c_d?tts=yes",
                "discord-webhook",
                json!({ "webhook_id": "123", "webhook_token": "Ab-c_d", "botname": "bot", "tts": true }),
            ),
            (
                "mmosts://mm.example.com:443/sub/tok?channels=a,b",
                "mattermost-webhook",
                json!({ "hostname": "mm.example.com", "token": "tok", "secure": true, "channels": "a,b", "path": "sub", "port": 443 }),
            ),
            (
                "twilio://AC1:pa%2Fss@18001234567/18004242424/18004242425",
                "twilio-sms",
                json!({
                    "account_sid": "AC1", "auth_token": "pa/ss", "from_phone_number": "18001234567",
                    "to_phone_numbers": ["18004242424", "18004242425"],
                }),
            ),
            (
                "sendgrid://SG.abc:a@example.com/b@example.com",
                "sendgrid-email",
                json!({ "api_key": "SG.abc", "sender_email": "a@example.com", "to_emails": ["b@example.com"] }),
            ),
            (
                "mailtos://joe:pw@gmail.com",
                "email-server-credentials",
                json!({
                    "username": "joe@gmail.com", "password": "pw", "smtp_server": "smtp.gmail.com", "smtp_type": "STARTTLS",
                    "verify": true, "email_from": "joe@gmail.com", "email_to": [],
                }),
            ),
            (
                "mailto://joe:pw@mail.example.com:2525?to=a@x.example,b@x.example&from=weir@x.example",
                "email-server-credentials",
                json!({
                    "username": "joe", "password": "pw", "smtp_server": "mail.example.com", "smtp_type": "INSECURE",
                    "smtp_port": 2525, "verify": true, "email_from": "weir@x.example",
                    "email_to": ["a@x.example", "b@x.example"],
                }),
            ),
        ] {
            assert_eq!(block(url), (slug, expected), "{url}");
        }
        let (_, opsgenie) = block("opsgenie://key/@joe/#ops/night?region=eu&priority=p1");
        assert_eq!(
            (&opsgenie["target_user"], &opsgenie["target_team"]),
            (&json!(["joe"]), &json!(["ops", "night"]))
        );
        assert_eq!((&opsgenie["region_name"], &opsgenie["priority"]), (&json!("eu"), &json!(1)));
        let (_, teams) = block("workflows://x.logic.azure.com:443/wf/s+ig");
        assert_eq!(
            teams["url"],
            "https://x.logic.azure.com:443/workflows/wf/triggers/manual/paths/invoke?api-version=2016-06-01&\
             sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s%2Big"
        );
        assert!(Parts::of("pigeon://coop").unwrap().block().is_err());
    }
}

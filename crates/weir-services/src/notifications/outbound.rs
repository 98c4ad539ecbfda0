//! Requests to addresses that users chose. Addresses inside the operator's network are refused unless a setting allows
//! them, redirects are not followed, and nothing of an address reaches an error: a webhook's path is its password.

use std::{net::IpAddr, num::NonZeroU32, sync::Once, time::Duration};

use reqwest::{
    Client, ClientBuilder, Method, Response, StatusCode, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect,
};
use serde_json::Value;
use uuid::Uuid;
use weir_types::TimeDelta;

use super::{
    egress::{Inside, PublicOnly, is_inside},
    undelivered::Undelivered,
};

/// How long one request may take unless its block says otherwise.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The longest that a block may let a request take: the action's claim must not run out meanwhile.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(20);

/// The most of an answer that is read, in bytes.
const MOST_READ: usize = 64 * 1024;

/// Where notifications may go, and for how long they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether they may go to loopback, link-local and private addresses.
    pub allow_private: bool,
    /// Where the APIs of vendors are asked, for networks that reach them only through a relay: a request to
    /// `https://api.twilio.com/2010` goes to `<relay>/api.twilio.com/2010`. None means the vendors themselves.
    pub relay: Option<String>,
    /// Where PagerDuty's events go instead of to PagerDuty, such as a proxy.
    pub pagerduty_url: Option<String>,
    /// How long one that cannot be delivered is tried again.
    pub keep_trying: TimeDelta,
    /// How many messages each automation sends a minute at most; the others are sent later. None means any number.
    pub per_minute: Option<NonZeroU32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allow_private: false,
            relay: None,
            pagerduty_url: None,
            keep_trying: TimeDelta::from_secs(3600),
            per_minute: None,
        }
    }
}

/// A client that goes only where the settings allow.
#[derive(Clone, Debug)]
pub(crate) struct Outbound {
    settings: Settings,
    /// Goes anywhere.
    anywhere: Client,
    /// Goes only to public addresses.
    outside: Client,
}

impl Outbound {
    /// Makes a client. Each has connections of its own.
    pub(crate) fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        provide_cryptography();
        Ok(Self { settings, anywhere: client(true).build()?, outside: client(false).build()? })
    }

    /// Whether a connection may lead inside the operator's network.
    pub(super) fn may_be_private(&self, block_allows_private: bool) -> bool {
        self.settings.allow_private && block_allows_private
    }

    /// Sends a request; whatever the receiver answers is an answer. A block that does not allow private addresses is
    /// kept from them whatever the settings say.
    pub(crate) async fn call(&self, call: &Call) -> Result<Received, Undelivered> {
        let (url, may_be_private) = match &call.target {
            Target::Url { url, block_allows_private } => {
                let may_be_private = self.may_be_private(*block_allows_private);
                (checked(url, may_be_private)?, may_be_private)
            }
            Target::Vendor { host, path } => self.vendor(host, path)?,
        };
        let client = match (call.verify, may_be_private) {
            (true, false) => self.outside.clone(),
            (true, true) => self.anywhere.clone(),
            (false, _) => {
                let client = client(may_be_private).danger_accept_invalid_certs(true).build();
                client.map_err(|error| not_sent(&error))?
            }
        };
        let timeout = call.timeout.min(LONGEST_TIMEOUT);
        let mut request = client.request(call.method.clone(), url).headers(call.headers.clone());
        request = request.header("Idempotency-Key", call.key.to_string()).timeout(timeout);
        if !call.body.is_empty() {
            request = request.body(call.body.clone());
        }
        let response = request.send().await.map_err(|error| not_sent(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Received { status, headers, body: beginning(response).await })
    }
}

impl Outbound {
    /// Sends a request that the receiver must accept.
    pub(crate) async fn deliver(&self, call: &Call) -> Result<(), Undelivered> {
        let received = self.call(call).await?;
        if received.status.is_success() { Ok(()) } else { Err(Undelivered::answered(&received)) }
    }

    /// Where a vendor's API is asked, and whether that may be a private address: what the operator chose may be.
    fn vendor(&self, host: &str, path: &str) -> Result<(Url, bool), Undelivered> {
        let Settings { relay, pagerduty_url, .. } = &self.settings;
        let instead = match (pagerduty_url, relay) {
            (Some(url), _) if host.ends_with("pagerduty.com") => Some(url.clone()),
            (_, Some(relay)) => Some(format!("{}/{host}{path}", relay.trim_end_matches('/'))),
            (_, None) => None,
        };
        let url = instead.clone().unwrap_or_else(|| format!("https://{host}{path}"));
        Ok((checked(&url, instead.is_some())?, instead.is_some()))
    }
}

/// The beginning of an answer's body. A body that fails to arrive says nothing; the status has said what counts.
async fn beginning(mut response: Response) -> String {
    let mut read = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        read.extend_from_slice(&chunk);
        if read.len() >= MOST_READ {
            read.truncate(MOST_READ);
            break;
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

/// Where a request goes. It cannot be printed: addresses hold secrets.
#[derive(Clone)]
pub(crate) enum Target {
    /// To an address that a user chose.
    Url {
        /// The address.
        url: String,
        /// Whether the block lets it be a private one.
        block_allows_private: bool,
    },
    /// To a vendor's API, by HTTPS.
    Vendor {
        /// The API's host.
        host: &'static str,
        /// The path and the query.
        path: String,
    },
}

/// A request to send. It cannot be printed: addresses, headers and bodies hold secrets.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Whether the receiver must show a certificate that holds.
    pub(crate) verify: bool,
    pub(crate) timeout: Duration,
    /// Names the message, so that a receiver that knows such keys drops a repetition.
    pub(crate) key: Uuid,
}

impl Call {
    /// A request without a body.
    pub(crate) fn new(method: Method, target: Target, key: Uuid) -> Self {
        let headers = HeaderMap::new();
        Self { method, target, headers, body: String::new(), verify: true, timeout: TIMEOUT, key }
    }

    /// Posts JSON.
    pub(crate) fn json(target: Target, key: Uuid, body: &Value) -> Self {
        Self::new(Method::POST, target, key).with_body("application/json", body.to_string())
    }

    /// The same with this body.
    pub(crate) fn with_body(mut self, kind: &'static str, body: String) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Self { body, ..self }
    }

    /// The same with these credentials, which are never logged.
    pub(crate) fn authorized(self, credentials: &str) -> Result<Self, Undelivered> {
        self.with_header(AUTHORIZATION, credentials)
    }

    /// The same with a header whose value is never logged.
    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Result<Self, Undelivered> {
        let value = HeaderValue::from_str(value);
        let mut value = value.map_err(|_| Undelivered::refused(format!("The header {name} is not text")))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }
}

/// What a receiver answered.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    /// Whether it may answer otherwise later.
    pub(crate) fn is_passing(&self) -> bool {
        self.status.is_server_error()
            || matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long it asks to be left in peace: whole seconds. The date that HTTP also allows here is not read, because
    /// no receiver of notifications is known to send one.
    pub(crate) fn retry_after(&self) -> Option<TimeDelta> {
        let seconds: u32 = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
        Some(TimeDelta::from_secs(seconds.into()))
    }
}

fn client(may_be_private: bool) -> ClientBuilder {
    let builder = Client::builder()
        .timeout(TIMEOUT)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("weir/", env!("CARGO_PKG_VERSION")));
    if may_be_private { builder } else { builder.dns_resolver(PublicOnly) }
}

fn checked(url: &str, may_be_private: bool) -> Result<Url, Undelivered> {
    let refused = |reason: &str| Undelivered::refused(reason);
    let url = Url::parse(url).map_err(|_| refused("The block's URL cannot be read"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("The block's URL is neither http nor https"));
    }
    // Addresses written as such never reach the resolver.
    let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
    if !may_be_private && literal.is_some_and(is_inside) {
        return Err(refused(INSIDE));
    }
    Ok(url)
}

/// Why an address inside the operator's network is refused.
pub(super) const INSIDE: &str = "The block's URL leads to a loopback, link-local or private address, which \
                      only WEIR_NOTIFICATIONS_ALLOW_PRIVATE=true and the block's allow_private_urls together allow";

/// Another part of the process may have chosen the provider already; either is good.
fn provide_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// Says what went wrong without the address.
fn not_sent(error: &reqwest::Error) -> Undelivered {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        if source.is::<Inside>() {
            return Undelivered::refused(INSIDE);
        }
        cause = source;
    }
    let what = if error.is_timeout() {
        "The receiver did not answer in time".to_owned()
    } else if error.is_connect() {
        format!("The receiver could not be reached: {cause}")
    } else {
        "The connection to the receiver broke".to_owned()
    };
    Undelivered::later(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::undelivered::Again;

    async fn posted(settings: &Settings, url: &str) -> Undelivered {
        let target = Target::Url { url: url.to_owned(), block_allows_private: true };
        let call = Call::json(target, Uuid::nil(), &Value::Null);
        Outbound::new(settings.clone()).unwrap().call(&call).await.unwrap_err()
    }

    #[tokio::test]
    async fn names_and_addresses_inside_are_refused_and_the_reason_tells_no_secret() {
        let settings = Settings::default();
        for url in ["http://127.0.0.1:9/s3cret", "http://localhost:9/s3cret", "http://[::1]:9/s3cret"] {
            assert_eq!(posted(&settings, url).await, Undelivered::refused(INSIDE), "{url}");
        }
        for url in ["s3cret", "file:///s3cret"] {
            let why = posted(&settings, url).await;
            assert_eq!((why.again, why.reason.contains("s3cret")), (Again::Never, false), "{why}");
        }
    }

    #[tokio::test]
    async fn a_receiver_that_is_not_there_is_tried_later_and_the_reason_tells_no_secret() {
        let settings = Settings { allow_private: true, ..Settings::default() };
        // Bound and closed again, so nobody listens there.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let why = posted(&settings, &format!("http://{free}/s3cret")).await;
        assert_eq!((why.again, why.reason.contains("s3cret")), (Again::Later(None), false), "{why}");
    }
}

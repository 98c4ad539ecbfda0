//! Requests to addresses that users chose. Addresses inside the operator's network are refused unless a setting allows
//! them, redirects are not followed, and nothing of an address reaches an error: a webhook's path is its password.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Once,
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder, Method, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use serde_json::Value;
use uuid::Uuid;

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The most of a refusal that is kept, in characters.
const EXCERPT: usize = 200;

/// Where notifications may go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether they may go to loopback, link-local and private addresses.
    pub allow_private: bool,
    /// Where PagerDuty's events go instead of to PagerDuty, such as a proxy.
    pub pagerduty_url: Option<String>,
}

/// Why a notification was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Undelivered {
    /// It will never be: the block or the message is at fault.
    #[error("{0}")]
    Refused(String),
    /// It may be later.
    #[error("{0}")]
    Later(String),
}

/// A client that goes only where the settings allow.
#[derive(Clone, Debug)]
pub(crate) struct Outbound {
    settings: Settings,
    /// Goes anywhere; none unless the settings allow that.
    anywhere: Option<Client>,
    /// Goes only to public addresses.
    outside: Client,
}

impl Outbound {
    /// Makes a client. Each has connections of its own.
    pub(crate) fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        provide_cryptography();
        let anywhere = settings.allow_private.then(|| client(true).build()).transpose()?;
        Ok(Self { settings, anywhere, outside: client(false).build()? })
    }

    /// Where notifications may go.
    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Posts JSON; the receiver must accept it.
    pub(crate) async fn post(
        &self,
        url: &str,
        block_allows_private: bool,
        key: Uuid,
        body: &Value,
    ) -> Result<(), Undelivered> {
        let json = HeaderValue::from_static("application/json");
        let call = Call {
            method: Method::POST,
            url,
            headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
            body: body.to_string(),
            block_allows_private,
            verify: true,
            key,
        };
        let answer = self.call(call).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        let excerpt: String = answer.body.chars().take(EXCERPT).collect();
        let reason = format!("The receiver answered {}: {excerpt}", answer.status);
        Err(if answer.is_passing() { Undelivered::Later(reason) } else { Undelivered::Refused(reason) })
    }

    /// Sends a request; whatever the receiver answers is an answer. A block that does not allow private addresses is
    /// kept from them whatever the settings say.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Received, Undelivered> {
        let may_be_private = self.settings.allow_private && call.block_allows_private;
        let url = checked(call.url, may_be_private)?;
        let client = match (call.verify, may_be_private) {
            (true, false) => self.outside.clone(),
            (true, true) => self.anywhere.clone().unwrap_or_else(|| self.outside.clone()),
            (false, _) => {
                let client = client(may_be_private).danger_accept_invalid_certs(true).build();
                client.map_err(|error| not_sent(&error))?
            }
        };
        let mut request = client.request(call.method, url).headers(call.headers);
        request = request.header("Idempotency-Key", call.key.to_string());
        if !call.body.is_empty() {
            request = request.body(call.body);
        }
        let response = request.send().await.map_err(|error| not_sent(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        // A body that fails to arrive says nothing; the status has said what counts.
        let body = response.text().await.unwrap_or_default();
        Ok(Received { status, headers, body })
    }
}

/// A request to an address that a user chose.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) url: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Whether the block lets it go to private addresses.
    pub(crate) block_allows_private: bool,
    /// Whether the receiver must show a certificate that holds.
    pub(crate) verify: bool,
    /// Names the message, so that a receiver that knows such keys drops a repetition.
    pub(crate) key: Uuid,
}

/// What a receiver answered.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    /// Whether it may answer otherwise later.
    pub(crate) fn is_passing(&self) -> bool {
        is_passing(self.status)
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
    let refused = |reason: &str| Undelivered::Refused(reason.to_owned());
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

const INSIDE: &str = "The block's URL leads to a loopback, link-local or private address, which \
                      only WEIR_NOTIFICATIONS_ALLOW_PRIVATE=true and the block's allow_private_urls together allow";

/// Another part of the process may have chosen the provider already; either is good.
fn provide_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

/// Says what went wrong without the address.
fn not_sent(error: &reqwest::Error) -> Undelivered {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        if source.is::<Inside>() {
            return Undelivered::Refused(INSIDE.to_owned());
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
    Undelivered::Later(what)
}

/// The name leads only to addresses inside the operator's network.
#[derive(Debug, thiserror::Error)]
#[error("the address is not public")]
struct Inside;

/// Resolves names, and keeps of their addresses those that are public. The check is on the very addresses that are
/// connected to, so a name cannot change its mind in between.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| !is_inside(address.ip())).collect();
            if public.is_empty() {
                return Err(Box::from(Inside));
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the operator's own network rather than of the Internet: IANA's special-purpose
/// registries, as far as they are not globally reachable.
fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
                || (a == 192 && b == 0 && c == 0)
        }
        IpAddr::V6(v6) => inside_v4(v6).unwrap_or_else(|| {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.segments()[..2] == [0x2001, 0x0db8]
        }),
    }
}

/// For an address that carries one of IPv4 (mapped, NAT64 or 6to4): whether that is inside.
fn inside_v4(address: Ipv6Addr) -> Option<bool> {
    let carried = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    carried.map(|(high, low)| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_inside(IpAddr::from([a, b, c, d]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_those_outside() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "ff02::1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "3.5.7.9", "2606:4700::1111", "::ffff:1.1.1.1", "100.128.0.1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn names_and_addresses_inside_are_refused_and_the_reason_tells_no_secret() {
        let outbound = Outbound::new(Settings::default()).unwrap();
        for url in ["http://127.0.0.1:9/s3cret", "http://localhost:9/s3cret", "http://[::1]:9/s3cret"] {
            let sent = outbound.post(url, true, Uuid::nil(), &Value::Null).await;
            assert_eq!(sent, Err(Undelivered::Refused(INSIDE.to_owned())), "{url}");
        }
        for url in ["s3cret", "file:///s3cret"] {
            let Err(Undelivered::Refused(reason)) = outbound.post(url, true, Uuid::nil(), &Value::Null).await
            else {
                panic!("{url} was not refused");
            };
            assert!(!reason.contains("s3cret"), "{reason}");
        }
    }

    #[tokio::test]
    async fn a_receiver_that_is_not_there_is_tried_later_and_the_reason_tells_no_secret() {
        let outbound = Outbound::new(Settings { allow_private: true, ..Settings::default() }).unwrap();
        // Bound and closed again, so nobody listens there.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let sent = outbound.post(&format!("http://{free}/s3cret"), true, Uuid::nil(), &Value::Null).await;
        let Err(Undelivered::Later(reason)) = sent else { panic!("{sent:?}") };
        assert!(!reason.contains("s3cret"), "{reason}");
    }
}

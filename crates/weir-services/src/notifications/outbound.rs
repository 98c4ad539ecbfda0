//! Requests to addresses that users chose. Addresses inside the operator's network are refused unless a setting allows
//! them, redirects are not followed, and nothing of an address reaches an error: a webhook's path is its password.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Once,
    time::Duration,
};

use reqwest::{
    Client, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use serde_json::Value;
use uuid::Uuid;

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The most of a refusal that is kept, in characters.
const EXCERPT: usize = 200;

/// Where notifications may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether they may go to loopback, link-local and private addresses.
    pub allow_private: bool,
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
    /// Goes anywhere; none unless the settings allow that.
    anywhere: Option<Client>,
    /// Goes only to public addresses.
    outside: Client,
}

impl Outbound {
    /// Makes a client. Each has connections of its own.
    pub(crate) fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        provide_cryptography();
        let builder = || {
            Client::builder()
                .timeout(TIMEOUT)
                .redirect(redirect::Policy::none())
                .no_proxy()
                .user_agent(concat!("weir/", env!("CARGO_PKG_VERSION")))
        };
        let anywhere = settings.allow_private.then(|| builder().build()).transpose()?;
        Ok(Self { anywhere, outside: builder().dns_resolver(PublicOnly).build()? })
    }

    /// Posts JSON. `key` names the message, so that a receiver that knows such keys drops a repetition. A block that
    /// does not allow private addresses is kept from them whatever the settings say.
    pub(crate) async fn post(
        &self,
        url: &str,
        block_allows_private: bool,
        key: Uuid,
        body: &Value,
    ) -> Result<(), Undelivered> {
        let anywhere = self.anywhere.as_ref().filter(|_| block_allows_private);
        let url = checked(url, anywhere.is_some())?;
        let client = anywhere.unwrap_or(&self.outside);
        let sent = client.post(url).header("Idempotency-Key", key.to_string()).json(body).send().await;
        let response = sent.map_err(|error| not_sent(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        // What the body says beyond this is of no use, and a body that fails to arrive says nothing.
        let text = response.text().await.unwrap_or_default();
        let excerpt: String = text.chars().take(EXCERPT).collect();
        let reason = format!("The receiver answered {status}: {excerpt}");
        Err(if is_passing(status) { Undelivered::Later(reason) } else { Undelivered::Refused(reason) })
    }
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
        let outbound = Outbound::new(Settings { allow_private: true }).unwrap();
        // Bound and closed again, so nobody listens there.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let sent = outbound.post(&format!("http://{free}/s3cret"), true, Uuid::nil(), &Value::Null).await;
        let Err(Undelivered::Later(reason)) = sent else { panic!("{sent:?}") };
        assert!(!reason.contains("s3cret"), "{reason}");
    }
}

//! One request to a receiver over HTTP.

use std::{error::Error, sync::Once, time::Duration};

use reqwest::{Client, RequestBuilder, Response, StatusCode, header, redirect};
use weir_types::Timestamp;

use super::Failure;

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How much of an answer that refuses something is told.
const TOLD: usize = 300;

/// A client for receivers. They are the operator's own choice, so any address will do, also by the environment's proxy.
/// Redirects are not followed: they would carry credentials elsewhere.
///
/// # Errors
/// When the system's certificates cannot be read.
pub(crate) fn client() -> Result<Client, reqwest::Error> {
    static ONCE: Once = Once::new();
    // Another part of the process may have chosen the provider already; either is good.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    Client::builder()
        .timeout(TIMEOUT)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("weir/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends a request; answers the body of a success.
///
/// # Errors
/// What `retried` says may pass is to be tried again: the receiver is away, overloaded, or limits the rate. Other statuses
/// are as [`judged`] says.
pub(crate) async fn send(
    request: RequestBuilder,
    retried: fn(StatusCode) -> bool,
    now: Timestamp,
) -> Result<Vec<u8>, Failure> {
    let told = |error: reqwest::Error| Failure::later(innermost(&error));
    let response = request.send().await.map_err(told)?;
    let status = response.status();
    let after = retry_after(&response, now);
    let body = response.bytes().await.map_err(told)?;
    if status.is_success() {
        return Ok(body.to_vec());
    }
    let text: String = String::from_utf8_lossy(&body).chars().take(TOLD).collect();
    let reason = format!("the receiver answered {status}: {}", text.trim());
    Err(if retried(status) { Failure::Later { after, reason } } else { judged(status, reason) })
}

/// What a status means that does not pass by itself.
fn judged(status: StatusCode, reason: String) -> Failure {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
            Failure::Denied { reason }
        }
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge { reason },
        _ => Failure::Never { reason },
    }
}

/// The innermost cause, which says what happened. The outer ones have the URL, which may have credentials in it.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Statuses that pass for most receivers.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    parse_retry_after(response.headers().get(header::RETRY_AFTER)?.to_str().ok()?, now)
}

/// `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
fn parse_retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Duration::try_from_secs_f64(Timestamp::from_jiff(date).since(now).as_secs_f64()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_can_mend_is_not_given_up() {
        for (status, tried_again) in [(400, false), (401, true), (403, true), (404, true), (413, false)] {
            let failure = judged(StatusCode::from_u16(status).unwrap(), String::new());
            assert_eq!(failure.wait(1).is_some(), tried_again, "{status}");
        }
    }

    #[tokio::test]
    async fn an_error_names_what_happened_and_no_address() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let request = client().unwrap().post(format!("http://{free}/secret"));
        let failed = send(request, is_passing, Timestamp::from_micros(0)).await;
        let text = failed.unwrap_err().to_string();
        assert!(text.contains("refused") && !text.contains("secret"), "{text}");
    }

    #[test]
    fn a_wait_is_told_in_seconds_or_by_a_date() {
        let now = Timestamp::parse("2026-11-22T07:00:00Z").unwrap();
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 22 Nov 2026 07:01:30 GMT", Some(90)),
            ("Sun, 22 Nov 2026 06:00:00 GMT", None),
            ("-5", None),
            ("soon", None),
        ] {
            assert_eq!(parse_retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }
}

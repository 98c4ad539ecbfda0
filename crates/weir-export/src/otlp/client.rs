//! Requests to a collector.

use std::{fmt, str::FromStr};

use reqwest::{Client, StatusCode, header};
use weir_types::{Secret, Timestamp};

use crate::push::{Failure, http};

/// Where a collector listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Its base address, such as `http://collector:4318`; each signal has its path below it.
    pub endpoint: String,
    /// Headers that every request has.
    pub headers: Headers,
}

/// Headers whose values may be secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Secret)>);

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Headers that are none. The text may hold secrets, so it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected name=value pairs with commas between them")]
pub struct BadHeaders;

impl FromStr for Headers {
    type Err = BadHeaders;

    /// As OpenTelemetry's own variables write them: a value may be percent-encoded.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let header = |pair: &str| {
            let (name, value) = pair.split_once('=').ok_or(BadHeaders)?;
            let value = percent_encoding::percent_decode_str(value.trim());
            let value = value.decode_utf8().map_err(|_| BadHeaders)?.into_owned();
            let name = header::HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| BadHeaders)?;
            header::HeaderValue::from_str(&value).map_err(|_| BadHeaders)?;
            Ok((name.as_str().to_owned(), Secret::new(value)))
        };
        Ok(Self(text.split(',').map(header).collect::<Result<_, _>>()?))
    }
}

/// Sends a request to the path of a signal; answers the body of the answer.
pub(super) async fn post(
    client: &Client,
    settings: &Settings,
    path: &str,
    body: Vec<u8>,
    now: Timestamp,
) -> Result<Vec<u8>, Failure> {
    let mut request = client
        .post(format!("{}{path}", settings.endpoint.trim_end_matches('/')))
        .header(header::CONTENT_TYPE, "application/x-protobuf")
        .body(body);
    for (name, value) in &settings.headers.0 {
        let mut value = header::HeaderValue::from_str(value.expose())
            .map_err(|_| Failure::never("a header of the collector's is no text"))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    http::send(request, is_passing, now).await
}

/// The statuses that the protocol calls retryable.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_and_not_shown() {
        let headers: Headers = "api-key=s3cret, x-scope-orgid = a%20b".parse().unwrap();
        let read: Vec<_> = headers.0.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        assert_eq!(read, [("api-key", "s3cret"), ("x-scope-orgid", "a b")]);
        assert_eq!(format!("{headers:?}"), r#"["api-key", "x-scope-orgid"]"#);
        for bad in ["", "api-key", "a b=c", "a=b,", "a=%0A"] {
            assert_eq!(bad.parse::<Headers>(), Err(BadHeaders), "{bad}");
        }
    }
}

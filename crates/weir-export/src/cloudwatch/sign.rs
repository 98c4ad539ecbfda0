//! Signature version 4.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningError, SigningSettings, sign},
    sign::v4,
};
use weir_types::Timestamp;

/// The service's name in signatures.
const SERVICE: &str = "monitoring";

/// Why a request cannot be signed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CannotSign {
    #[error("a request cannot be signed: {0}")]
    Request(#[from] SigningError),
    #[error("a request cannot be signed: {0}")]
    Parameters(#[from] v4::signing_params::BuildError),
}

/// The headers that prove a POST with these headers and this body.
pub(super) fn headers(
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, CannotSign> {
    let since_epoch = Duration::from_micros(u64::try_from(now.as_micros()).unwrap_or(0));
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(SERVICE)
        .time(SystemTime::UNIX_EPOCH + since_epoch)
        .settings(SigningSettings::default())
        .build()?
        .into();
    let request = SignableRequest::new("POST", url, headers.iter().copied(), SignableBody::Bytes(body))?;
    let (instructions, _) = sign(request, &parameters)?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name(), header.value().to_owned())).collect())
}

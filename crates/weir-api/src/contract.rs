//! Holds every request below `/api` against Prefect's contract before its route sees it.
//!
//! Path, query, body and version header are checked together, so an answer lists everything that is wrong. What passes
//! reaches the route as [`Checked`], which the extractors turn into types.

use std::{borrow::Cow, time::Duration};

use axum::{
    body::Body,
    extract::{MatchedPath, OriginalUri, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use weir_contract::{
    ErrorBody, Operation, Refusal, RequestParts, Unmatched, Validated, contract, decode_path,
};

use crate::{app::App, error::ApiError};

/// The largest body that is read. The contract has no limit; this bounds what one request can make the server hold.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// A body above this size is checked beside the threads that serve other requests.
const LARGE_BODY: usize = 256 * 1024;
const API_VERSION: &str = "x-prefect-api-version";

/// A request that fits the contract.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// The body as JSON, `null` when there is none: the bytes that were sent, unless something had to be converted.
    pub(crate) body: Bytes,
    /// Parameters of path and query as a JSON object, with defaults.
    pub(crate) params: String,
}

/// Checks the request and passes it on, or answers why not.
pub(crate) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let uri = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.clone(), |uri| uri.0.clone());
    let path = decode_path(uri.path());
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let operation = template
        .as_ref()
        .and_then(|template| contract().operation(parts.method.as_str(), template.as_str()))
        .filter(|operation| operation.path_values(&path).is_some());
    let operation = match operation {
        Some(operation) => operation,
        None if template.is_some() && asks_for_websocket(&parts) => {
            return next.run(Request::from_parts(parts, body)).await;
        }
        // Prefect's server refuses the upgrade where no websocket is served.
        None if asks_for_websocket(&parts) => return StatusCode::FORBIDDEN.into_response(),
        // What is in the contract and not among the routes is checked all the same before it is called unserved.
        None => match contract().route(parts.method.as_str(), &path) {
            Ok(operation) => operation,
            Err(unmatched) => return unrouted(&unmatched, &parts.headers, &uri),
        },
    };
    let bytes = match read(operation, body, app.settings().timeouts.body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal.into_response(),
    };
    let checked = if bytes.len() > LARGE_BODY {
        let (parts, path, bytes) = (parts.clone(), path.clone().into_owned(), bytes.clone());
        match tokio::task::spawn_blocking(move || validate(operation, &parts, &path, &bytes)).await {
            Ok(checked) => checked,
            Err(_) => return ApiError::from(ErrorBody::internal()).into_response(),
        }
    } else {
        validate(operation, &parts, &path, &bytes)
    };
    match checked {
        Ok(checked) => {
            parts.extensions.insert(checked);
            next.run(Request::from_parts(parts, Body::empty())).await
        }
        Err(refusal) => ApiError::from(ErrorBody::from(refusal)).into_response(),
    }
}

/// The body of an operation that has one, if it comes in time.
async fn read(operation: &Operation, body: Body, time: Duration) -> Result<Bytes, ApiError> {
    if operation.body.is_empty() {
        return Ok(Bytes::new());
    }
    let Ok(read) = tokio::time::timeout(time, axum::body::to_bytes(body, MAX_BODY)).await else {
        return Err(ErrorBody::detail(408, "Request Timeout").into());
    };
    read.map_err(|error| {
        let too_large = std::error::Error::source(&error)
            .is_some_and(|source| source.downcast_ref::<http_body_util::LengthLimitError>().is_some());
        if too_large {
            ErrorBody::detail(413, "Request Entity Too Large").into()
        } else {
            // The client broke off, so nobody hears this.
            ErrorBody::unreadable_body().into()
        }
    })
}

fn validate(operation: &Operation, parts: &Parts, path: &str, bytes: &Bytes) -> Result<Checked, Refusal> {
    let values = operation.path_values(path).unwrap_or_default();
    let (content_type, version) = (content_type(&parts.headers), text(parts.headers.get(API_VERSION)));
    let Validated { body, params } = contract().validate(
        operation,
        RequestParts {
            path: &values,
            query: parts.uri.query().unwrap_or_default(),
            content_type: content_type.as_deref(),
            api_version: version.as_deref(),
            body: bytes,
        },
    )?;
    let body = match body {
        Cow::Borrowed(text) => bytes.slice_ref(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    Ok(Checked { body, params })
}

/// The content type. A body of known length without one counts as JSON, of unknown length as bytes.
fn content_type(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    match headers.get(header::CONTENT_TYPE) {
        Some(value) => text(Some(value)),
        None if headers.contains_key(header::CONTENT_LENGTH) => None,
        None => Some(Cow::Borrowed("")),
    }
}

/// A header as Python reads it: one character for each byte.
fn text(header: Option<&HeaderValue>) -> Option<Cow<'_, str>> {
    let header = header?;
    Some(match header.to_str() {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(header.as_bytes().iter().copied().map(char::from).collect()),
    })
}

fn asks_for_websocket(parts: &Parts) -> bool {
    parts.method == Method::GET
        && parts
            .headers
            .get(header::UPGRADE)
            .is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// The answer to what no route takes.
fn unrouted(unmatched: &Unmatched, headers: &HeaderMap, uri: &Uri) -> Response {
    match unmatched {
        Unmatched::Redirect { location } => redirect(headers, uri, location),
        Unmatched::MethodNotAllowed { allow } => {
            let mut response = ApiError::from(ErrorBody::method_not_allowed()).into_response();
            if let Ok(allow) = HeaderValue::from_str(allow) {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            response
        }
        Unmatched::NotFound => ApiError::from(ErrorBody::no_route()).into_response(),
    }
}

/// Takes `Allow` from all other answers, to which the router adds it where a path has no route for the method.
pub(crate) fn allow_with_405_alone(mut response: Response) -> Response {
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().remove(header::ALLOW);
    }
    response
}

/// 307 to the same address with another path.
fn redirect(headers: &HeaderMap, uri: &Uri, path: &str) -> Response {
    let scheme = if headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https") {
        "https"
    } else {
        "http"
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = encode_path(path);
    let location =
        if host.is_empty() { format!("{path}{query}") } else { format!("{scheme}://{host}{path}{query}") };
    match HeaderValue::try_from(location) {
        Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response(),
        Err(_) => ApiError::from(ErrorBody::no_route()).into_response(),
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)])));
        }
    }
    encoded
}

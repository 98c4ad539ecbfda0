//! Names that are spelled like a route: `GET /work_pools/count` asks for the work pool `count`, although
//! `/work_pools/count` is a route, of `POST` alone.
//!
//! The router picks the path before it looks at the method, and prefers a path that is spelled out to one with a
//! parameter. So what finds no method there is asked again, with its last part in a spelling that no route has.

use axum::{
    Router,
    extract::{OriginalUri, Request},
    http::{Extensions, Uri},
    response::Response,
};
use tower::ServiceExt;

use crate::{access::Caller, contract::Checked};

/// Asks `routes` for what the last part of the path names.
pub(super) async fn ask(routes: Router, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(uri) = respelled(&parts.uri) {
        parts.uri = uri;
    }
    // The router has put the parameters that it found in there, and would add those that it finds now.
    let mut before = std::mem::replace(&mut parts.extensions, Extensions::new());
    if let Some(checked) = before.remove::<Checked>() {
        parts.extensions.insert(checked);
    }
    if let Some(caller) = before.remove::<Caller>() {
        parts.extensions.insert(caller);
    }
    if let Some(uri) = before.remove::<OriginalUri>() {
        parts.extensions.insert(uri);
    }
    match routes.oneshot(Request::from_parts(parts, body)).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// The same address with the first character of its last part percent-encoded.
fn respelled(uri: &Uri) -> Option<Uri> {
    let (before, name) = uri.path().rsplit_once('/')?;
    let first = name.bytes().next().filter(u8::is_ascii_alphanumeric)?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{before}/%{first:02X}{}{query}", &name[1..]).parse().ok()
}

//! Who may use the API: basic credentials and CSRF tokens, where the operator wants them.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use subtle::ConstantTimeEq;
use weir_store::csrf_tokens;
use weir_types::Secret;

use crate::{
    app::App,
    error::{ApiError, ApiResult},
};

/// A load balancer asks these without credentials.
const OPEN: [&str; 2] = ["/api/health", "/api/ready"];

/// Websockets: their handlers ask for the credentials in the first message.
const SOCKETS: [&str; 5] = [
    "/api/events/in",
    "/api/events/out",
    "/api/logs/out",
    "/api/task_runs/subscriptions/scheduled",
    "/api/work_pools/{work_pool_name}/workers/connect",
];

/// Refuses requests that lack what the operator wants to see.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let changes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    if app.settings().csrf_protection
        && changes
        && let Err(refusal) = check_csrf_token(&app, request.headers().clone()).await
    {
        return refusal.into_response();
    }
    if !is_open(&request)
        && let Err(refusal) = check_credentials(&app, request.headers())
    {
        return ApiError::from(refusal).into_response();
    }
    next.run(request).await
}

/// A request lacks the credentials that the operator wants to see.
pub(crate) struct Unauthorized;

impl From<Unauthorized> for ApiError {
    fn from(_: Unauthorized) -> Self {
        Self::Other(StatusCode::UNAUTHORIZED, json!({ "exception_message": "Unauthorized" }))
    }
}

/// Refuses headers without the credentials that the operator wants to see.
pub(crate) fn check_credentials(app: &App, headers: &HeaderMap) -> Result<(), Unauthorized> {
    match &app.settings().auth_string {
        Some(expected) if !brings(headers, expected) => Err(Unauthorized),
        _ => Ok(()),
    }
}

/// Whether the request needs no credentials, or shows them later. What counts is the route that answers it, not the
/// text of its path.
fn is_open(request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    request.method() == Method::GET && (OPEN.contains(&path) || SOCKETS.contains(&path))
}

/// Whether the request brings these credentials, by the basic scheme.
fn brings(headers: &HeaderMap, expected: &Secret) -> bool {
    let Some(value) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut words = value.split_whitespace();
    let (Some("Basic"), Some(credentials), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let Ok(given) = STANDARD.decode(credentials) else { return false };
    given.ct_eq(expected.expose().as_bytes()).into()
}

async fn check_csrf_token(app: &App, headers: HeaderMap) -> ApiResult<()> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let forbidden = |detail: &str| ApiError::Forbidden(detail.to_owned());
    let token = text("Prefect-Csrf-Token").ok_or_else(|| forbidden("Missing CSRF token."))?;
    let client = text("Prefect-Csrf-Client").ok_or_else(|| forbidden("Missing client identifier."))?;
    let now = app.now();
    let kept =
        app.store().read(client, move |conn, client| Box::pin(csrf_tokens::read(conn, client, now))).await?;
    match kept {
        Some(kept) if kept.token.as_bytes().ct_eq(token.as_bytes()).into() => Ok(()),
        _ => Err(forbidden("Invalid CSRF token or client identifier.")),
    }
}

//! Who may use the API: basic credentials, API keys with roles, and CSRF tokens, where the operator wants them.

pub(crate) mod audit;
mod keys;

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use subtle::ConstantTimeEq;
use weir_store::{StoreError, csrf_tokens};
use weir_types::{Secret, api_keys::Role};

pub(crate) use self::{
    audit::AuditLog,
    keys::{Key, Keys, renew},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    routing::{Need, Needs},
};

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// No access is configured, or none is needed.
    Anybody,
    /// Somebody who knows the basic credentials.
    Owner,
    /// The bearer of a key.
    Key(Arc<Key>),
}

impl Caller {
    /// What the caller may do.
    pub(crate) fn role(&self) -> Role {
        match self {
            Self::Anybody | Self::Owner => Role::Admin,
            Self::Key(key) => key.role(),
        }
    }

    /// The name of the caller's key.
    pub(crate) fn key_name(&self) -> Option<&str> {
        if let Self::Key(key) = self { Some(key.name()) } else { None }
    }

    fn may(&self, need: Need) -> bool {
        match self {
            Self::Anybody | Self::Owner => true,
            Self::Key(key) => need <= most(key.role()),
        }
    }

    /// Refuses secrets, if they are wanted, to those who may only read.
    pub(crate) fn check_secrets(&self, wanted: bool) -> Result<(), Refused> {
        if wanted && !self.may(Need::Operate) { Err(self.forbidden()) } else { Ok(()) }
    }

    fn forbidden(&self) -> Refused {
        Refused::Forbidden(match self {
            Self::Key(key) => {
                format!("The role of the API key \"{}\", {}, may not do this.", key.name(), key.role())
            }
            Self::Anybody | Self::Owner => "This may not be done.".to_owned(),
        })
    }
}

/// The most that a role may do.
const fn most(role: Role) -> Need {
    match role {
        Role::Metrics => Need::Scrape,
        Role::Viewer => Need::Read,
        Role::Operator => Need::Operate,
        Role::Admin => Need::Administer,
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        // The guard leaves no word of callers whom it has nothing to ask.
        Ok(parts.extensions.get().cloned().unwrap_or(Self::Anybody))
    }
}

/// Why a request is not served.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It lacks the credentials that the operator wants to see.
    Unauthorized,
    /// The role of its key is not enough.
    Forbidden(String),
    /// Nobody knows: the keys cannot be read.
    Unknown(StoreError),
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unauthorized => {
                Self::Other(StatusCode::UNAUTHORIZED, json!({ "exception_message": "Unauthorized" }))
            }
            Refused::Forbidden(detail) => Self::Forbidden(detail),
            Refused::Unknown(error) => error.into(),
        }
    }
}

/// Refuses requests that lack what the operator wants to see.
pub(crate) async fn guard(
    State((app, needs)): State<(App, Arc<Needs>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let changes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    if app.settings().csrf_protection
        && changes
        && let Err(refusal) = check_csrf_token(&app, request.headers().clone()).await
    {
        return refusal.into_response();
    }
    // What counts is the route that answers the request, not the text of its path.
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let need = needs.of(request.method(), route);
    match admit(&app, request.headers(), need).await {
        Ok(Caller::Anybody) => {}
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            if let Caller::Key(key) = caller
                && changes
                && need >= Need::Operate
            {
                return audit::serve(app, key, request, next).await;
            }
        }
        Err(refused) => return ApiError::from(refused).into_response(),
    }
    next.run(request).await
}

/// Who asks, if it may do `need`.
pub(crate) async fn admit(app: &App, headers: &HeaderMap, need: Need) -> Result<Caller, Refused> {
    if need <= Need::Handshake || is_open(app).await? {
        return Ok(Caller::Anybody);
    }
    let shown = match Shown::in_headers(headers) {
        Some(Shown::Basic(text)) => recognise(app, &text).await?,
        Some(Shown::Bearer(text)) => recognise_key(app, &text).await?,
        None => None,
    };
    permit(shown, need)
}

/// As [`admit`], for a websocket's client that shows a key or `user:password` in its greeting.
pub(crate) async fn admit_token(app: &App, token: &str, need: Need) -> Result<Caller, Refused> {
    permit(recognise(app, token).await?, need)
}

fn permit(caller: Option<Caller>, need: Need) -> Result<Caller, Refused> {
    match caller {
        Some(caller) if caller.may(need) => Ok(caller),
        Some(caller) => Err(caller.forbidden()),
        None => Err(Refused::Unauthorized),
    }
}

/// Whether nobody is asked who it is: there are no basic credentials, and there was never a key. Keys that are good no
/// longer count, so that to revoke the last one does not open the server.
pub(crate) async fn is_open(app: &App) -> Result<bool, Refused> {
    Ok(app.settings().auth_string.is_none()
        && app.keys().known(app).await.map_err(Refused::Unknown)?.is_empty())
}

/// Completes when `caller` may do `need` no longer.
pub(crate) async fn withdrawn(app: &App, caller: &Caller, need: Need) {
    let Caller::Key(key) = caller else { return std::future::pending().await };
    loop {
        tokio::time::sleep(keys::RENEWED_EVERY).await;
        match app.keys().find(app, key.id()).await {
            Ok(Some(key)) if need <= most(key.role()) => {}
            Ok(_) => return,
            Err(error) => tracing::warn!(%error, "cannot tell whether a key is still good"),
        }
    }
}

/// Who shows this text: `user:password`, or a key, or a key in place of a password.
async fn recognise(app: &App, text: &str) -> Result<Option<Caller>, Refused> {
    let is = |expected: &Secret| bool::from(text.as_bytes().ct_eq(expected.expose().as_bytes()));
    if app.settings().auth_string.as_ref().is_some_and(is) {
        return Ok(Some(Caller::Owner));
    }
    recognise_key(app, text.rsplit(':').next().unwrap_or_default()).await
}

async fn recognise_key(app: &App, text: &str) -> Result<Option<Caller>, Refused> {
    let key = app.keys().recognise(app, text).await.map_err(Refused::Unknown)?;
    Ok(key.map(Caller::Key))
}

/// Credentials in a request's headers.
enum Shown {
    /// By the basic scheme. The SDK sends its `PREFECT_API_AUTH_STRING` so.
    Basic(String),
    /// As a bearer token. The SDK sends its `PREFECT_API_KEY` so.
    Bearer(String),
}

impl Shown {
    fn in_headers(headers: &HeaderMap) -> Option<Self> {
        let mut words = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_whitespace();
        let (scheme, credentials) = (words.next()?, words.next()?);
        match scheme {
            _ if words.next().is_some() => None,
            "Basic" => String::from_utf8(STANDARD.decode(credentials).ok()?).ok().map(Self::Basic),
            scheme if scheme.eq_ignore_ascii_case("bearer") => Some(Self::Bearer(credentials.to_owned())),
            _ => None,
        }
    }
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

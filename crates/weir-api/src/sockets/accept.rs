//! How a websocket begins. A client that asks for the subprotocol `prefect` sends `{"type": "auth", "token": …}` first
//! and is told `{"type": "auth_success"}`; an older client that does not ask for it is served when no password is set.

use std::convert::Infallible;

use axum::{
    extract::{
        FromRequestParts,
        ws::{CloseFrame, Message, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::live::Socket;
use crate::{
    access::{
        self, Caller, Refused,
        audit::{self, Asked},
    },
    app::App,
    routing::Need,
};

/// The name of the subprotocol with the handshake.
const SUBPROTOCOL: &str = "prefect";

/// Close codes that the server uses.
pub(crate) mod code {
    /// All is said.
    pub(crate) const NORMAL: u16 = 1000;
    /// A task worker does not keep to the protocol.
    pub(crate) const TASK_PROTOCOL: u16 = 4001;
    /// The client may not be here.
    pub(crate) const POLICY: u16 = 1008;
    /// The client does not keep to the protocol.
    pub(crate) const PROTOCOL: u16 = 1002;
    /// The server has failed.
    pub(crate) const INTERNAL: u16 = 1011;
}

/// Largest message that is read.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// Upgrades the request of a client that may do `need` and, after the handshake, hands the socket to `serve`.
pub(crate) async fn upgrade<F, Served>(
    app: App,
    visit: Visit,
    need: Need,
    upgrade: WebSocketUpgrade,
    serve: F,
) -> Response
where
    F: FnOnce(App, Socket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    begin(Door { app, need, refusal: None }, visit, upgrade, serve).await
}

/// As [`upgrade`], for clients that must ask for the subprotocol; `refusal` is the reason that all hear who fail.
pub(crate) async fn upgrade_strictly<F, Served>(
    app: App,
    visit: Visit,
    need: Need,
    upgrade: WebSocketUpgrade,
    refusal: &'static str,
    serve: F,
) -> Response
where
    F: FnOnce(App, Socket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    begin(Door { app, need, refusal: Some(refusal) }, visit, upgrade, serve).await
}

/// A client that wants to come in.
#[derive(Debug)]
pub(crate) struct Visit {
    headers: HeaderMap,
    asked: Asked,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let asked = Asked::new(app, &parts.method, &parts.headers, &parts.uri, &parts.extensions);
        Ok(Self { headers: parts.headers.clone(), asked })
    }
}

/// Where clients come in.
struct Door {
    app: App,
    need: Need,
    refusal: Option<&'static str>,
}

async fn begin<F, Served>(door: Door, visit: Visit, upgrade: WebSocketUpgrade, serve: F) -> Response
where
    F: FnOnce(App, Socket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let patience = door.app.settings().timeouts.websocket;
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    let by_headers = access::admit(&door.app, &visit.headers, door.need).await;
    if !asks_for_subprotocol(&visit.headers) {
        // A close before the socket is accepted is a refused upgrade.
        return match by_headers {
            Ok(caller) if door.refusal.is_none() => upgrade.on_upgrade(async move |socket| {
                door.serve(caller, visit.asked, Socket::new(socket, patience), serve).await;
            }),
            _ => StatusCode::FORBIDDEN.into_response(),
        };
    }
    upgrade.protocols([SUBPROTOCOL]).on_upgrade(async move |socket| {
        let mut socket = Socket::new(socket, patience);
        if let Some(caller) = door.greet(by_headers, &mut socket).await {
            door.serve(caller, visit.asked, socket, serve).await;
        }
    })
}

fn asks_for_subprotocol(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == SUBPROTOCOL)
}

impl Door {
    /// Who comes in; if nobody does, the socket is closed.
    async fn greet(&self, by_headers: Result<Caller, Refused>, socket: &mut Socket) -> Option<Caller> {
        // Nobody knows yet who it is, so pongs alone do not keep it here.
        let greeting = timeout(socket.patience(), receive_object(socket)).await.ok()??;
        let admitted = if greeting.get("type").and_then(Value::as_str) == Some("auth") {
            let token = greeting.get("token").and_then(Value::as_str).unwrap_or("");
            self.admit(by_headers, token).await
        } else {
            Err("Expected 'auth' message".to_owned())
        };
        match admitted {
            Ok(caller) => {
                socket.send(Message::text(r#"{"type":"auth_success"}"#)).await.ok()?;
                Some(caller)
            }
            Err(fault) => {
                close(socket, code::POLICY, self.refusal.unwrap_or(&fault)).await;
                None
            }
        }
    }

    /// Who shows a token, or has shown something in the headers; or what is wrong.
    async fn admit(&self, by_headers: Result<Caller, Refused>, token: &str) -> Result<Caller, String> {
        let refused = match by_headers {
            Ok(caller @ Caller::Anybody) => return Ok(caller),
            by_headers if token.is_empty() => match by_headers {
                Err(Refused::Unauthorized) => return Err("Auth required but no token provided".to_owned()),
                by_headers => by_headers,
            },
            _ => access::admit_token(&self.app, token, self.need).await,
        };
        refused.map_err(|refused| match refused {
            Refused::Unauthorized => "Invalid token".to_owned(),
            Refused::Forbidden(detail) => detail,
            Refused::Unknown(error) => {
                tracing::error!(%error, "cannot tell whether a token is good");
                "The token cannot be checked".to_owned()
            }
        })
    }

    /// Serves the socket as long as the client may do what it does.
    async fn serve<F, Served>(self, caller: Caller, asked: Asked, socket: Socket, serve: F)
    where
        F: FnOnce(App, Socket) -> Served,
        Served: Future<Output = ()>,
    {
        if let Caller::Key(key) = &caller
            && self.need >= Need::Operate
        {
            audit::write(&self.app, asked.entry(key, StatusCode::SWITCHING_PROTOCOLS)).await;
        }
        tokio::select! {
            () = serve(self.app.clone(), socket) => {}
            () = access::withdrawn(&self.app, &caller, self.need) => {}
        }
    }
}

/// The filter of a client that listens: `{"type": "filter", "filter": …}`, with the message around it. None when the
/// socket is to be dropped.
pub(crate) async fn receive_filter<F: DeserializeOwned>(
    socket: &mut Socket,
) -> Option<(F, Map<String, Value>)> {
    let mut message = receive_object(socket).await?;
    if message.get("type")? != "filter" {
        close(socket, code::PROTOCOL, "Expected 'filter' message").await;
        return None;
    }
    let Some(filter) = message.remove("filter") else {
        close(socket, code::PROTOCOL, "Invalid filter: 'filter'").await;
        return None;
    };
    // Prefect's server fails over a filter that does not fit: the reason that it wants to give is too long to send.
    let filter = serde_json::from_value(filter)
        .inspect_err(|error| tracing::warn!(%error, "dropping a websocket that sent a bad filter"))
        .ok()?;
    Some((filter, message))
}

/// The next message, which must be a JSON object. Whatever else comes ends Prefect's handler with an error, and its
/// server then drops the connection without a close frame.
pub(crate) async fn receive_object(socket: &mut Socket) -> Option<Map<String, Value>> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Binary(_) | Message::Close(_)) | Err(_) => return None,
        }
    }
}

/// Waits until the client closes the socket or breaks off; what it sends until then says nothing.
pub(crate) async fn gone(socket: &mut Socket) {
    while let Some(Ok(message)) = socket.next().await {
        if matches!(message, Message::Close(_)) {
            return;
        }
    }
}

/// Closes the socket. Whether the client still hears it does not matter.
pub(crate) async fn close(socket: &mut Socket, code: u16, reason: &str) {
    let frame = CloseFrame { code, reason: reason.into() };
    if socket.send(Message::Close(Some(frame))).await.is_err() {
        tracing::debug!("a websocket was gone before it was closed");
    }
}

//! How a websocket begins. A client that asks for the subprotocol `prefect` sends `{"type": "auth", "token": …}` first
//! and is told `{"type": "auth_success"}`; an older client that does not ask for it is served when no password is set.

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use crate::app::App;

/// The name of the subprotocol with the handshake.
const SUBPROTOCOL: &str = "prefect";

/// Close codes that the server uses.
pub(crate) mod code {
    /// The client may not be here.
    pub(crate) const POLICY: u16 = 1008;
    /// The server has failed.
    pub(crate) const INTERNAL: u16 = 1011;
}

/// Largest message that is read.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// Upgrades the request and, after the handshake, hands the socket to `serve`.
pub(crate) fn upgrade<F, Served>(
    app: App,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    serve: F,
) -> Response
where
    F: FnOnce(App, WebSocket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    if !asks_for_subprotocol(headers) {
        // A close before the socket is accepted is a refused upgrade.
        return match app.settings().auth_string {
            Some(_) => StatusCode::FORBIDDEN.into_response(),
            None => upgrade.on_upgrade(move |socket| serve(app, socket)),
        };
    }
    upgrade.protocols([SUBPROTOCOL]).on_upgrade(async move |mut socket| {
        if greet(&app, &mut socket).await {
            serve(app, socket).await;
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

#[derive(Deserialize)]
struct Greeting {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    token: Option<String>,
}

/// Whether the client may go on; if not, the socket is closed.
async fn greet(app: &App, socket: &mut WebSocket) -> bool {
    let greeting = match receive_text(socket).await {
        Some(text) => serde_json::from_str::<Greeting>(&text),
        None => return false,
    };
    let refusal = match greeting {
        // What is not a message at all ends Prefect's handler with an error, which its server answers with 1011.
        Err(_) => Some((code::INTERNAL, "")),
        Ok(Greeting { kind, .. }) if kind.as_deref() != Some("auth") => {
            Some((code::POLICY, "Expected 'auth' message"))
        }
        Ok(Greeting { token, .. }) => match (&app.settings().auth_string, token.as_deref().unwrap_or("")) {
            (None, _) => None,
            (Some(_), "") => Some((code::POLICY, "Auth required but no token provided")),
            (Some(expected), token) => {
                let same: bool = token.as_bytes().ct_eq(expected.expose().as_bytes()).into();
                (!same).then_some((code::POLICY, "Invalid token"))
            }
        },
    };
    if let Some((code, reason)) = refusal {
        close(socket, code, reason).await;
        return false;
    }
    socket.send(Message::text(r#"{"type":"auth_success"}"#)).await.is_ok()
}

/// The next text message; none when the client has gone.
pub(crate) async fn receive_text(socket: &mut WebSocket) -> Option<String> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return Some(text.as_str().to_owned()),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_)) => {}
            Ok(Message::Close(_)) | Err(_) => return None,
        }
    }
}

/// Closes the socket. Whether the client still hears it does not matter.
pub(crate) async fn close(socket: &mut WebSocket, code: u16, reason: &str) {
    let frame = CloseFrame { code, reason: reason.into() };
    if let Err(error) = socket.send(Message::Close(Some(frame))).await {
        tracing::debug!(%error, "a websocket was gone before it was closed");
    }
}

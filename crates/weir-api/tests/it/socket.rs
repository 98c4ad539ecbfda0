//! A websocket client.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::api::Api;

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects with the handshake that SDKs of today ask for, and does not greet yet.
    pub async fn connect(api: &Api, path: &str) -> Self {
        Self::ask(api, path, true).await.unwrap()
    }

    /// Connects, if the server lets it.
    pub async fn ask(api: &Api, path: &str, subprotocol: bool) -> Result<Self, Error> {
        Self::ask_with(api, path, subprotocol, None).await
    }

    /// As [`Socket::ask`], with an `Authorization`.
    pub async fn ask_with(
        api: &Api,
        path: &str,
        subprotocol: bool,
        authorization: Option<&str>,
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{}/api{path}", api.listen().await).into_client_request()?;
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", authorization.parse().unwrap());
        }
        if subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", "prefect".parse().unwrap());
        }
        connect_async(request).await.map(|(stream, _)| Self(stream))
    }

    /// Connects and greets.
    pub async fn open(api: &Api, path: &str) -> Self {
        let mut socket = Self::connect(api, path).await;
        socket.send(json!({ "type": "auth", "token": null })).await;
        assert_eq!(socket.receive().await, json!({ "type": "auth_success" }));
        socket
    }

    /// The connection beneath, on which nobody answers a ping.
    pub fn into_stream(self) -> MaybeTlsStream<TcpStream> {
        self.0.into_inner()
    }

    /// The next message of any kind.
    pub async fn next(&mut self) -> Message {
        self.0.next().await.unwrap().unwrap()
    }

    pub async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    pub async fn send_raw(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub async fn receive(&mut self) -> Value {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            other => panic!("expected a message, got {other:?}"),
        }
    }

    /// Sends a ping and waits for its pong.
    pub async fn confirmed(&mut self) {
        self.send_raw(Message::Ping("p".into())).await;
        match self.0.next().await {
            Some(Ok(Message::Pong(_))) => {}
            other => panic!("expected a pong, got {other:?}"),
        }
    }

    /// How the server ends the connection: the code and the reason, or none when it drops it.
    pub async fn ended(mut self) -> Option<(u16, String)> {
        match self.0.next().await {
            Some(Ok(Message::Close(frame))) => {
                let frame = frame.unwrap();
                Some((frame.code.into(), frame.reason.to_string()))
            }
            Some(Err(_)) | None => None,
            Some(Ok(other)) => panic!("expected the end, got {other:?}"),
        }
    }
}

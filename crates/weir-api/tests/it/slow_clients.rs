//! Clients that do not get on with what they began: the server lets go of them by itself.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;
use weir_api::{Settings, Timeouts};

use crate::{api::Api, socket::Socket};

/// Long enough for an answer to be written, and short enough to be waited for.
const SHORT: Duration = Duration::from_millis(200);
/// So long that a test which waited for it would be ended first.
const LONG: Duration = Duration::from_hours(1);

const PATIENT: Timeouts = Timeouts { keep_alive: LONG, body: LONG, websocket: LONG };

async fn waiting(timeouts: Timeouts) -> Api {
    Api::with(Settings { timeouts, ..Settings::default() }).await
}

/// What the server says to `request` until it closes the connection.
async fn said(api: &Api, request: &str) -> String {
    let mut stream = TcpStream::connect(api.listen().await).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    said
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed() {
    let api = waiting(Timeouts { keep_alive: SHORT, ..PATIENT }).await;
    for half in ["", "GET /api/health HTTP/1.1\r\n", "GET /api/health HTTP/1.1\r\nhost: weir\r\nx-slow: "] {
        assert_eq!(said(&api, half).await, "", "{half}");
    }
    let answered = said(&api, "GET /api/health HTTP/1.1\r\nhost: weir\r\n\r\n").await;
    assert!(answered.starts_with("HTTP/1.1 200 OK\r\n") && answered.ends_with("\r\n\r\ntrue"), "{answered}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_refused() {
    let api = waiting(Timeouts { body: SHORT, ..PATIENT }).await;
    let head = "POST /api/flows/filter HTTP/1.1\r\nhost: weir\r\ncontent-type: application/json\r\n";
    for body in ["content-length: 10\r\n\r\n{\"limit\"", "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"] {
        let answer = said(&api, &format!("{head}{body}")).await;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
        assert!(answer.ends_with(r#"{"detail":"Request Timeout"}"#), "{answer}");
    }
}

#[tokio::test]
async fn a_websocket_that_answers_pings_stays() {
    let api = waiting(Timeouts { websocket: SHORT, ..PATIENT }).await;
    for path in ["/events/in", "/events/out", "/logs/out", "/task_runs/subscriptions/scheduled"] {
        let mut socket = Socket::open(&api, path).await;
        for _ in 0..4 {
            assert_eq!(socket.next().await, Message::Ping("weir".into()), "{path}");
        }
        socket.confirmed().await;
    }
}

#[tokio::test]
async fn a_websocket_that_is_silent_is_closed() {
    let api = waiting(Timeouts { websocket: SHORT, ..PATIENT }).await;
    let filter = json!({ "type": "filter", "filter": {} });
    for (path, message) in
        [("/events/in", None), ("/events/out", Some(&filter)), ("/logs/out", Some(&filter))]
    {
        let mut socket = Socket::open(&api, path).await;
        if let Some(message) = message {
            socket.send(message.clone()).await;
        }
        let mut rest = Vec::new();
        socket.into_stream().read_to_end(&mut rest).await.unwrap();
        // One ping, in a frame of its own: nothing else was said.
        assert_eq!(rest, b"\x89\x04weir", "{path}");
    }
}

#[tokio::test]
async fn a_websocket_that_does_not_greet_is_closed() {
    let api = waiting(Timeouts { websocket: SHORT, ..PATIENT }).await;
    let mut socket = Socket::connect(&api, "/events/in").await;
    // Pings do not keep it here.
    socket.send_raw(Message::Ping("p".into())).await;
    let mut rest = Vec::new();
    socket.into_stream().read_to_end(&mut rest).await.unwrap();
    assert!(rest.starts_with(b"\x8a\x01p"), "{rest:?}");
}

//! `/events`.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use weir_api::Settings;
use weir_types::Secret;

use crate::{api::Api, socket::Socket};

#[tokio::test]
async fn a_socket_begins_with_a_greeting() {
    let secured = Settings { auth_string: Some(Secret::new("me:secret".into())), ..Settings::default() };
    let (open, secured) = (Api::new().await, Api::with(secured).await);
    let refused = |reason: &str| Some((1008, reason.to_owned()));
    for (api, greeting, end) in [
        (&open, r#"{"type":"hello"}"#, refused("Expected 'auth' message")),
        (&open, "{}", refused("Expected 'auth' message")),
        (&open, "rubbish", None),
        (&open, "5", None),
        (&secured, r#"{"type":"auth"}"#, refused("Auth required but no token provided")),
        (&secured, r#"{"type":"auth","token":"me:wrong"}"#, refused("Invalid token")),
    ] {
        let mut socket = Socket::connect(api, "/events/in").await;
        socket.send_raw(Message::text(greeting)).await;
        assert_eq!(socket.ended().await, end, "{greeting}");
    }
    let mut socket = Socket::connect(&secured, "/events/in").await;
    socket.send(json!({ "type": "auth", "token": "me:secret" })).await;
    assert_eq!(socket.receive().await, json!({ "type": "auth_success" }));
    assert!(Socket::ask(&secured, "/events/in", false).await.is_err(), "without the handshake");
    Socket::ask(&open, "/events/in", false).await.unwrap().confirmed().await;
}

//! A websocket that notices when its client has gone without a word: a machine that was switched off closes nothing.

use std::time::Duration;

use axum::{
    Error,
    extract::ws::{Message, WebSocket},
};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, timeout, timeout_at};

/// The client has gone.
#[derive(Debug)]
pub(crate) struct Gone;

/// A websocket whose client is pinged when it is silent.
pub(crate) struct Socket {
    inner: WebSocket,
    /// How long the client may be silent before it is pinged, and again before it counts as gone.
    patience: Duration,
    /// When the client was last heard, or pinged since.
    since: Instant,
    pinged: bool,
}

impl Socket {
    pub(crate) fn new(inner: WebSocket, patience: Duration) -> Self {
        Self { inner, patience, since: Instant::now(), pinged: false }
    }

    /// How long the client may be silent before it is pinged.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// The next message; none when the client has gone. May be dropped while it waits: nothing is lost, and the
    /// client's silence goes on counting.
    pub(crate) async fn next(&mut self) -> Option<Result<Message, Error>> {
        loop {
            if let Ok(message) = timeout_at(self.since + self.patience, self.inner.next()).await {
                (self.since, self.pinged) = (Instant::now(), false);
                return message;
            }
            if self.pinged {
                return None;
            }
            (self.since, self.pinged) = (Instant::now(), true);
            self.send(Message::Ping("weir".into())).await.ok()?;
        }
    }

    /// Sends a message.
    pub(crate) async fn send(&mut self, message: Message) -> Result<(), Gone> {
        self.feed(message).await?;
        self.flush().await
    }

    /// Lays a message ready to be sent.
    pub(crate) async fn feed(&mut self, message: Message) -> Result<(), Gone> {
        taken(timeout(2 * self.patience, self.inner.feed(message)).await)
    }

    /// Sends what lies ready.
    pub(crate) async fn flush(&mut self) -> Result<(), Gone> {
        taken(timeout(2 * self.patience, self.inner.flush()).await)
    }
}

/// A client that reads slowly is waited for as long as it takes something at all within the time.
fn taken<E>(sent: Result<Result<(), E>, tokio::time::error::Elapsed>) -> Result<(), Gone> {
    sent.map_err(|_| Gone)?.map_err(|_| Gone)
}

//! What the streams out have in common: they follow a log from a position on and send what passes the client's filter.

use std::time::Duration;

use axum::extract::ws::Message;
use weir_store::{Growth, Result, events::Position};

use super::{accept, live::Socket};

/// How long a log is left alone at most when nothing wakes the stream: another process may have appended to it.
const POLL: Duration = Duration::from_secs(5);

/// The next part of a log.
pub(crate) struct Page {
    /// The position of its last row; none when the log has no more for now.
    pub(crate) end: Option<Position>,
    /// What of it is to be sent.
    pub(crate) messages: Vec<String>,
}

/// Sends what `next` finds after `position`, and then what comes, until the client goes. A client that reads slowly is
/// waited for and misses nothing.
pub(crate) async fn follow<N, Next>(
    socket: &mut Socket,
    mut growth: Growth,
    mut position: Position,
    next: N,
) -> Result<()>
where
    N: Fn(Position) -> Next,
    Next: Future<Output = Result<Page>>,
{
    loop {
        growth.mark_unchanged();
        let page = next(position).await?;
        if !send(socket, page.messages).await {
            return Ok(());
        }
        if let Some(end) = page.end {
            position = end;
            continue;
        }
        tokio::select! {
            () = accept::gone(socket) => return Ok(()),
            _ = tokio::time::timeout(POLL, growth.changed()) => {}
        }
    }
}

/// Sends messages; false when the client has gone.
pub(crate) async fn send(socket: &mut Socket, messages: Vec<String>) -> bool {
    if messages.is_empty() {
        return true;
    }
    for message in messages {
        if socket.feed(Message::text(message)).await.is_err() {
            return false;
        }
    }
    socket.flush().await.is_ok()
}

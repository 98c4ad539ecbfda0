//! Listens to the API's events over its websocket, `/events/out`, and counts them as they come.
//!
//! The websocket makes counts timely, not exact: servers drop messages that a listener does not take in time, and tell of
//! nothing that happened while it was away. So each connection begins with a refresh and is followed by a second when the
//! server has stored what it told before, and refreshes go on at their interval: they find what the websocket did not
//! tell, in one request while there is nothing.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::{sync::mpsc, time::Instant};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest as _,
        http::{HeaderMap, HeaderValue, header},
    },
};
use weir_types::Timestamp;

use super::{
    api::{Connection, Credentials},
    event::RunEvent,
    exporter::{Exporter, RefreshError},
    own::Own,
    poll::{pause, until_next},
    scope::Scope,
};
use crate::facts::RunFacts;

/// How many events wait to be counted; while there are as many, no more are read from the websocket.
const WAITING: usize = 1_000;

/// How often events are counted that came over the websocket.
const TURN: Duration = Duration::from_secs(1);

/// How long the API may take to greet.
const GREETING: Duration = Duration::from_secs(30);

/// After how long a silent websocket is pinged, and after as long again given up.
const SILENCE: Duration = Duration::from_secs(30);

/// The longest pause between two attempts to connect.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long a connection has lived that did not fail.
const SETTLED: Duration = Duration::from_secs(30);

/// After how long a new connection is followed by a second refresh. A server stores events some seconds after it has passed
/// them on (Prefect's by default up to five), so the first can miss what came shortly before the connection.
const STORED: Duration = Duration::from_secs(15);

/// What the websocket brings.
enum Heard {
    /// From now on it tells what happens.
    Connected,
    /// This happened.
    Event(Box<RunEvent>),
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum StreamError {
    #[error("{0}")]
    Socket(#[from] Error),
    #[error("the API did not greet: {0}")]
    NotGreeted(String),
    #[error("the API closed it")]
    Closed,
    #[error("the API has fallen silent")]
    Silent,
    #[error("the header {0} cannot be sent")]
    Header(&'static str),
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow, default)]
    event: Option<&'a RawValue>,
}

/// Counts for ever what the websocket tells, and refreshes each `interval` and twice when it has been connected. `tell` is
/// called with the facts each time that something was counted, and with what failed.
pub async fn follow(
    mut exporter: Exporter,
    interval: Duration,
    mut tell: impl FnMut(Result<Arc<RunFacts>, RefreshError>),
) {
    let (sender, mut heard) = mpsc::channel(WAITING);
    let listener = Listener {
        connection: exporter.api().connection().clone(),
        scope: exporter.scope().clone(),
        own: exporter.own().clone(),
        sender,
    };
    let _listening = AbortOnDrop(tokio::spawn(listener.listen()));
    let mut waiting: Vec<RunEvent> = Vec::new();
    let (mut turn, mut refresh) = (Instant::now(), Instant::now());
    // Failures put off the next refresh, whatever the websocket tells.
    let (mut failures, mut earliest) = (0, Instant::now());
    let mut stored = Instant::now();
    loop {
        tokio::select! {
            some = heard.recv(), if waiting.len() < WAITING => match some {
                Some(Heard::Event(event)) => waiting.push(*event),
                Some(Heard::Connected) => {
                    refresh = Instant::now().max(earliest);
                    stored = Instant::now() + STORED;
                }
                None => return,
            },
            () = tokio::time::sleep_until(turn), if exporter.is_ready() && !waiting.is_empty() => {
                let counted = exporter.hear(std::mem::take(&mut waiting)).await;
                if let Ok((_, left)) = &counted {
                    waiting.clone_from(left);
                }
                tell(counted.map(|(facts, _)| Arc::new(facts)));
                turn = Instant::now() + TURN;
            },
            () = tokio::time::sleep_until(refresh) => {
                let told = exporter.refresh().await;
                failures = if told.is_ok() { 0 } else { failures + 1 };
                tell(told.map(Arc::new));
                let now = Instant::now();
                refresh = now + until_next(interval, failures);
                earliest = if failures == 0 { now } else { refresh };
                if stored > now {
                    refresh = refresh.min(stored.max(earliest));
                }
            },
        }
    }
}

struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Keeps connected to the websocket.
struct Listener {
    connection: Connection,
    scope: Scope,
    own: Own,
    sender: mpsc::Sender<Heard>,
}

impl Listener {
    async fn listen(self) {
        let mut failures = 0;
        while !self.sender.is_closed() {
            let mut connected = None;
            let end = self.connect(&mut connected).await;
            self.own.disconnected();
            if let Err(error) = end {
                tracing::warn!("the websocket of {} ended: {error}", self.connection.url);
            }
            failures = failures_after(failures, connected.map(|since| since.elapsed()));
            tokio::time::sleep(LONGEST_PAUSE.min(pause(failures))).await;
        }
    }

    /// Passes on what one connection tells, until it ends.
    async fn connect(&self, connected: &mut Option<Instant>) -> Result<(), StreamError> {
        let url = format!("{}/events/out", self.connection.url.replacen("http", "ws", 1));
        let mut request = url.into_client_request()?;
        request.headers_mut().extend(self.headers()?);
        let (mut socket, _) = tokio::time::timeout(GREETING, connect_async(request))
            .await
            .map_err(|_| StreamError::Silent)??;
        let token = match &self.connection.credentials {
            Credentials::None => None,
            Credentials::Key(secret) | Credentials::Basic(secret) => Some(secret.expose()),
        };
        socket.send(Message::text(json!({ "type": "auth", "token": token }).to_string())).await?;
        let greeting =
            tokio::time::timeout(GREETING, socket.next()).await.map_err(|_| StreamError::Silent)?;
        let greeting = greeting.ok_or(StreamError::Closed)??;
        if !matches!(&greeting, Message::Text(text) if text.contains("auth_success")) {
            let reason = match greeting {
                Message::Close(Some(frame)) => frame.reason.to_string(),
                _ => "an answer that was not expected".to_owned(),
            };
            return Err(StreamError::NotGreeted(reason));
        }
        // From the floor on refreshes know what is new, so any time may be told of.
        let filter = self.scope.events(Timestamp::from_micros(0), Timestamp::MAX);
        let wish = json!({ "type": "filter", "filter": filter, "backfill": false });
        socket.send(Message::text(wish.to_string())).await?;
        *connected = Some(Instant::now());
        self.own.connected();
        let mut pinged = false;
        if self.sender.send(Heard::Connected).await.is_err() {
            return Ok(());
        }
        loop {
            let message = match tokio::time::timeout(SILENCE, socket.next()).await {
                Ok(message) => message.ok_or(StreamError::Closed)??,
                Err(_) if pinged => return Err(StreamError::Silent),
                Err(_) => {
                    pinged = true;
                    socket.send(Message::Ping(Vec::new().into())).await?;
                    continue;
                }
            };
            pinged = false;
            let Message::Text(text) = message else { continue };
            let Some(event) = event(&text) else { continue };
            if self.sender.send(Heard::Event(Box::new(event))).await.is_err() {
                return Ok(());
            }
        }
    }

    /// The headers of the request that asks for the websocket. Proxies before the API may want the credentials there.
    fn headers(&self) -> Result<HeaderMap, StreamError> {
        let mut headers = self.connection.headers.clone();
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("prefect"));
        if let Some(value) = self.connection.authorization() {
            let mut value =
                HeaderValue::from_str(&value).map_err(|_| StreamError::Header("authorization"))?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(headers)
    }
}

/// How many attempts have failed in a row after one more, whose connection `lived` so long if there was any. An API that
/// accepts connections and closes them at once is left in peace as well.
fn failures_after(before: u32, lived: Option<Duration>) -> u32 {
    if lived.is_some_and(|lived| lived >= SETTLED) { 0 } else { before + 1 }
}

/// The event that a message tells of. What cannot be read is left to the refreshes.
fn event(text: &str) -> Option<RunEvent> {
    let told: Told<'_> = serde_json::from_str(text).ok()?;
    let event = told.event.filter(|_| told.kind == "event")?;
    RunEvent::read(event).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_that_end_at_once_come_ever_more_rarely() {
        let short = Some(Duration::from_secs(1));
        let pauses = [1, 2, 3, 4]
            .map(|nth| pause((0..nth).fold(0, |before, _| failures_after(before, short))).as_secs());
        assert_eq!(pauses, [2, 4, 8, 16]);
        assert_eq!(failures_after(5, None), 6);
        assert_eq!(failures_after(5, Some(SETTLED)), 0);
    }

    #[test]
    fn messages_that_are_no_events_are_passed_over() {
        let id = "01a20233-e4f5-7381-a18d-0227d0e19130";
        let event_of = |kind: &str| {
            let inner = json!({"id": id, "occurred": "2026-11-22T07:41:25Z", "resource": {}, "related": []});
            event(&json!({ "type": kind, "event": inner }).to_string())
        };
        assert_eq!(event_of("event").map(|event| event.id.to_string()).as_deref(), Some(id));
        assert_eq!(event_of("other"), None);
        for text in ["", "{}", r#"{"type": "event"}"#, r#"{"type": "event", "event": {}}"#] {
            assert_eq!(event(text), None);
        }
    }
}

//! `/events/out`: sends the events that pass the client's filter: those of the last minutes, oldest first, unless the
//! client does not want them, and then those that come in.

use axum::{
    extract::{State, WebSocketUpgrade},
    response::Response,
};
use serde::Serialize;
use serde_json::Value;
use weir_store::{
    Result, Store,
    events::{self, Position, StoredEvent},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::{EventFilter, EventOrder},
};

use super::{
    accept::{self, Visit},
    follow::{self, Page},
    live::Socket,
};
use crate::{app::App, outgoing_event::OutgoingEvent, routing::Need};

/// The most events that are read at once.
const PAGE: i64 = 250;
/// How old an event that is sent may be when the client comes.
const BACKFILL: TimeDelta = TimeDelta::from_secs(15 * 60);

/// The route.
pub(crate) async fn events_out(State(app): State<App>, visit: Visit, upgrade: WebSocketUpgrade) -> Response {
    accept::upgrade(app, visit, Need::Read, upgrade, serve).await
}

async fn serve(app: App, mut socket: Socket) {
    let Some((mut filter, message)) = accept::receive_filter::<EventFilter>(&mut socket).await else {
        return;
    };
    let now = app.now();
    filter.occurred.since = Some(filter.occurred.since(now).max(now - BACKFILL));
    filter.order = EventOrder::Asc;
    let backfill = message.get("backfill").is_none_or(is_wanted);
    let stream = Stream { store: app.store(), filter, now };
    if let Err(error) = stream.run(&mut socket, backfill).await {
        tracing::error!(%error, "a stream of events ended");
    }
}

/// Whether Python takes a value for true.
fn is_wanted(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(wanted) => *wanted,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

struct Stream<'a> {
    store: &'a Store,
    filter: EventFilter,
    /// When the client came.
    now: Timestamp,
}

impl Stream<'_> {
    async fn run(&self, socket: &mut Socket, backfill: bool) -> Result<()> {
        let growth = self.store.event_growth();
        let end = self.store.read((), |conn, ()| Box::pin(events::end(conn))).await?;
        if backfill && !self.backfill(socket, end).await? {
            return Ok(());
        }
        // An event that comes later may have occurred later, so without a bound of its own the stream has none.
        let mut filter = self.filter.clone();
        filter.occurred.until.get_or_insert(Timestamp::from_micros(i64::MAX));
        follow::follow(socket, growth, end, async |from| self.arrived(&filter, from).await).await
    }

    /// Sends the events up to `end`; false when the client has gone.
    async fn backfill(&self, socket: &mut Socket, end: Position) -> Result<bool> {
        for page in 0.. {
            let (filter, now) = (self.filter.clone(), self.now);
            let found = self
                .store
                .read(filter, move |conn, filter| {
                    Box::pin(events::list_until(conn, filter, end, (PAGE, page * PAGE), now))
                })
                .await?;
            let last = !is_full(&found);
            if !follow::send(socket, render(&found)?).await {
                return Ok(false);
            }
            if last {
                break;
            }
        }
        Ok(true)
    }

    /// The next events after `from`.
    async fn arrived(&self, filter: &EventFilter, from: Position) -> Result<Page> {
        let now = self.now;
        let (found, end) = self
            .store
            .read(filter.clone(), move |conn, filter| {
                Box::pin(async move {
                    let end = events::end(conn).await?;
                    if end == from {
                        return Ok((Vec::new(), None));
                    }
                    let found = events::arrived(conn, filter, (from, end), PAGE, now).await?;
                    let full = is_full(&found);
                    let end = found.last().filter(|_| full).map_or(end, |event| event.position);
                    Ok((found, Some(end)))
                })
            })
            .await?;
        Ok(Page { end, messages: render(&found)? })
    }
}

fn is_full(page: &[StoredEvent]) -> bool {
    i64::try_from(page.len()) == Ok(PAGE)
}

#[derive(Serialize)]
struct Outgoing<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    event: OutgoingEvent<'a>,
}

fn render(events: &[StoredEvent]) -> Result<Vec<String>> {
    let messages =
        events.iter().map(|event| serde_json::to_string(&Outgoing { kind: "event", event: event.into() }));
    Ok(messages.collect::<Result<_, _>>()?)
}

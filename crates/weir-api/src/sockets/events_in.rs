//! `/events/in`: clients send events, one in each text message, and ask by a ping whether those before it are stored.
//!
//! What arrives within a moment is stored in one unit of work; while that is under way the next unit is collected, up to a bound
//! beyond which the socket is not read, so a client that is too quick is held back by TCP. The pong to a ping is sent
//! only when the socket is read or written again after the ping was read; so after a ping neither is done until all
//! events that came before it are stored.

use std::time::Duration;

use axum::{
    extract::{State, WebSocketUpgrade, ws::Message},
    response::Response,
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::time::{Instant, timeout_at};
use weir_store::task_run_events::{self, IncomingEvents};

use super::{
    accept::{self, Visit, code},
    live::Socket,
};
use crate::{app::App, incoming_event, routing::Need};

/// The most events in one unit of work.
const BATCH: usize = 256;
/// The most bytes of events in one unit of work.
const BATCH_BYTES: usize = 1024 * 1024;
/// How long events gather. A run reports a few hundred a second, one by one; a commit for each would cost four times the
/// processor time of all else. A ping does not wait for it.
const GATHER: Duration = Duration::from_millis(20);
/// The most units of one connection that are under way.
const UNDER_WAY: usize = 4;

/// The route.
pub(crate) async fn events_in(State(app): State<App>, visit: Visit, upgrade: WebSocketUpgrade) -> Response {
    accept::upgrade(app, visit, Need::Operate, upgrade, serve).await
}

async fn serve(app: App, socket: Socket) {
    let mut intake =
        Intake { app, socket, batch: IncomingEvents::default(), bytes: 0, under_way: FuturesOrdered::new() };
    let end = intake.run().await;
    let end = match end {
        // What was read before the end is stored all the same.
        End::Gone | End::Rubbish => intake.store_all().await.err().unwrap_or(end),
        End::NotStored => end,
    };
    match end {
        // As with Prefect's server, rubbish ends the connection without a close frame.
        End::Gone | End::Rubbish => {}
        End::NotStored => accept::close(&mut intake.socket, code::INTERNAL, "").await,
    }
}

/// How a connection ends.
enum End {
    /// The client closed it, or broke off.
    Gone,
    /// The client sent what is not an event.
    Rubbish,
    /// Some events could not be stored; the client must send them again.
    NotStored,
}

struct Intake {
    app: App,
    socket: Socket,
    batch: IncomingEvents,
    bytes: usize,
    under_way: FuturesOrdered<BoxFuture<'static, Result<(), End>>>,
}

impl Intake {
    async fn run(&mut self) -> End {
        loop {
            if let Err(end) = self.turn().await {
                return end;
            }
        }
    }

    /// Waits for a message, takes it and whatever else arrives soon, and hands them to the store.
    async fn turn(&mut self) -> Result<(), End> {
        let message = loop {
            if self.under_way.is_empty() {
                break self.socket.next().await;
            }
            tokio::select! {
                biased;
                message = self.socket.next() => break message,
                Some(stored) = self.under_way.next() => stored?,
            }
        };
        self.take(message).await?;
        let until = Instant::now() + GATHER;
        while (1..BATCH).contains(&self.batch.len()) && self.bytes < BATCH_BYTES {
            let Ok(message) = timeout_at(until, self.socket.next()).await else { break };
            self.take(message).await?;
        }
        self.submit().await
    }

    /// Takes one message in.
    async fn take(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        match message {
            Some(Ok(Message::Text(text))) => {
                let (event, task_run) = incoming_event::parse(&text).map_err(|error| {
                    tracing::warn!(%error, "closing a websocket that sent what is not an event");
                    End::Rubbish
                })?;
                self.bytes += text.len();
                self.batch.push(event, task_run);
                Ok(())
            }
            Some(Ok(Message::Ping(_))) => {
                self.store_all().await?;
                self.socket.flush().await.map_err(|_| End::Gone)
            }
            Some(Ok(Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Binary(_))) => Err(End::Rubbish),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
        }
    }

    /// Hands the batch to the store; waits only when too many are under way.
    async fn submit(&mut self) -> Result<(), End> {
        if self.batch.is_empty() {
            return Ok(());
        }
        while self.under_way.len() >= UNDER_WAY {
            self.under_way.next().await.unwrap_or(Ok(()))?;
        }
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let (store, now) = (self.app.store().clone(), self.app.now());
        // A task of its own, so that it starts at once and not when it is awaited.
        let write = tokio::spawn(async move {
            store
                .write((batch, now), |conn, (batch, now)| Box::pin(task_run_events::store(conn, batch, *now)))
                .await
        });
        let stored = async move {
            match write.await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => {
                    tracing::error!(%error, "events could not be stored");
                    Err(End::NotStored)
                }
                Err(_) => Err(End::NotStored),
            }
        };
        self.under_way.push_back(stored.boxed());
        Ok(())
    }

    /// Stores all that has been read.
    async fn store_all(&mut self) -> Result<(), End> {
        self.submit().await?;
        while let Some(stored) = self.under_way.next().await {
            stored?;
        }
        Ok(())
    }
}

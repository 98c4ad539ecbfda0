//! `/work_pools/{name}/workers/connect`: a worker keeps it open while it serves the pool. It gives signs of life there,
//! and is sent the pool whenever that changes. Runs are fetched by other requests.

use std::time::Duration;

use axum::{
    extract::{Path, State, WebSocketUpgrade, ws::Message},
    response::Response,
};
use serde::Serialize;
use tokio::sync::broadcast;
use weir_store::{
    StoreError, work_pools,
    worker_channels::{self, Joined},
};
use weir_types::{
    ids::new_uuid,
    work_pools::WorkPool,
    worker_channel::{
        ChannelHeartbeat, CleanupAnswer, CleanupResult, REQUIRED_CAPABILITIES, Ready, ResolvedWorkQueue,
        ServerFrame, Snapshot, VERSION, WorkerFrame, WorkerHello,
    },
    workers::WorkerHeartbeat,
};

use super::{
    accept::{self, Visit, code},
    live::Socket,
};
use crate::{app::App, routing::Need};

/// How long changes of a pool are collected before the pool is sent.
const COLLECT: Duration = Duration::from_millis(50);

/// Why the server ends a connection.
#[derive(Clone, Copy, Debug)]
enum Ended {
    UnsupportedVersion,
    Unauthorized,
    Protocol,
    HeartbeatFailed,
    ServerFailed,
}

impl Ended {
    const fn code_and_reason(self) -> (u16, &'static str) {
        match self {
            Self::UnsupportedVersion => (code::POLICY, "unsupported_version"),
            Self::Unauthorized => (code::POLICY, "authorization_failed"),
            Self::Protocol => (code::PROTOCOL, "protocol_error"),
            Self::HeartbeatFailed => (code::INTERNAL, "heartbeat_persistence_failed"),
            Self::ServerFailed => (code::INTERNAL, "transient_server_error"),
        }
    }
}

/// None when the worker has gone.
type Served<T> = Result<T, Option<Ended>>;

/// The route.
pub(crate) async fn worker_channel(
    State(app): State<App>,
    Path(pool): Path<String>,
    visit: Visit,
    upgrade: WebSocketUpgrade,
) -> Response {
    let serve = async move |app, mut socket| {
        if let Err(Some(ended)) = serve(&app, &mut socket, pool).await {
            let (code, reason) = ended.code_and_reason();
            accept::close(&mut socket, code, reason).await;
        }
    };
    accept::upgrade_strictly(app, visit, Need::Operate, upgrade, "authentication_failed", serve).await
}

async fn serve(app: &App, socket: &mut Socket, name: String) -> Served<()> {
    let WorkerFrame::Hello(hello) = receive(socket).await? else { return Err(Some(Ended::Protocol)) };
    if !hello.supported_channel_versions.iter().any(|version| version == VERSION) {
        return Err(Some(Ended::UnsupportedVersion));
    }
    // Whatever changes from here on is heard.
    let changes = app.work_pool_changes().subscribe();
    let (pool, queues) = join(app, &name, &hello).await?;
    let mut channel = Channel { app, socket, name, hello: *hello, pool, sent: 1 };
    channel.ready(queues).await?;
    channel.run(changes).await
}

async fn join(app: &App, name: &str, hello: &WorkerHello) -> Served<(WorkPool, Vec<ResolvedWorkQueue>)> {
    let now = app.now();
    let joined = app
        .store()
        .write((name.to_owned(), hello.clone(), app.seal().clone()), move |conn, (name, hello, seal)| {
            Box::pin(worker_channels::join(conn, seal, name, hello, now))
        })
        .await;
    match joined.map_err(|error| Some(failed(&error)))? {
        Joined::Ready { pool, queues, template_set } => {
            if template_set {
                app.work_pool_changed(name);
            }
            Ok((*pool, queues))
        }
        Joined::Refused => Err(Some(Ended::Unauthorized)),
        Joined::BadTemplate => Err(Some(Ended::Protocol)),
        Joined::BadName => Err(Some(Ended::ServerFailed)),
    }
}

fn failed(error: &StoreError) -> Ended {
    tracing::error!(%error, "a worker's websocket failed in the store");
    Ended::ServerFailed
}

/// The next frame.
async fn receive(socket: &mut Socket) -> Served<WorkerFrame> {
    loop {
        return match socket.next().await {
            Some(Ok(Message::Text(text))) => WorkerFrame::parse(&text).map_err(|error| {
                tracing::debug!(%error, "a worker does not keep to the protocol");
                Some(Ended::Protocol)
            }),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => Err(Some(Ended::ServerFailed)),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(None),
        };
    }
}

/// An open connection of a worker that has presented itself.
struct Channel<'c> {
    app: &'c App,
    socket: &'c mut Socket,
    name: String,
    hello: WorkerHello,
    /// The pool as the worker knows it.
    pool: WorkPool,
    /// How many snapshots the worker was sent.
    sent: u64,
}

impl Channel<'_> {
    async fn ready(&mut self, queues: Vec<ResolvedWorkQueue>) -> Served<()> {
        let ready = Ready {
            consumer_id: self.hello.consumer_id,
            worker_id: (),
            selected_channel_version: VERSION,
            effective_heartbeat_interval_seconds: self.hello.heartbeat_interval_seconds,
            accepted_capabilities: REQUIRED_CAPABILITIES,
            rejected_capabilities: self.hello.rejected_capabilities(),
            effective_max_cleanup_concurrency: 0,
            resolved_work_queues: queues,
            initial_snapshot: Snapshot { snapshot_sequence: 1, reason: "initial", work_pool: &self.pool },
        };
        let frame = self.frame("worker.ready.v1", ready);
        send(self.socket, &frame).await
    }

    async fn run(&mut self, mut changes: broadcast::Receiver<String>) -> Served<()> {
        loop {
            tokio::select! {
                frame = receive(self.socket) => match frame? {
                    WorkerFrame::Heartbeat(heartbeat) => self.heartbeat(heartbeat).await?,
                    WorkerFrame::Cleanup(answer) => self.refuse_cleanup(&answer).await?,
                    WorkerFrame::Hello(_) => return Err(Some(Ended::Protocol)),
                },
                changed = changes.recv() => if self.concerns(changed.as_deref()) {
                    tokio::time::sleep(COLLECT).await;
                    changes = changes.resubscribe();
                    self.snapshot("work_pool_updated").await?;
                },
            }
        }
    }

    /// Whether a change is one of this pool. Of changes that were missed any may be.
    fn concerns(&self, changed: Result<&str, &broadcast::error::RecvError>) -> bool {
        changed.is_ok_and(|name| name == self.name) || changed.is_err()
    }

    async fn heartbeat(&mut self, heartbeat: ChannelHeartbeat) -> Served<()> {
        let ChannelHeartbeat { consumer_id, worker_name, heartbeat_interval_seconds } = heartbeat;
        if consumer_id != self.hello.consumer_id || worker_name != self.hello.worker_name {
            return Err(Some(Ended::Protocol));
        }
        let now = self.app.now();
        let heartbeat = WorkerHeartbeat {
            name: worker_name,
            heartbeat_interval_seconds: Some(heartbeat_interval_seconds),
        };
        let noted = self.app.store().write((self.name.clone(), heartbeat), move |conn, (pool, heartbeat)| {
            Box::pin(worker_channels::heartbeat(conn, pool, heartbeat, now))
        });
        match noted.await {
            Ok(Some(pool)) if pool.updated == self.pool.updated => Ok(()),
            // Another process has changed it.
            Ok(Some(_)) => self.snapshot("heartbeat_reconciliation").await,
            Ok(None) => Err(Some(Ended::HeartbeatFailed)),
            Err(error) => {
                tracing::error!(%error, "a worker's sign of life could not be noted");
                Err(Some(Ended::HeartbeatFailed))
            }
        }
    }

    /// Sends the pool as it is now. A worker of a pool that is gone is turned away.
    async fn snapshot(&mut self, reason: &'static str) -> Served<()> {
        let name = self.name.clone();
        let read = self.app.store().read(name, |conn, name| Box::pin(work_pools::read(conn, name)));
        let found = read.await.map_err(|error| Some(failed(&error)))?;
        self.pool = found.filter(|pool| pool.id == self.pool.id).ok_or(Some(Ended::Unauthorized))?;
        self.sent += 1;
        let snapshot = Snapshot { snapshot_sequence: self.sent, reason, work_pool: &self.pool };
        let frame = self.frame("work_pool.snapshot.v1", snapshot);
        send(self.socket, &frame).await
    }

    /// No worker is asked to clean up, so none has anything to say about that.
    async fn refuse_cleanup(&mut self, answer: &CleanupAnswer) -> Served<()> {
        let result = CleanupResult {
            request_frame_id: answer.frame,
            message_id: answer.message,
            operation: answer.operation,
            status: "unauthorized",
            lease_expires_at: None,
            reason: Some("cleanup_delivery_not_accepted"),
            detail: None,
        };
        let frame = self.frame("cleanup.operation_result.v1", result);
        send(self.socket, &frame).await
    }

    fn frame<P>(&self, kind: &'static str, payload: P) -> ServerFrame<P> {
        ServerFrame { r#type: kind, id: new_uuid(), sent_at: self.app.now(), payload }
    }
}

async fn send<P: Serialize>(socket: &mut Socket, frame: &ServerFrame<P>) -> Served<()> {
    let text = serde_json::to_string(frame).map_err(|error| {
        tracing::error!(%error, "a frame for a worker could not be written as JSON");
        Some(Ended::ServerFailed)
    })?;
    socket.send(Message::text(text)).await.map_err(|_| None)
}

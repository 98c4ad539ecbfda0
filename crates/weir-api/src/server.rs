//! Listens, serves, and stops when told to, after the requests under way are answered. A client that does not get on
//! with its request, or leaves an open connection unused, loses it.

use std::pin::pin;

use axum::{Router, body::Body, serve::Listener};
use http::Request;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt as _;

use crate::{access, app::App, routes::router};

/// Serves until `stop` completes, and then until every connection has its answer.
pub async fn serve(mut listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(app.settings().timeouts.keep_alive);
    let mut beside = JoinSet::new();
    beside.spawn(access::renew(app.clone()));
    let router = router(app).with_state::<()>(());
    let (told, stopping) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        // When no more files can be opened, `accept` waits and tries again.
        let (stream, _) = tokio::select! {
            () = &mut stop => break,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        tokio::spawn(converse(http.clone(), stream, router.clone(), stopping.clone()));
    }
    drop((listener, stopping));
    told.send_replace(());
    // Each connection holds its receiver to the end.
    told.closed().await;
}

/// Answers the requests of one connection, or when the server stops the one that is under way.
async fn converse(
    http: http1::Builder,
    stream: TcpStream,
    router: Router,
    mut stopping: watch::Receiver<()>,
) {
    send_at_once(&stream);
    let service = router.map_request(|request: Request<Incoming>| request.map(Body::new));
    let service = TowerToHyperService::new(service);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Small answers must not wait for a full packet.
fn send_at_once(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
}

//! What the exporter answers: `/metrics` and `/health`.

use std::{io, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};
use weir_export::{
    facts::RunFacts,
    instance::Instance,
    prefect::Own,
    profiles::{self, Choice},
    prometheus::Format,
};
use weir_types::{Clock, TimeDelta};

/// After how many intervals without a success the exporter is no longer well.
const MISSED: i64 = 3;

/// It is well at least for so long after a success, however short the interval is.
const PATIENCE: TimeDelta = TimeDelta::from_secs(60);

/// Answers scrapes with what the last refresh told.
#[derive(Clone)]
pub(super) struct Listener(Arc<Inner>);

struct Inner {
    facts: watch::Receiver<Option<Arc<RunFacts>>>,
    own: Own,
    choice: Choice,
    instance: Instance,
    clock: Clock,
    interval: TimeDelta,
}

impl Listener {
    pub(super) fn new(
        facts: watch::Receiver<Option<Arc<RunFacts>>>,
        own: Own,
        choice: Choice,
        (clock, instance): (Clock, Instance),
        interval: TimeDelta,
    ) -> Self {
        Self(Arc::new(Inner { facts, own, choice, instance, clock, interval }))
    }

    /// Answers until the socket fails.
    pub(super) async fn serve(self, socket: TcpListener) -> io::Result<()> {
        let routes = Router::new().route("/metrics", get(metrics)).route("/health", get(health));
        axum::serve(socket, routes.with_state(self)).await
    }
}

/// Before the first refresh there are no metrics of runs: 0 would be a lie.
async fn metrics(State(Listener(inner)): State<Listener>, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = Format::accepted(accept.unwrap_or_default());
    let now = inner.clock.now();
    let facts = inner.facts.borrow().clone();
    let runs = facts.map(|facts| profiles::snapshot(&facts, &inner.choice));
    let (own, instance) = (inner.own.snapshot(), inner.instance.snapshot(now));
    let text = format.write(&runs.iter().chain([&own, &instance]).collect::<Vec<_>>());
    let headers = [(header::CONTENT_TYPE, format.content_type()), (header::VARY, "accept")];
    (headers, text).into_response()
}

/// 200 as long as refreshes succeed, 503 before the first and when they have not for a while.
async fn health(State(Listener(inner)): State<Listener>) -> Response {
    let last = inner.own.last_success();
    let patience = PATIENCE.max(TimeDelta::from_micros(inner.interval.as_micros().saturating_mul(MISSED)));
    let well = last.is_some_and(|last| inner.clock.now().since(last) <= patience);
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "healthy": well, "last_success": last }))).into_response()
}

//! Sends what runs and logs tell in the order in which it came, from a cursor that moves when a collector has taken it. So
//! a restart loses nothing, and repeats at most what was under way.

use std::{collections::HashMap, sync::Arc, time::Duration};

use opentelemetry_proto::tonic::{
    collector::{logs::v1::ExportLogsServiceResponse, trace::v1::ExportTraceServiceResponse},
    trace::v1::Span,
};
use prost::Message as _;
use reqwest::Client;
use weir_insights::fold::Transition;
use weir_store::{
    Conn, Store, StoreError,
    events::{self, Position},
    logs as lines,
    rollups::RunKind,
    spans,
};
use weir_types::{
    Clock,
    ids::{FlowRunId, TaskRunId},
    logs::Log,
};

use super::{
    client::{self, Settings},
    logs,
    traces::{self, End},
};
use crate::{
    lease::Lease,
    push::{Batch, Failure, PushMetrics, Signal, backoff, http},
};

/// The most events that are looked at for one request.
const EVENTS: u32 = 500;

/// The most lines of one request.
const LINES: u32 = 1000;

/// How long events and lines gather, so that a busy server does not send a request for each.
const GATHER: Duration = Duration::from_millis(200);

/// How long to wait before looking again when nothing was told, or something failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Followed {
    /// The ends of runs, in the event log.
    Runs,
    /// The lines of runs' logs.
    Lines,
}

impl Followed {
    /// The name of its cursor.
    const fn reader(self) -> &'static str {
        match self {
            Self::Runs => "otlp-traces",
            Self::Lines => "otlp-logs",
        }
    }

    const fn signal(self) -> Signal {
        match self {
            Self::Runs => Signal::Traces,
            Self::Lines => Signal::Logs,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Runs => "/v1/traces",
            Self::Lines => "/v1/logs",
        }
    }

    /// How many items an answer says were refused.
    fn refused(self, answer: &[u8]) -> i64 {
        match self {
            Self::Runs => ExportTraceServiceResponse::decode(answer)
                .unwrap_or_default()
                .partial_success
                .map_or(0, |partial| partial.rejected_spans),
            Self::Lines => ExportLogsServiceResponse::decode(answer)
                .unwrap_or_default()
                .partial_success
                .map_or(0, |partial| partial.rejected_log_records),
        }
    }
}

/// Sends one log to one collector.
pub(crate) struct Follower {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) client: Client,
    pub(crate) settings: Settings,
    pub(crate) lease: Lease,
    pub(crate) metrics: Arc<PushMetrics>,
    pub(crate) followed: Followed,
}

impl Follower {
    /// One with a client of its own.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub(crate) fn new(
        (store, clock, lease): (Store, Clock, Lease),
        settings: Settings,
        metrics: Arc<PushMetrics>,
        followed: Followed,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self { store, clock, client: http::client()?, settings, lease, metrics, followed })
    }

    /// Follows for ever.
    pub(crate) async fn run(self) {
        let mut growth = match self.followed {
            Followed::Runs => self.store.event_growth(),
            Followed::Lines => self.store.log_growth(),
        };
        while let Err(error) = self.begin().await {
            tracing::error!(%error, reader = self.followed.reader(), "an export could not begin; it tries again");
            tokio::time::sleep(PATIENCE).await;
        }
        loop {
            if !self.lease.held().await {
                tokio::time::sleep(PATIENCE).await;
                continue;
            }
            growth.mark_unchanged();
            match self.step().await {
                Ok(true) => tokio::time::sleep(GATHER).await,
                // A timeout only means that nothing woke us; we look again all the same.
                Ok(false) => drop(tokio::time::timeout(PATIENCE, growth.changed()).await),
                Err(error) => {
                    tracing::error!(%error, reader = self.followed.reader(), "an export failed; it tries again");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    }

    /// A new export begins at the end: what was before it was switched on is not sent.
    async fn begin(&self) -> Result<(), StoreError> {
        let followed = self.followed;
        self.store.write((), move |conn, ()| Box::pin(begin(conn, followed))).await
    }

    /// Sends what comes next; answers false at the end.
    async fn step(&self) -> Result<bool, StoreError> {
        let followed = self.followed;
        let next = self.store.read((), move |conn, ()| Box::pin(next(conn, followed))).await?;
        let Some((from, to, batch)) = next else { return Ok(false) };
        if batch.items > 0 && !self.send(&batch).await {
            return Ok(true);
        }
        let reader = followed.reader();
        self.store.write((), move |conn, ()| Box::pin(events::advance(conn, reader, from, to))).await?;
        Ok(true)
    }

    /// Tries until the collector has taken it, or refused it for good; answers false when another replica is to send.
    async fn send(&self, batch: &Batch) -> bool {
        let (signal, mut failures) = (self.followed.signal(), 0u32);
        while self.lease.held().await {
            let (body, path, now) = (batch.body.clone(), self.followed.path(), self.clock.now());
            match client::post(&self.client, &self.settings, path, body, now).await {
                Ok(answer) => {
                    let refused =
                        usize::try_from(self.followed.refused(&answer)).unwrap_or(0).min(batch.items);
                    self.metrics.sent("otlp", signal, batch.items - refused);
                    self.metrics.refused("otlp", signal, refused);
                    return true;
                }
                Err(Failure::Never { reason }) => {
                    tracing::warn!(%reason, signal = signal.as_str(), items = batch.items, "a collector refused them");
                    self.metrics.refused("otlp", signal, batch.items);
                    return true;
                }
                Err(Failure::Later { after, reason }) => {
                    failures = failures.saturating_add(1);
                    let wait = backoff::wait(failures, after, rand::random());
                    tracing::warn!(%reason, signal = signal.as_str(), seconds = wait.as_secs_f64(), "a collector is away; it is tried again");
                    self.metrics.retried("otlp");
                    tokio::time::sleep(wait).await;
                }
            }
        }
        false
    }
}

async fn begin(conn: &mut Conn, followed: Followed) -> Result<(), StoreError> {
    let reader = followed.reader();
    if events::cursor(conn, reader).await? == Position::default() {
        let end = match followed {
            Followed::Runs => events::end(conn).await?,
            Followed::Lines => lines::end(conn).await?,
        };
        // In an empty log the beginning is the end.
        if end != Position::default() {
            events::advance(conn, reader, Position::default(), end).await?;
        }
    }
    Ok(())
}

/// What comes after the cursor: where it lies, and a request, which may be empty.
async fn next(
    conn: &mut Conn,
    followed: Followed,
) -> Result<Option<(Position, Position, Batch)>, StoreError> {
    let from = events::cursor(conn, followed.reader()).await?;
    match followed {
        Followed::Runs => {
            let found = events::read_after(conn, from, EVENTS).await?;
            let Some(last) = found.last().map(|event| event.position) else { return Ok(None) };
            let mut roots = Roots::default();
            let mut told = Vec::new();
            for end in found
                .iter()
                .filter_map(Transition::of)
                .filter(|change| change.series.state_type.is_terminal())
            {
                told.extend(span(conn, &mut roots, end).await?);
            }
            Ok(Some((from, last, traces::request(told))))
        }
        Followed::Lines => {
            let found = lines::read_after(conn, from, LINES).await?;
            let Some(last) = found.last().map(|(position, _)| *position) else { return Ok(None) };
            let mut roots = Roots::default();
            let mut told = Vec::new();
            for (_, line) in found.iter().filter(|(_, line)| !is_emptied(line)) {
                let root = match line.flow_run_id {
                    Some(run) => Some(roots.of(conn, run).await?),
                    None => None,
                };
                told.push(logs::record(line, root));
            }
            Ok(Some((from, last, logs::request(told))))
        }
    }
}

/// The newest line of a run that was deleted stays, emptied.
fn is_emptied(line: &Log) -> bool {
    line.flow_run_id.is_none() && line.task_run_id.is_none() && line.message.is_empty()
}

/// The outermost flow runs that were found already.
#[derive(Default)]
struct Roots(HashMap<FlowRunId, FlowRunId>);

impl Roots {
    async fn of(&mut self, conn: &mut Conn, run: FlowRunId) -> Result<FlowRunId, StoreError> {
        if let Some(root) = self.0.get(&run) {
            return Ok(*root);
        }
        let root = spans::root(conn, run).await?;
        self.0.insert(run, root);
        Ok(root)
    }
}

/// The span of a run that has ended; none when it was deleted since.
async fn span(conn: &mut Conn, roots: &mut Roots, change: Transition) -> Result<Option<Span>, StoreError> {
    let end = End {
        run: change.run_id,
        at: change.at,
        state_name: change.series.state_name,
        state_type: change.series.state_type,
    };
    match change.kind {
        RunKind::Flow => {
            let id = FlowRunId(end.run);
            let Some(run) = spans::flow_run(conn, id).await? else { return Ok(None) };
            Ok(Some(traces::of_flow_run(&end, &run, roots.of(conn, id).await?)))
        }
        RunKind::Task => {
            let Some(run) = spans::task_run(conn, TaskRunId(end.run)).await? else { return Ok(None) };
            let root = match run.flow_run_id {
                Some(flow_run) => Some(roots.of(conn, flow_run).await?),
                None => None,
            };
            Ok(Some(traces::of_task_run(&end, &run, root)))
        }
    }
}

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
    push::{Batch, Failure, PushMetrics, Signal, http},
};

/// The most events that are looked at for one request.
const EVENTS: u32 = 500;

/// The most lines of one request.
const LINES: u32 = 1000;

/// The most bytes of the spans or lines of one request, unless one alone is larger: half of what collectors take by default.
const BYTES: usize = 2 * 1024 * 1024;

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

    /// How many entries of the log are looked at for one request.
    const fn most(self) -> u32 {
        match self {
            Self::Runs => EVENTS,
            Self::Lines => LINES,
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
    /// How many entries are looked at for the next request: fewer while the collector finds requests too large.
    pub(crate) most: u32,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The collector has taken it, or refused it for good.
    Settled,
    /// It is more than the collector takes at once.
    TooLarge,
    /// Another replica is to send it.
    Left,
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
        let most = followed.most();
        Ok(Self { store, clock, client: http::client()?, settings, lease, metrics, followed, most })
    }

    /// Follows for ever.
    pub(crate) async fn run(mut self) {
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
    async fn step(&mut self) -> Result<bool, StoreError> {
        let (followed, most) = (self.followed, self.most);
        let next = self.store.read((), move |conn, ()| Box::pin(next(conn, followed, most))).await?;
        let Some(Chunk { from, to, entries, batch }) = next else { return Ok(false) };
        let outcome = if batch.items > 0 { self.send(&batch).await } else { Outcome::Settled };
        match outcome {
            Outcome::Settled => {}
            Outcome::TooLarge => {
                self.most = (entries / 2).max(1);
                return Ok(true);
            }
            Outcome::Left => return Ok(true),
        }
        self.most = (self.most + self.most / 8 + 1).min(followed.most());
        let reader = followed.reader();
        self.store.write((), move |conn, ()| Box::pin(events::advance(conn, reader, from, to))).await?;
        Ok(true)
    }

    /// Tries until the collector has taken it, or refused it for good.
    async fn send(&self, batch: &Batch) -> Outcome {
        let (signal, mut failures) = (self.followed.signal(), 0u32);
        while self.lease.held().await {
            let (body, path, now) = (batch.body.clone(), self.followed.path(), self.clock.now());
            let failure = match client::post(&self.client, &self.settings, path, body, now).await {
                Ok(answer) => {
                    let refused =
                        usize::try_from(self.followed.refused(&answer)).unwrap_or(0).min(batch.items);
                    self.metrics.sent("otlp", signal, batch.items - refused);
                    self.metrics.refused("otlp", signal, refused);
                    return Outcome::Settled;
                }
                Err(Failure::TooLarge { .. }) if batch.items > 1 => return Outcome::TooLarge,
                Err(failure) => failure,
            };
            failures = failures.saturating_add(1);
            let Some(wait) = failure.wait(failures) else {
                tracing::warn!(reason = %failure, signal = signal.as_str(), items = batch.items, "a collector refused them");
                self.metrics.refused("otlp", signal, batch.items);
                return Outcome::Settled;
            };
            tracing::warn!(reason = %failure, signal = signal.as_str(), seconds = wait.as_secs_f64(), "a collector does not take them; it is tried again");
            self.metrics.retried("otlp");
            tokio::time::sleep(wait).await;
        }
        Outcome::Left
    }
}

async fn begin(conn: &mut Conn, followed: Followed) -> Result<(), StoreError> {
    let end = match followed {
        Followed::Runs => events::end(conn).await?,
        Followed::Lines => lines::end(conn).await?,
    };
    events::begin(conn, followed.reader(), end).await
}

/// A part of the log, and the request that tells it, which may be empty.
struct Chunk {
    from: Position,
    to: Position,
    entries: u32,
    batch: Batch,
}

/// Spans or lines that go in one request.
struct Filling<T> {
    told: Vec<T>,
    bytes: usize,
}

impl<T: prost::Message> Filling<T> {
    fn new() -> Self {
        Self { told: Vec::new(), bytes: 0 }
    }

    /// Takes one, unless it makes the request too large.
    fn takes(&mut self, one: T) -> bool {
        let bytes = self.bytes + one.encoded_len();
        let fits = self.told.is_empty() || bytes <= BYTES;
        if fits {
            self.told.push(one);
            self.bytes = bytes;
        }
        fits
    }
}

/// What comes after the cursor, up to `most` entries.
async fn next(conn: &mut Conn, followed: Followed, most: u32) -> Result<Option<Chunk>, StoreError> {
    let from = events::cursor(conn, followed.reader()).await?;
    let (mut to, mut entries) = (None, 0);
    let mut roots = Roots::default();
    let batch = match followed {
        Followed::Runs => {
            let mut spans = Filling::new();
            for event in events::read_after(conn, from, most).await? {
                let end = Transition::of(&event).filter(|change| change.series.state_type.is_terminal());
                if let Some(end) = end
                    && let Some(span) = span(conn, &mut roots, end).await?
                    && !spans.takes(span)
                {
                    break;
                }
                (to, entries) = (Some(event.position), entries + 1);
            }
            traces::request(spans.told)
        }
        Followed::Lines => {
            let mut records = Filling::new();
            for (position, line) in lines::read_after(conn, from, most).await? {
                let root = match line.flow_run_id {
                    Some(run) => Some(roots.of(conn, run).await?),
                    None => None,
                };
                if !is_emptied(&line) && !records.takes(logs::record(&line, root)) {
                    break;
                }
                (to, entries) = (Some(position), entries + 1);
            }
            logs::request(records.told)
        }
    };
    Ok(to.map(|to| Chunk { from, to, entries, batch }))
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

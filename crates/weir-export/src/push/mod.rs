//! Metrics on their way to receivers that are not asked but told.
//!
//! Every interval a snapshot is taken, cut into requests within the receiver's limits, and put into a bounded queue, from
//! which they are sent in their order. Each receiver has a loop of its own, so that one that is away holds up no other.
//! Receivers that add up what they are sent are told what counters grew by. What they were told last is kept in the
//! database, so the next process goes on from it: nothing is lost, and at most what was under way is told twice.

pub(crate) mod backoff;
mod deltas;
mod failure;
pub(crate) mod http;
mod metrics;
mod queue;

use std::{error::Error, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior},
};
use weir_types::Timestamp;

use self::queue::Queue;
pub use self::{
    deltas::Deltas,
    failure::Failure,
    metrics::{PushMetrics, Signal},
    queue::Batch,
};
use crate::model::Snapshot;

/// How many bytes of encoded metrics wait for a receiver that is away: for usual numbers of series some hours.
const MOST_WAITING: usize = 16 * 1024 * 1024;

/// Why a source cannot tell.
pub type SourceError = Box<dyn Error + Send + Sync>;

/// Where snapshots come from.
pub trait Source: Send + Sync + 'static {
    /// All metrics as they were last read; none while another replica pushes them, or before they were read.
    fn snapshot(&self) -> BoxFuture<'_, Result<Option<Snapshot>, SourceError>>;

    /// What a destination was told last, as it was kept; none if that is not known, or too old to go on from.
    fn kept(&self, destination: &'static str) -> BoxFuture<'_, Result<Option<String>, SourceError>>;

    /// Keeps what a destination was told last.
    fn keep(&self, destination: &'static str, totals: String) -> BoxFuture<'_, Result<(), SourceError>>;
}

/// A receiver.
pub trait Destination: Send + 'static {
    /// What its self-metrics and messages call it.
    fn name(&self) -> &'static str;

    /// The requests that a snapshot makes, each within the receiver's limits.
    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch>;

    /// Sends one of them; answers how many of its items were refused although it was taken.
    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>>;

    /// What snapshots grow from, where the receiver adds up what it is sent.
    fn deltas(&mut self) -> Option<&mut Deltas> {
        None
    }

    /// How old metrics may be that the receiver keeps; of older ones it may say that they were taken.
    fn greatest_age(&self) -> Option<Duration> {
        None
    }

    /// The shortest time between two values of a series that the receiver takes.
    fn least_interval(&self) -> Duration {
        Duration::ZERO
    }
}

/// Pushes to one receiver until `stop` is told, and then once more.
pub async fn run(
    source: Arc<dyn Source>,
    destination: Box<dyn Destination>,
    interval: Duration,
    metrics: Arc<PushMetrics>,
    mut stop: watch::Receiver<bool>,
) {
    let mut ticks = tokio::time::interval(interval.max(destination.least_interval()));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sender = Sender {
        source,
        destination,
        metrics,
        queue: Queue::new(MOST_WAITING),
        failures: 0,
        next_try: None,
        taken: None,
        unkept: false,
    };
    loop {
        let retry = sender.next_try;
        let stopped = tokio::select! {
            _ = ticks.tick() => {
                sender.take().await;
                false
            }
            () = at(retry) => false,
            () = told(&mut stop) => {
                sender.take().await;
                true
            }
        };
        sender.send().await;
        sender.keep().await;
        if stopped {
            return;
        }
    }
}

/// Completes when it is told to stop. The sender going away means the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// Completes then; never if there is no such instant.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

struct Sender {
    source: Arc<dyn Source>,
    destination: Box<dyn Destination>,
    metrics: Arc<PushMetrics>,
    queue: Queue,
    failures: u32,
    next_try: Option<Instant>,
    /// When the last snapshot was taken.
    taken: Option<Timestamp>,
    /// Whether something was told since it was last kept what was told.
    unkept: bool,
}

impl Sender {
    /// Queues what there is to tell now.
    async fn take(&mut self) {
        let name = self.destination.name();
        match self.snapshot().await {
            // Nothing was read since: no point may come twice.
            Ok(Some(snapshot)) if self.taken == Some(snapshot.taken) => {}
            Ok(Some(snapshot)) => {
                self.taken = Some(snapshot.taken);
                let dropped = self.queue.push(self.destination.batches(&snapshot), Instant::now());
                self.metrics.overflowed(name, Signal::Metrics, dropped);
                self.unkept = true;
            }
            Ok(None) => {
                // The replica that pushes now goes on from what was kept, so what waits here it tells as well.
                if let Some(deltas) = self.destination.deltas() {
                    *deltas = Deltas::default();
                    self.queue.clear();
                }
                self.unkept = false;
            }
            Err(error) => {
                tracing::error!(%error, destination = name, "no metrics could be read; the next interval tries again");
            }
        }
    }

    /// A snapshot, once it is known what it grows from.
    async fn snapshot(&mut self) -> Result<Option<Snapshot>, SourceError> {
        let Some(snapshot) = self.source.snapshot().await? else { return Ok(None) };
        let name = self.destination.name();
        if let Some(deltas) = self.destination.deltas()
            && !deltas.has_begun()
            && let Some(kept) = self.source.kept(name).await?
        {
            *deltas = Deltas::restore(&kept)?;
        }
        Ok(Some(snapshot))
    }

    /// Sends what waits, up to the first failure that may pass.
    async fn send(&mut self) {
        let (name, now) = (self.destination.name(), Instant::now());
        if let Some(age) = self.destination.greatest_age() {
            self.metrics.too_old(name, Signal::Metrics, self.queue.expire(age, now));
        }
        if self.next_try.is_some_and(|next| now < next) {
            return;
        }
        while let Some(batch) = self.queue.front() {
            let items = batch.items;
            match self.destination.send(batch).await {
                Ok(refused) => {
                    self.metrics.sent(name, Signal::Metrics, items.saturating_sub(refused));
                    self.metrics.refused(name, Signal::Metrics, refused);
                }
                Err(failure) => {
                    if let Some(wait) = failure.wait(self.failures.saturating_add(1)) {
                        self.failures = self.failures.saturating_add(1);
                        tracing::warn!(destination = name, reason = %failure, seconds = wait.as_secs_f64(), "metrics could not be sent; they are tried again");
                        self.metrics.retried(name);
                        self.next_try = Some(Instant::now() + wait);
                        return;
                    }
                    tracing::warn!(destination = name, reason = %failure, items, "metrics were refused");
                    self.metrics.refused(name, Signal::Metrics, items);
                }
            }
            self.queue.pop();
            (self.failures, self.next_try) = (0, None);
        }
        self.next_try = None;
    }

    /// Keeps what was told when nothing waits any more, so that nobody tells it again.
    async fn keep(&mut self) {
        if !self.unkept || self.queue.front().is_some() {
            return;
        }
        let name = self.destination.name();
        let Some(deltas) = self.destination.deltas() else { return };
        let kept = match deltas.kept() {
            Ok(totals) => self.source.keep(name, totals).await,
            Err(error) => Err(error.into()),
        };
        match kept {
            Ok(()) => self.unkept = false,
            Err(error) => tracing::error!(%error, destination = name, "it could not be kept what was pushed"),
        }
    }
}

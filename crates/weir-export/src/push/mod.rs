//! Metrics on their way to receivers that are not asked but told.
//!
//! Every interval a snapshot is taken, cut into requests within the receiver's limits, and put into a bounded queue, from
//! which they are sent in their order. Each receiver has a loop of its own, so that one that is away holds up no other.

pub(crate) mod backoff;
mod deltas;
mod failure;
pub(crate) mod http;
mod metrics;
mod queue;

use std::{error::Error, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::time::{Instant, MissedTickBehavior};

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

/// Where snapshots come from.
pub trait Source: Send + Sync + 'static {
    /// All metrics now; none while another replica pushes them.
    fn snapshot(&self) -> BoxFuture<'_, Result<Option<Snapshot>, Box<dyn Error + Send + Sync>>>;
}

/// A receiver.
pub trait Destination: Send + 'static {
    /// What its self-metrics and messages call it.
    fn name(&self) -> &'static str;

    /// The requests that a snapshot makes, each within the receiver's limits.
    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch>;

    /// Sends one of them; answers how many of its items were refused although it was taken.
    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>>;

    /// Another replica pushes from now on: what the next snapshot grows from is not known any more.
    fn rest(&mut self) {}
}

/// Pushes to one receiver for ever.
pub async fn run(
    source: Arc<dyn Source>,
    mut destination: Box<dyn Destination>,
    interval: Duration,
    metrics: Arc<PushMetrics>,
) {
    let name = destination.name();
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sender = Sender { queue: Queue::new(MOST_WAITING), failures: 0, next_try: None };
    loop {
        let retry = sender.next_try;
        tokio::select! {
            _ = ticks.tick() => match source.snapshot().await {
                Ok(Some(snapshot)) => {
                    let dropped = sender.queue.push(destination.batches(&snapshot));
                    metrics.overflowed(name, Signal::Metrics, dropped);
                }
                Ok(None) => destination.rest(),
                Err(error) => tracing::error!(%error, destination = name, "no metrics could be read; the next interval tries again"),
            },
            () = at(retry) => {}
        }
        sender.send(destination.as_mut(), &metrics).await;
    }
}

/// Completes then; never if there is no such instant.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

struct Sender {
    queue: Queue,
    failures: u32,
    next_try: Option<Instant>,
}

impl Sender {
    /// Sends what waits, up to the first failure that may pass.
    async fn send(&mut self, destination: &mut dyn Destination, metrics: &PushMetrics) {
        if self.next_try.is_some_and(|next| Instant::now() < next) {
            return;
        }
        let name = destination.name();
        while let Some(batch) = self.queue.front() {
            let items = batch.items;
            match destination.send(batch).await {
                Ok(refused) => {
                    metrics.sent(name, Signal::Metrics, items.saturating_sub(refused));
                    metrics.refused(name, Signal::Metrics, refused);
                }
                Err(Failure::Never { reason }) => {
                    tracing::warn!(destination = name, %reason, items, "metrics were refused");
                    metrics.refused(name, Signal::Metrics, items);
                }
                Err(Failure::Later { after, reason }) => {
                    self.failures = self.failures.saturating_add(1);
                    let wait = backoff::wait(self.failures, after, rand::random());
                    tracing::warn!(destination = name, %reason, seconds = wait.as_secs_f64(), "metrics could not be sent; they are tried again");
                    metrics.retried(name);
                    self.next_try = Some(Instant::now() + wait);
                    return;
                }
            }
            self.queue.pop();
            (self.failures, self.next_try) = (0, None);
        }
        self.next_try = None;
    }
}

//! Everything that a server or an exporter pushes.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::{sync::watch, task::JoinSet};
use weir_store::{
    Store,
    export_totals::{self, ExportTotals},
};
use weir_types::{Clock, TimeDelta};

use crate::{
    cloud_monitoring::{self, CloudMonitoring},
    cloudwatch::{self, CloudWatch},
    datadog,
    facts::{self, RunFacts},
    lease::Lease,
    model::Snapshot,
    otlp::{self, Followed, Follower, OtlpMetrics},
    profiles::{self, Choice},
    push::{self, Destination, PushMetrics, Signal, Source, SourceError},
};

/// How long the last push may take when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// How old what was told last may be to go on from it. After a longer rest what was counted meanwhile is told by nobody: in
/// one minute's value it would look like a flood.
const OLDEST: TimeDelta = TimeDelta::from_secs(24 * 3600);

/// Where metrics, traces and logs are pushed.
#[derive(Debug)]
pub struct Settings {
    /// Which metrics.
    pub choice: Choice,
    /// How often.
    pub interval: Duration,
    /// A collector of OpenTelemetry's, and what it is sent.
    pub otlp: Option<(otlp::Settings, Vec<Signal>)>,
    /// AWS CloudWatch.
    pub cloudwatch: Option<(cloudwatch::Settings, cloudwatch::CredentialSource)>,
    /// Google Cloud Monitoring.
    pub cloud_monitoring: Option<(cloud_monitoring::Settings, cloud_monitoring::CredentialSource)>,
    /// Datadog's API.
    pub datadog: Option<datadog::ApiSettings>,
    /// An agent that speaks DogStatsD.
    pub dogstatsd: Option<datadog::Address>,
}

impl Settings {
    /// The receivers of metrics.
    fn destinations(self, clock: &Clock) -> Result<Vec<Box<dyn Destination>>, reqwest::Error> {
        let mut destinations: Vec<Box<dyn Destination>> = Vec::new();
        if let Some((otlp, _)) = self.otlp.filter(|(_, signals)| signals.contains(&Signal::Metrics)) {
            destinations.push(Box::new(OtlpMetrics::new(otlp, clock.clone())?));
        }
        if let Some((cloudwatch, credentials)) = self.cloudwatch {
            destinations.push(Box::new(CloudWatch::new(cloudwatch, credentials, clock.clone())?));
        }
        if let Some((cloud_monitoring, credentials)) = self.cloud_monitoring {
            let destination = CloudMonitoring::new(cloud_monitoring, credentials, clock.clone())?;
            destinations.push(Box::new(destination));
        }
        if let Some(datadog) = self.datadog {
            destinations.push(Box::new(datadog::Api::new(datadog, clock.clone())?));
        }
        if let Some(address) = self.dogstatsd {
            destinations.push(Box::new(datadog::Statsd::new(address)));
        }
        Ok(destinations)
    }
}

/// What runs for that. It ends when this is dropped, or better by [`Pushing::stop`]; metrics that wait are then given up,
/// traces and logs go on where they were.
pub struct Pushing {
    /// One for each receiver of metrics.
    pushes: JoinSet<()>,
    /// What ends between any two steps.
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
    lease: Option<(Lease, Store)>,
}

impl fmt::Debug for Pushing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pushing")
            .field("pushes", &self.pushes)
            .field("tasks", &self.tasks)
            .finish_non_exhaustive()
    }
}

impl Pushing {
    /// Begins to push what a store tells, while this replica holds the lease.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn of_store(
        store: &Store,
        clock: &Clock,
        settings: Settings,
        metrics: &Arc<PushMetrics>,
    ) -> Result<Self, reqwest::Error> {
        let Settings { interval, ref choice, ref otlp, .. } = settings;
        let (choice, otlp) = (choice.clone(), otlp.clone());
        let destinations = settings.destinations(clock)?;
        let (mut pushing, stopped) = Self::none();
        if destinations.is_empty() && otlp.is_none() {
            return Ok(pushing);
        }
        let lease = Lease::keep(&mut pushing.tasks, store.clone(), clock.clone());
        pushing.lease = Some((lease.clone(), store.clone()));
        let source: Arc<dyn Source> = Arc::new(StoreSource {
            store: store.clone(),
            clock: clock.clone(),
            lease: lease.clone(),
            choice,
        });
        pushing.push(&source, destinations, interval, (metrics, &stopped));
        if let Some((otlp, signals)) = otlp {
            for (signal, followed) in [(Signal::Traces, Followed::Runs), (Signal::Logs, Followed::Lines)] {
                if signals.contains(&signal) {
                    let whence = (store.clone(), clock.clone(), lease.clone());
                    let follower = Follower::new(whence, otlp.clone(), Arc::clone(metrics), followed)?;
                    pushing.tasks.spawn(follower.run());
                }
            }
        }
        Ok(pushing)
    }

    /// Begins to push the metrics that facts make which somebody else keeps up to date.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn of_facts(
        facts: watch::Receiver<Option<Arc<RunFacts>>>,
        clock: &Clock,
        settings: Settings,
        metrics: &Arc<PushMetrics>,
    ) -> Result<Self, reqwest::Error> {
        let (interval, choice) = (settings.interval, settings.choice.clone());
        let destinations = settings.destinations(clock)?;
        let (mut pushing, stopped) = Self::none();
        let source: Arc<dyn Source> = Arc::new(FactsSource { facts, choice });
        pushing.push(&source, destinations, interval, (metrics, &stopped));
        Ok(pushing)
    }

    /// Nothing that runs, and what tells it to stop.
    fn none() -> (Self, watch::Receiver<bool>) {
        let (stop, stopped) = watch::channel(false);
        (Self { pushes: JoinSet::new(), tasks: JoinSet::new(), stop, lease: None }, stopped)
    }

    fn push(
        &mut self,
        source: &Arc<dyn Source>,
        destinations: Vec<Box<dyn Destination>>,
        interval: Duration,
        (metrics, stopped): (&Arc<PushMetrics>, &watch::Receiver<bool>),
    ) {
        for destination in destinations {
            let (source, metrics) = (Arc::clone(source), Arc::clone(metrics));
            self.pushes.spawn(push::run(source, destination, interval, metrics, stopped.clone()));
        }
    }

    /// Pushes once more what was counted until now, and leaves the rest to another replica.
    pub async fn stop(mut self) {
        let Some((lease, store)) = self.lease.take() else { return };
        self.stop.send_replace(true);
        let last = async { while self.pushes.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, last).await.is_err() {
            tracing::warn!(
                "stopped before every receiver was told the last metrics; the next start tells them"
            );
        }
        self.tasks.shutdown().await;
        lease.release(&store).await;
    }
}

/// Snapshots of our own store, while this replica holds the lease.
struct StoreSource {
    store: Store,
    clock: Clock,
    lease: Lease,
    choice: Choice,
}

impl Source for StoreSource {
    fn snapshot(&self) -> BoxFuture<'_, Result<Option<Snapshot>, SourceError>> {
        Box::pin(async move {
            if !self.lease.held().await {
                return Ok(None);
            }
            let (wanted, now) = (self.choice.wanted(), self.clock.now());
            let read = self.store.read((), move |conn, ()| Box::pin(facts::store::read(conn, wanted, now)));
            Ok(Some(profiles::snapshot(&read.await?, &self.choice)))
        })
    }

    fn kept(&self, destination: &'static str) -> BoxFuture<'_, Result<Option<String>, SourceError>> {
        Box::pin(async move {
            let read = self.store.read((), move |conn, ()| Box::pin(export_totals::read(conn, destination)));
            let told = read.await?.filter(|told| {
                told.choice == fingerprint(&self.choice) && self.clock.now().since(told.taken) <= OLDEST
            });
            Ok(told.map(|told| told.totals))
        })
    }

    fn keep(&self, destination: &'static str, totals: String) -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(async move {
            let told = ExportTotals { choice: fingerprint(&self.choice), taken: self.clock.now(), totals };
            let write = self
                .store
                .write(told, move |conn, told| Box::pin(export_totals::write(conn, destination, told)));
            Ok(write.await?)
        })
    }
}

/// Tells series apart that a receiver was never told from those that have other labels now, by the choice or another
/// version: the whole history of the latter would look like growth.
fn fingerprint(choice: &Choice) -> String {
    format!("{} {:?} {:?}", env!("CARGO_PKG_VERSION"), choice.profiles, choice.labels)
}

/// Snapshots of facts as they were last told.
struct FactsSource {
    facts: watch::Receiver<Option<Arc<RunFacts>>>,
    choice: Choice,
}

impl Source for FactsSource {
    fn snapshot(&self) -> BoxFuture<'_, Result<Option<Snapshot>, SourceError>> {
        let facts = self.facts.borrow().clone();
        let snapshot = facts.map(|facts| profiles::snapshot(&facts, &self.choice));
        Box::pin(async { Ok(snapshot) })
    }

    /// Each process tells what it has counted itself.
    fn kept(&self, _: &'static str) -> BoxFuture<'_, Result<Option<String>, SourceError>> {
        Box::pin(async { Ok(None) })
    }

    fn keep(&self, _: &'static str, _: String) -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(async { Ok(()) })
    }
}

//! Everything that a server pushes.

use std::{error::Error, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::task::JoinSet;
use weir_store::Store;
use weir_types::Clock;

use crate::{
    cloud_monitoring::{self, CloudMonitoring},
    cloudwatch::{self, CloudWatch},
    datadog, facts,
    lease::Lease,
    model::Snapshot,
    otlp::{self, Followed, Follower, OtlpMetrics},
    profiles::{self, Choice},
    push::{self, Destination, PushMetrics, Signal, Source},
};

/// Where a server pushes; to nobody by default.
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

/// What runs for that. It ends when this is dropped; metrics that wait are then given up, traces and logs go on where
/// they were.
#[derive(Debug, Default)]
pub struct Pushing {
    tasks: JoinSet<()>,
}

impl Pushing {
    /// Begins.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn start(
        store: &Store,
        clock: &Clock,
        settings: Settings,
        metrics: &Arc<PushMetrics>,
    ) -> Result<Self, reqwest::Error> {
        let Settings { choice, interval, .. } = settings;
        let signals = settings.otlp.as_ref().map(|(_, signals)| signals.clone()).unwrap_or_default();
        let mut destinations: Vec<Box<dyn Destination>> = Vec::new();
        if let Some((otlp, _)) = settings.otlp.clone().filter(|_| signals.contains(&Signal::Metrics)) {
            destinations.push(Box::new(OtlpMetrics::new(otlp, clock.clone())?));
        }
        if let Some((cloudwatch, credentials)) = settings.cloudwatch {
            destinations.push(Box::new(CloudWatch::new(cloudwatch, credentials, clock.clone())?));
        }
        if let Some((cloud_monitoring, credentials)) = settings.cloud_monitoring {
            let destination = CloudMonitoring::new(cloud_monitoring, credentials, clock.clone())?;
            destinations.push(Box::new(destination));
        }
        if let Some(datadog) = settings.datadog {
            destinations.push(Box::new(datadog::Api::new(datadog, clock.clone())?));
        }
        if let Some(address) = settings.dogstatsd {
            destinations.push(Box::new(datadog::Statsd::new(address)));
        }
        let mut pushing = Self::default();
        if destinations.is_empty() && signals.is_empty() {
            return Ok(pushing);
        }
        let lease = Lease::keep(&mut pushing.tasks, store.clone(), clock.clone());
        let source: Arc<dyn Source> = Arc::new(StoreSource {
            store: store.clone(),
            clock: clock.clone(),
            lease: lease.clone(),
            choice,
        });
        for destination in destinations {
            let (source, metrics) = (Arc::clone(&source), Arc::clone(metrics));
            pushing.tasks.spawn(push::run(source, destination, interval, metrics));
        }
        if let Some((otlp, _)) = settings.otlp {
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
}

/// Snapshots of our own store, while this replica holds the lease.
struct StoreSource {
    store: Store,
    clock: Clock,
    lease: Lease,
    choice: Choice,
}

impl Source for StoreSource {
    fn snapshot(&self) -> BoxFuture<'_, Result<Option<Snapshot>, Box<dyn Error + Send + Sync>>> {
        Box::pin(async move {
            if !self.lease.held().await {
                return Ok(None);
            }
            let (wanted, now) = (self.choice.wanted(), self.clock.now());
            let read = self.store.read((), move |conn, ()| Box::pin(facts::store::read(conn, wanted, now)));
            Ok(Some(profiles::snapshot(&read.await?, &self.choice)))
        })
    }
}

//! Google Cloud Monitoring: `projects.timeSeries.create` of its REST API (version 3).

mod credentials;
mod jwt;
mod series;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Client, header};
use weir_types::Clock;

pub use self::credentials::{CredentialSource, CredentialsError};
use crate::{
    model::Snapshot,
    push::{Batch, Destination, Failure, http},
};

/// Where metrics go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The project's id.
    pub project: String,
    /// The service's address: `https://monitoring.googleapis.com` but for tests and proxies.
    pub url: String,
    /// What stands before the types of metrics: `custom.googleapis.com` for Google's own.
    pub prefix: String,
}

/// Pushes to it.
#[derive(Debug)]
pub struct CloudMonitoring {
    client: Client,
    settings: Settings,
    credentials: CredentialSource,
    clock: Clock,
}

impl CloudMonitoring {
    /// One for these settings.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(
        settings: Settings,
        credentials: CredentialSource,
        clock: Clock,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self { client: http::client()?, settings, credentials, clock })
    }

    async fn create(&mut self, body: &[u8]) -> Result<(), Failure> {
        let now = self.clock.now();
        let token = self.credentials.token(&self.client, now).await?;
        let Settings { project, url, .. } = &self.settings;
        let request = self
            .client
            .post(format!("{}/v3/projects/{project}/timeSeries", url.trim_end_matches('/')))
            .bearer_auth(token.expose())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_vec());
        match http::send(request, http::is_passing, now).await {
            Ok(_) => Ok(()),
            // The token may have been revoked: a new one is fetched for the next try.
            Err(Failure::Denied { reason }) if self.credentials.forget() => Err(Failure::later(reason)),
            Err(failure) => Err(failure),
        }
    }
}

impl Destination for CloudMonitoring {
    fn name(&self) -> &'static str {
        "cloud_monitoring"
    }

    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch> {
        series::bodies(&series::of(snapshot, &self.settings), series::MOST)
    }

    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>> {
        Box::pin(async move { self.create(&batch.body).await.map(|()| 0) })
    }

    /// Points must not be older than 25 hours.
    fn greatest_age(&self) -> Option<Duration> {
        Some(Duration::from_hours(25))
    }

    /// "The maximum rate at which data can be written to a single time series is one point each 5 seconds."
    fn least_interval(&self) -> Duration {
        Duration::from_secs(5)
    }
}

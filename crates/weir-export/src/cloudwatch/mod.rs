//! AWS CloudWatch: `PutMetricData`, signed by the vendor's own crate. The rest of the vendor's SDK would be ten times its
//! price in build time, for this one request.

mod credentials;
mod data;
mod sign;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Client, header};
use weir_types::Clock;

pub use self::credentials::{CredentialSource, CredentialsError};
use crate::{
    model::Snapshot,
    push::{Batch, Deltas, Destination, Failure, http},
};

/// Where metrics go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The namespace that they are in.
    pub namespace: String,
    /// The region.
    pub region: String,
    /// The service's address, in place of that of the region.
    pub url: Option<String>,
}

/// Pushes to it.
#[derive(Debug)]
pub struct CloudWatch {
    client: Client,
    settings: Settings,
    url: String,
    credentials: CredentialSource,
    clock: Clock,
    deltas: Deltas,
}

impl CloudWatch {
    /// One for these settings.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(
        settings: Settings,
        credentials: CredentialSource,
        clock: Clock,
    ) -> Result<Self, reqwest::Error> {
        let of_region = || format!("https://monitoring.{}.amazonaws.com/", settings.region);
        let url = settings.url.clone().unwrap_or_else(of_region);
        Ok(Self { client: http::client()?, settings, url, credentials, clock, deltas: Deltas::default() })
    }

    async fn put(&mut self, body: &[u8]) -> Result<(), Failure> {
        let now = self.clock.now();
        let credentials = self.credentials.current(&self.client, now).await?;
        let headers = [
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("accept", "application/xml"),
        ];
        let signed = sign::headers(&self.url, &headers, body, &self.settings.region, &credentials, now)
            .map_err(|error| Failure::never(error.to_string()))?;
        let mut request = self.client.post(&self.url).body(body.to_vec());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        for (name, value) in signed {
            let mut value = header::HeaderValue::from_str(&value)
                .map_err(|_| Failure::never("the credentials are no text for a header"))?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        let sent = http::send(request, http::is_passing, now).await;
        sent.map(drop).map_err(|failure| told(failure, || self.credentials.forget()))
    }
}

/// AWS says 400 when it limits the rate, and sometimes when credentials have run out. Those that were fetched are fetched
/// anew when they are not taken: `forget` answers whether there were any.
fn told(failure: Failure, mut forget: impl FnMut() -> bool) -> Failure {
    match failure {
        Failure::Denied { reason } if forget() => Failure::later(reason),
        Failure::Never { reason } if reason.contains("ExpiredToken") => {
            if forget() {
                Failure::later(reason)
            } else {
                Failure::Denied { reason }
            }
        }
        Failure::Never { reason }
            if ["Throttling", "RequestExpired"].iter().any(|code| reason.contains(code)) =>
        {
            Failure::later(reason)
        }
        failure => failure,
    }
}

impl Destination for CloudWatch {
    fn name(&self) -> &'static str {
        "cloudwatch"
    }

    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch> {
        let data = data::of(&self.deltas.since_last(snapshot));
        data::bodies(&self.settings.namespace, snapshot.taken, &data, data::LIMITS)
    }

    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>> {
        Box::pin(async move { self.put(&batch.body).await.map(|()| 0) })
    }

    fn deltas(&mut self) -> Option<&mut Deltas> {
        Some(&mut self.deltas)
    }

    /// "Time stamps can be as old as two weeks."
    fn greatest_age(&self) -> Option<Duration> {
        Some(Duration::from_hours(14 * 24))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_that_have_run_out_lose_nothing() {
        let denied = || Failure::Denied { reason: "403: ExpiredToken".to_owned() };
        let never = |reason: &str| Failure::never(reason.to_owned());
        assert_eq!(told(denied(), || true), Failure::later("403: ExpiredToken"));
        assert_eq!(told(denied(), || false), denied());
        assert_eq!(told(never("400: ExpiredToken"), || true), Failure::later("400: ExpiredToken"));
        assert!(told(never("400: ExpiredToken"), || false).wait(1).is_some());
        assert_eq!(told(never("400: Throttling"), || unreachable!()), Failure::later("400: Throttling"));
        assert_eq!(told(never("400: InvalidParameter"), || unreachable!()), never("400: InvalidParameter"));
    }
}

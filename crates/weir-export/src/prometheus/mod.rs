//! What a Prometheus scrape reads: OpenMetrics text.
//!
//! Runs and events come from the rollups, so they survive a restart and agree on every replica; HTTP and process
//! metrics are of the replica that answers.

mod custom;
mod http;
mod process;
mod runs;

use prometheus_client::{
    encoding::text::{encode, encode_registry},
    registry::Registry,
};

pub use self::{http::HttpMetrics, runs::Snapshot};

/// The content type of a scrape's answer.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics of this process, and the means to write a scrape's answer.
#[derive(Debug)]
pub struct Exposition {
    own: Registry,
    http: HttpMetrics,
}

impl Exposition {
    /// Registers the metrics of this process.
    pub fn new() -> Self {
        let mut own = Registry::default();
        let http = HttpMetrics::register(&mut own);
        own.register_collector(Box::new(process::Process));
        Self { own, http }
    }

    /// Where requests are counted.
    pub fn http(&self) -> &HttpMetrics {
        &self.http
    }

    /// The text of a scrape.
    ///
    /// # Errors
    /// When a metric cannot be written; with a `String` as the target that does not happen.
    pub fn render(&self, snapshot: Snapshot) -> Result<String, std::fmt::Error> {
        let mut of_runs = Registry::default();
        of_runs.register_collector(Box::new(snapshot));
        let mut text = String::new();
        encode_registry(&mut text, &of_runs)?;
        encode(&mut text, &self.own)?;
        Ok(text)
    }
}

impl Default for Exposition {
    fn default() -> Self {
        Self::new()
    }
}

//! The metrics of this process, which are of the replica that answers a scrape.

mod http;
mod process;

pub use self::http::HttpMetrics;
use crate::model::Snapshot;
use weir_types::Timestamp;

/// What this process counts of itself.
#[derive(Debug)]
pub struct Instance {
    since: Timestamp,
    http: HttpMetrics,
}

impl Instance {
    /// Begins to count, at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { since: now, http: HttpMetrics::default() }
    }

    /// Where requests are counted.
    pub fn http(&self) -> &HttpMetrics {
        &self.http
    }

    /// All of it at `now`.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        let mut families = self.http.families();
        families.extend(process::families());
        Snapshot { taken: now, since: self.since, families }
    }
}

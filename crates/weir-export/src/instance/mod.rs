//! The metrics of this process, which are of the replica that answers a scrape.

mod http;
mod process;

use std::sync::Arc;

use weir_types::Timestamp;

pub use self::http::HttpMetrics;
use crate::{model::Snapshot, push::PushMetrics};

/// What this process counts of itself.
#[derive(Debug)]
pub struct Instance {
    since: Timestamp,
    http: HttpMetrics,
    pushed: Arc<PushMetrics>,
}

impl Instance {
    /// Begins to count, at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { since: now, http: HttpMetrics::default(), pushed: Arc::default() }
    }

    /// Where requests are counted.
    pub fn http(&self) -> &HttpMetrics {
        &self.http
    }

    /// Where it is counted what was pushed.
    pub fn pushed(&self) -> &Arc<PushMetrics> {
        &self.pushed
    }

    /// All of it at `now`.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        let mut families = self.http.families();
        families.extend(self.pushed.families());
        families.extend(process::families());
        Snapshot { taken: now, since: self.since, families }
    }
}

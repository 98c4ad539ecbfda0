//! What is known of custom metrics.

use weir_types::metrics::{MetricSeries, RefusalKind};

/// Custom metrics with their last values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomFacts {
    /// The series with the newest points, the newest first.
    pub series: Vec<MetricSeries>,
    /// How many series there are, also those that are left out here.
    pub total: i64,
    /// How many points were not stored.
    pub refused: Vec<(RefusalKind, i64)>,
}

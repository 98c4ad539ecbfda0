//! What a Prometheus scrape reads: its own text format, or OpenMetrics, as it asks.

mod accept;
mod text;

use crate::model::Snapshot;

/// How metrics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Prometheus's text format, version 0.0.4.
    #[default]
    Text,
    /// OpenMetrics text, version 1.0.0.
    OpenMetrics,
}

impl Format {
    /// The content type of an answer.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// The format that the `Accept` header of a request prefers; [`Format::Text`] where it does not say.
    pub fn accepted(header: &str) -> Self {
        accept::preferred(header)
    }

    /// All families of some snapshots as one text. No two of them may have the same family.
    pub fn write(self, snapshots: &[&Snapshot]) -> String {
        let mut text = String::new();
        for family in snapshots.iter().flat_map(|snapshot| &snapshot.families) {
            text::family(&mut text, self, family);
        }
        if self == Self::OpenMetrics {
            text.push_str("# EOF\n");
        }
        text
    }
}

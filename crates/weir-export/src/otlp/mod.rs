//! OpenTelemetry's protocol over HTTP with protobuf (OTLP/HTTP 1.x): metrics, runs as traces, and lines of log.

mod attributes;
mod client;
mod follow;
mod ids;
mod logs;
mod metrics;
mod traces;

pub(crate) use self::follow::{Followed, Follower};
pub use self::{
    client::{BadHeaders, Headers, Settings},
    metrics::OtlpMetrics,
};

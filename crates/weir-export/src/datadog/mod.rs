//! Datadog: by its metrics API (version 2), or through an agent by DogStatsD.
//!
//! Sources: Datadog's API reference, "Submit metrics" (v2), and "DogStatsD datagram format". Histograms are told as
//! Datadog's own reader of Prometheus tells them: `.count`, `.sum`, and `.bucket` with the tag `upper_bound`.

mod api;
mod points;
mod statsd;

pub use self::{
    api::{Api, ApiSettings},
    statsd::{Address, BadAddress, Statsd},
};

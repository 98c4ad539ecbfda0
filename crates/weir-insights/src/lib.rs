//! What runs have done: counts, durations, success, lateness and concurrency, by whatever they belong to; where their time
//! goes; what failures have in common; whether they get
//! slower; and counts rolled up by flow, deployment and hour. Arithmetic over rows and events that the store gives; the rollups lie in the
//! store and can be rebuilt from the event log.

pub mod bottlenecks;
pub mod cells;
pub mod concurrency;
pub mod failures;
pub mod fold;
pub mod groups;
pub mod history;
mod length;
pub mod metrics;
pub mod runs;
pub mod sketch;
pub mod span;
pub mod trends;

pub use length::length;

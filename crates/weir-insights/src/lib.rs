//! What runs have done: counts and durations, rolled up by flow, deployment and hour. Pure arithmetic over events; the
//! rollups lie in the store and can be rebuilt from the event log.

pub mod fold;
pub mod metrics;

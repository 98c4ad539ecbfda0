//! Metrics on their way out, one module for each destination.

pub mod prometheus;

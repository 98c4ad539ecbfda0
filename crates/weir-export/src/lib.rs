//! Metrics on their way out.
//!
//! A source tells [`facts::RunFacts`]: our store ([`facts::store`]), or any Prefect API. A profile makes families of
//! metrics of them ([`profiles::snapshot`]). Each output takes such a [`model::Snapshot`]: [`prometheus`] for those who
//! ask, and [`push`] to those who want to be told, one module for each.

pub mod cloud_monitoring;
pub mod cloudwatch;
pub mod datadog;
pub mod facts;
pub mod instance;
pub mod labels;
mod lease;
pub mod model;
pub mod otlp;
pub mod prefect;
pub mod profiles;
pub mod prometheus;
pub mod push;
pub mod pushing;

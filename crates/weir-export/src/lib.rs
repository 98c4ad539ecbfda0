//! Metrics on their way out.
//!
//! A source tells [`facts::RunFacts`]: our store ([`facts::store`]), or any Prefect API. A profile makes families of
//! metrics of them ([`profiles::snapshot`]). Each output takes such a [`model::Snapshot`], one module for each.

pub mod facts;
pub mod instance;
pub mod labels;
pub mod model;
pub mod profiles;
pub mod prometheus;

//! The wire types of Weir: ids, times, states, runs, filters, sorts, events and automations, with serde that
//! reproduces the JSON of Prefect 3.8.8 field by field.
//!
//! This crate decides nothing and does no input or output. Every other crate may use it; it uses none of them.

pub mod ids;
pub mod json;
pub mod orchestration;
pub mod patch;
pub mod state;
pub mod time;

pub use json::{Json, JsonObject};
pub use patch::Patch;
pub use time::{Clock, TimeDelta, Timestamp};

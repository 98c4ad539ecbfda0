//! What runs without being asked. Each service is an idempotent function that a timer or a poke activates; a crash
//! repeats its work and never skips it.

mod automations;
mod reader;
mod rollups;
mod services;

pub use services::Services;

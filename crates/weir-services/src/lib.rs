//! What runs without being asked. Each service is an idempotent function that a timer or a poke activates; a crash
//! repeats its work and never skips it.

mod actions;
mod automations;
pub mod late_runs;
pub mod lease_repossession;
mod notifications;
mod reader;
mod rollups;
pub mod scheduler;
mod services;

pub use notifications::Settings as NotificationSettings;
pub use services::{Loops, Services, Settings};

//! What runs without being asked. Each service is an idempotent function that a timer or a poke activates; a crash
//! repeats its work and never skips it.

mod actions;
pub mod audit_retention;
pub mod automations;
pub mod cancellation_cleanup;
pub mod db_vacuum;
pub mod event_retention;
pub mod foreman;
pub mod insights;
pub mod late_runs;
pub mod lease_repossession;
pub mod metric_retention;
mod notifications;
pub mod pause_expirations;
mod reader;
pub mod retention;
mod rollups;
mod rounds;
pub mod scheduler;
mod services;
pub mod slos;
pub mod zombies;

pub use notifications::Settings as NotificationSettings;
pub use services::{Loops, Services, Settings};

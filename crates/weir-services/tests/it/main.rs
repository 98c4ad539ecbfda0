//! The services, on real databases.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod automations;
mod rollups;

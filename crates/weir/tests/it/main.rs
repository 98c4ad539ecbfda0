//! The program as people run it: real processes, a real server on a free port, what they print and how they end.
#![expect(clippy::expect_used, reason = "a test may fail")]

mod asking;
mod auth;
mod automation;
mod completions;
mod crash;
mod demo;
mod incidents;
mod insights;
mod logs;
mod metrics;
mod runs;
mod server;
mod slo;
mod support;
mod world;

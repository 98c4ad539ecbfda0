//! Orchestration, through the public interface: against Prefect's answers, by tables, and by properties.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own cases fails")]

mod build;
mod golden;
mod golden_flow_runs;
mod golden_task_runs;
mod json_schema;
mod properties;
mod schedules;
mod tables;

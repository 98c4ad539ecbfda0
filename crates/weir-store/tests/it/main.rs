//! The storage suite: every test runs on SQLite and on a PostgreSQL that the tests start themselves.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod events;
mod filters;
mod flow_runs;
mod logs;
mod opening;
mod task_run_events;
mod unit_of_work;

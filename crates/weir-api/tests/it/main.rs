//! The routes over HTTP, as clients see them: each test has a fresh database and a clock of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod api;
mod automations;
mod bad_input;
mod deployments;
mod events;
mod flow_run_lists;
mod flow_runs;
mod flows;
mod logs;
mod never_fails;
mod routing;
mod socket;
mod task_runs;
mod work_pools;

//! The routes over HTTP, as clients see them: each test has a fresh database and a clock of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod access;
mod api;
mod api_keys;
mod artifacts;
mod automation_actions;
mod automations;
mod bad_input;
mod blocks;
mod concurrency_limits;
mod dates;
mod deployments;
mod events;
mod flow_run_lists;
mod flow_runs;
mod flows;
mod incidents;
mod insights;
mod job_variables;
mod logs;
mod metrics;
mod never_fails;
mod prometheus;
mod routing;
mod saved_searches;
mod secrets;
mod slos;
mod slow_clients;
mod socket;
mod task_runs;
mod ui;
mod variables;
mod work_pools;
mod work_queues;
mod worker_channel;

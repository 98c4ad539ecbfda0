//! The storage suite: every test runs on SQLite and on a PostgreSQL that the tests start themselves.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod api_keys;
mod artifacts;
mod audit;
mod automation_actions;
mod block_documents;
mod blocks;
mod concurrency_limits;
mod concurrency_slots;
mod concurrency_stress;
mod deployments;
mod event_counts;
mod events;
mod filters;
mod flow_run_lists;
mod flow_runs;
mod history;
mod log_readers;
mod logs;
mod metrics;
mod opening;
mod rollups;
mod saved_searches;
mod seal;
mod slos;
mod system_blocks;
mod task_run_events;
mod task_runs;
mod together;
mod unit_of_work;
mod usage;
mod variables;
mod work_pools;

//! The wire types of Weir: ids, times, states, runs, filters, sorts, events and automations, with serde that
//! reproduces the JSON of Prefect 3.8.8 field by field.
//!
//! This crate decides nothing and does no input or output. Every other crate may use it; it uses none of them.

pub mod api_keys;
pub mod artifacts;
pub mod audit;
pub mod automations;
pub mod block_documents;
pub mod block_schemas;
pub mod block_types;
pub mod concurrency_limits;
pub mod csrf_tokens;
pub mod deployment_schedules;
pub mod deployments;
mod duration;
pub mod events;
pub mod filters;
pub mod flow_run_inputs;
pub mod flow_runs;
pub mod flows;
pub mod grafana;
pub mod graph;
pub mod history;
pub mod ids;
pub mod incidents;
pub mod insights;
pub mod json;
mod json_schema;
pub mod labels;
pub mod logs;
pub mod metrics;
pub mod names;
pub mod orchestration;
pub mod page;
pub mod patch;
pub mod result_storage;
pub mod run_names;
pub mod saved_searches;
mod secret;
pub mod slos;
pub mod sorting;
pub mod state;
pub mod storage;
pub mod task_inputs;
pub mod task_runs;
pub mod task_workers;
pub mod time;
pub mod ui;
pub mod variables;
pub mod work_pools;
pub mod work_queues;
pub mod worker_channel;
pub mod workers;

pub use json::{Json, JsonObject};
pub use labels::Labels;
pub use page::Page;
pub use patch::Patch;
pub use secret::Secret;
pub use time::{Clock, TimeDelta, Timestamp};

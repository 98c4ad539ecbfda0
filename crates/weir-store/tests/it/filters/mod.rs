//! Filters: which rows they let through, what they ask the databases, and that indexes answer it.

mod config;
mod events;
mod flow_runs;
mod logs;
mod plans;
mod property;
mod rows;
mod runs;
mod sql;

//! Storage on SQLite and PostgreSQL: migrations, one file per entity, dynamic filters, the unit of work, the event log.

pub mod automation_actions;
pub mod automation_buckets;
pub mod automations;
mod concurrency_leases;
mod concurrency_limits_v2;
mod conn;
mod error;
pub mod events;
pub mod filters;
pub mod flow_run_states;
pub mod flow_runs;
pub mod flows;
mod lifecycle;
pub mod logs;
mod migrate;
mod param;
mod postgres;
mod results;
pub mod rollups;
mod row;
mod sqlite;
mod states;
mod store;
pub mod task_run_events;
mod url;
mod wake;

pub use conn::{Conn, Dialect};
pub use error::{Result, StoreError};
pub use param::Param;
pub use row::{Column, Columns, Row};
pub use store::Store;
pub(crate) use store::ready;
pub use url::DatabaseUrl;
pub use wake::Growth;

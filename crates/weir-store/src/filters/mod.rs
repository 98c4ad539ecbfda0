//! Filters as SQL: one file for each entity turns its filter into a [`Condition`] and names its orders; a [`Query`]
//! makes the statements.
//!
//! ```ignore
//! let query = filters::flow_runs::query(&body.take_filters()).order_by(filters::flow_runs::order(body.sort));
//! let rows = query.page(limit, offset).all(conn, COLUMNS, row).await?;
//! let count = query.count(conn).await?;
//! ```
//!
//! What a filter lets through is exactly what Prefect's lets through, with its corners: a part without members lets
//! every row through, also under `or_`; `not_any_` lets no null through; and an empty `not_any_` is no part at all.

pub mod artifact_collections;
pub mod artifacts;
pub mod automations;
pub mod block_documents;
pub mod block_schemas;
pub mod block_types;
mod condition;
pub mod deployments;
pub mod event_counts;
pub mod events;
pub mod flow_runs;
pub mod flows;
pub mod logs;
pub mod metrics;
mod parts;
mod query;
mod render;
pub mod saved_searches;
pub mod task_runs;
mod text;
pub mod variables;
pub mod work_pools;
pub mod work_queues;
pub mod workers;

pub use condition::Condition;
pub use query::{Order, Query, Statement};

//! Flow runs.

mod create;
mod delete;
mod effects;
mod events;
mod graph;
mod lists;
mod read;
mod resume;
mod row;
mod slots;
mod transition;
mod update;

pub use create::{Created, create};
pub use delete::{delete, delete_filtered};
pub use graph::{Drawn, MOST_NODES, graph};
pub use lists::{average_lateness, count, count_task_runs, history, list, next_of_flows, points};
pub use read::{name, read};
pub use resume::resume;
pub use transition::{set_state, set_states};
pub use update::{Updated, update, update_labels};

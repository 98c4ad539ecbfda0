//! Task runs.

mod background;
mod create;
mod effects;
mod facts;
mod lists;
mod read;
mod row;
mod transition;

pub use background::waiting;
pub use create::{Created, create};
pub(crate) use effects::perform;
pub use lists::{count, count_by_state, dashboard, list};
pub use read::{delete, read, read_with_flow_run_name, update};
pub use transition::set_state;

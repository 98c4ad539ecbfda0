//! Deployments.

mod create;
mod delete;
mod events;
mod limit;
mod read;
mod row;
mod runs;
mod status;

pub use create::{Refused, create};
pub use delete::delete;
pub use read::{read, read_by_name};
pub use runs::{NotCreated, create_flow_run, create_flow_runs};
pub(crate) use status::note_poll;
pub use status::set_paused;

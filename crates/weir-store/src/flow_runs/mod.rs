//! Flow runs.

mod create;
mod effects;
mod events;
mod read;
mod row;
mod slots;
mod transition;

pub use create::{Created, create};
pub use read::read;
pub use transition::set_state;

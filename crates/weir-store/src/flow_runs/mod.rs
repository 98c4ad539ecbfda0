//! Flow runs.

mod create;
mod delete;
mod effects;
mod events;
mod read;
mod resume;
mod row;
mod slots;
mod transition;
mod update;

pub use create::{Created, create};
pub use delete::delete;
pub use read::{name, read};
pub use resume::resume;
pub use transition::set_state;
pub use update::{Updated, update, update_labels};

//! Work pools.

mod create;
mod delete;
mod events;
mod read;
mod row;
mod update;

pub use create::create;
pub(crate) use create::insert;
pub use delete::delete;
pub use read::{count, list, name_of, read};
pub(crate) use row::{Pool, find, pool};
pub use update::{Updated, update};
pub(crate) use update::{set_not_ready, set_ready};

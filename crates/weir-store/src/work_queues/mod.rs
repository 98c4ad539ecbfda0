//! Work queues.

mod create;
mod delete;
mod events;
mod of_deployment;
mod ranks;
mod read;
mod row;
mod slots;
mod unpooled;
mod update;

pub use create::{Created, create_in_pool};
pub(crate) use create::{ensure, ensure_without_pool, insert_default};
pub use delete::{Deleted, delete_in_pool};
pub(crate) use events::{happening, status_event};
pub use of_deployment::of_deployment;
pub use read::{list_of_pool, read_in_pool};
pub(crate) use row::live_runs;
pub use slots::{of_pool as pool_slots, of_queue as queue_slots};
pub use unpooled::{
    Polled, create_unpooled, delete_unpooled, list, poll_unpooled, read, read_unpooled, status,
    update_unpooled,
};
pub use update::{Updated, update_in_pool};

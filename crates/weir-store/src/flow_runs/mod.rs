//! Flow runs.

mod cancellations;
mod create;
mod delete;
mod delete_planned;
mod draft;
mod effects;
mod events;
mod expired_pauses;
mod graph;
mod heartbeats;
mod history;
mod late;
mod lists;
mod old;
mod planned;
mod poll;
mod read;
mod resume;
mod row;
mod slots;
mod together;
mod transition;
mod update;

pub use cancellations::{
    cancel_children, cancel_subflows, cancelled_children, cancelled_subflows, end_cancelling,
    stuck_in_cancelling,
};
pub use create::{Created, create};
pub(crate) use create::{insert, references_hold};
pub use delete::{delete, delete_filtered};
pub(crate) use delete_planned::{Planned, delete_planned};
pub(crate) use draft::{Draft, Queue};
pub(crate) use events::{Related, parent};
pub use expired_pauses::{expired_pauses, fail_expired_pauses};
pub use graph::{Drawn, MOST_NODES, graph};
pub use heartbeats::{Search, Zombie, crash_zombies, zombies};
pub(crate) use history::count_ended;
pub use late::{has_overdue, mark_late};
pub use lists::{average_lateness, count, count_task_runs, list, next_of_flows, points};
pub use old::{any_old, delete_old};
pub(crate) use planned::{Plan, insert as insert_planned, taken};
pub(crate) use poll::{Window, queued};
pub use read::{name, read};
pub use resume::resume;
pub use together::{Proposal, Wanted};
pub use transition::{set_state, set_states};
pub use update::{Updated, update, update_labels};

//! Deployments.

mod create;
mod delete;
mod events;
mod limit;
mod lists;
mod plan;
mod poll;
mod read;
mod row;
mod runs;
mod schedules;
mod status;
mod update;

pub use create::{Refused, create};
pub use delete::delete;
pub use lists::{count, delete_filtered, list};
pub use plan::{PlannedRun, Scheduled, Which, make_planned, missing, scheduled};
pub use poll::{note_runner, poll};
pub use read::{named, read, read_by_name};
pub use runs::{NotCreated, create_flow_run, create_flow_runs};
pub use schedules::{NotChanged, create_schedules, delete_schedule, read_schedules, update_schedule};
pub use status::set_paused;
pub(crate) use status::{anyone_unpolled, mark_not_ready, note_poll};
pub use update::{NotUpdated, update};

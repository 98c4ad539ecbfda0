//! Websockets: the handshake and the signs of life that all of them share, and one file for each.

pub(crate) mod accept;
pub(crate) mod events_in;
pub(crate) mod events_out;
mod follow;
mod live;
pub(crate) mod logs_out;
pub(crate) mod scheduled_task_runs;
pub(crate) mod worker_channel;

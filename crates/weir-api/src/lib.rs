//! The wire: routes (one file for each family), extractors, error answers, websockets, access.
//!
//! A route parses, calls and answers; what it calls lives in `weir-store` and `weir-engine`.

mod access;
mod answer;
mod app;
mod client;
mod compression;
mod contract;
mod cors;
mod error;
mod extract;
mod incoming_event;
mod outgoing_event;
mod paging;
mod routes;
mod routing;
mod server;
mod sockets;
mod task_queue;
mod task_workers;

pub use answer::Answer;
pub use app::{App, Settings, Timeouts};
pub use cors::Cors;
pub use error::{ApiError, ApiResult};
pub use incoming_event::{BadEvent, parse as read_event};
pub use routes::{PREFECT_VERSION, router};
pub use server::serve;

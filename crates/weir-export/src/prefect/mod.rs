//! The facts that any Prefect 3 API tells: Prefect's own server, Prefect Cloud, or Weir.
//!
//! State changes are counted from the API's events, which tell each of them once, with the state's id. So the counts are
//! exact, whatever happens between two refreshes: see `catchup.rs` for how little is asked, and `tally.rs` for how nothing
//! counts twice.

mod api;
mod catchup;
mod event;
mod exporter;
mod flow_runs;
mod inventory;
mod own;
mod poll;
mod runs;
mod scope;
mod state_file;
mod stream;
mod tally;
mod wait;

pub use self::{
    api::{Api, ApiError, Connection, Credentials},
    exporter::{Exporter, RefreshError, Settings},
    own::Own,
    poll::poll,
    scope::Scope,
    state_file::StateError,
    stream::follow,
};

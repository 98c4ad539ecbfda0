//! The flow runs of a time that ends now.

use weir_types::TimeDelta;

use super::{Owner, StateKind};

/// The flow runs that were expected to start within a time up to now.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// How long the time is.
    pub length: TimeDelta,
    /// The runs: each flow, deployment and state once.
    pub runs: Vec<WindowCount>,
}

/// Those in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowCount {
    /// Whose runs.
    pub owner: Owner,
    /// The state that they are in now.
    pub state: StateKind,
    /// How many.
    pub count: u64,
    /// How long they have run in all, in seconds.
    pub run_time: f64,
}

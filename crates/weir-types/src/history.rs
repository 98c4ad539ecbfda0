//! How many runs were in which state, by interval of time.

use serde::{Deserialize, Serialize};

use crate::{
    state::StateType,
    time::{TimeDelta, Timestamp},
};

/// One interval of a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryResponse {
    /// Where it starts.
    pub interval_start: Timestamp,
    /// Where it ends; the end belongs to the next interval.
    pub interval_end: Timestamp,
    /// The runs that were expected to start in it, by their state.
    pub states: Vec<HistoryResponseState>,
}

/// The runs of one interval in one state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryResponseState {
    /// The state's type.
    pub state_type: StateType,
    /// The state's name.
    pub state_name: String,
    /// How many runs.
    pub count_runs: i64,
    /// Their estimated run times, summed.
    pub sum_estimated_run_time: TimeDelta,
    /// How much later than expected they started, summed.
    pub sum_estimated_lateness: TimeDelta,
}

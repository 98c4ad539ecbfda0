//! What is recorded on a run whenever it enters a state, whatever the rules of its policy.

use weir_types::{
    TimeDelta, Timestamp,
    state::{State, StateType},
};

/// The counts and times of a run that follow from its states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bookkeeping {
    /// How often the run entered a `RUNNING` state.
    pub run_count: i64,
    /// When it first ran (or ended, if it never ran).
    pub start_time: Option<Timestamp>,
    /// When it ended; none when it left its end again.
    pub end_time: Option<Timestamp>,
    /// How long it was in `RUNNING` states that it has left.
    pub total_run_time: TimeDelta,
    /// When it was first expected to start.
    pub expected_start_time: Option<Timestamp>,
    /// The scheduled time of its state, while that is a `SCHEDULED` one.
    pub next_scheduled_start_time: Option<Timestamp>,
}

impl Bookkeeping {
    /// Records that the run goes from `initial` to `entered`. Counting runs is left to the kinds of run, which differ.
    pub(crate) fn enter(&mut self, initial: Option<&State>, entered: &State) {
        let was = |state_type| initial.is_some_and(|state| state.state_type == state_type);
        let at = entered.timestamp;
        let scheduled_time = entered.state_details.scheduled_time;
        let is_scheduled = entered.state_type == StateType::Scheduled;

        if entered.state_type == StateType::Running {
            self.start_time.get_or_insert(at);
        }
        if entered.is_terminal() {
            if self.end_time.is_none() {
                self.start_time.get_or_insert(at);
                self.end_time = Some(at);
            }
        } else if initial.is_some_and(State::is_terminal) {
            self.end_time = None;
        }
        if let Some(running) = initial.filter(|state| state.state_type == StateType::Running) {
            self.total_run_time = self.total_run_time + at.since(running.timestamp);
        }
        if self.expected_start_time.is_none() {
            self.expected_start_time = if is_scheduled { scheduled_time } else { Some(at) };
        }
        if is_scheduled {
            self.next_scheduled_start_time = scheduled_time;
        } else if was(StateType::Scheduled) {
            self.next_scheduled_start_time = None;
        }
    }
}

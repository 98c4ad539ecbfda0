//! What orchestration decided.

use weir_types::{
    orchestration::{OrchestrationResult, SetStateStatus, StateResponseDetails},
    state::State,
};

use crate::{bookkeeping::Bookkeeping, effect::Effect};

/// The decision on one proposed state. `W` holds what is particular to flow runs or to task runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<W> {
    /// `ACCEPT`, `REJECT`, `ABORT` or `WAIT`.
    pub status: SetStateStatus,
    /// The reason and the delay, in the shape of the wire.
    pub details: StateResponseDetails,
    /// The state to write; none when the run stays in its state. A flow run's new state is also a state change event.
    pub new_state: Option<State>,
    /// The run's bookkeeping after the transition, changed or not.
    pub bookkeeping: Bookkeeping,
    /// Further fields of the run. They may change even when there is no new state.
    pub writes: W,
    /// What to do besides, in this order and in the same transaction.
    pub effects: Vec<Effect>,
}

impl<W> Verdict<W> {
    /// The answer on the wire. `current` is the state that the run was in before.
    pub fn result(&self, current: Option<&State>) -> OrchestrationResult {
        OrchestrationResult {
            state: self.new_state.as_ref().or(current).cloned(),
            status: self.status,
            details: self.details.clone(),
        }
    }
}

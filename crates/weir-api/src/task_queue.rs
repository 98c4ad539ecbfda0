//! Which waiting background task runs were handed to which task workers. The runs themselves wait in the database; what
//! is lost here by a restart is only that a run is offered once more, and the rules let it go to Pending once.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use weir_types::{
    ids::{StateId, TaskRunId},
    state::{State, StateType},
    task_runs::TaskRun,
};

/// The runs that were handed out, each with the state in which it waited.
#[derive(Debug)]
pub(crate) struct TaskQueue {
    handed_out: Mutex<HashMap<TaskRunId, StateId>>,
    growth: watch::Sender<()>,
}

impl TaskQueue {
    pub(crate) fn new() -> Self {
        Self { handed_out: Mutex::default(), growth: watch::Sender::new(()) }
    }

    /// Notes that a run is now in this state: it waits, or nobody waits for it any longer.
    pub(crate) fn note(&self, run: TaskRunId, state: &State) {
        if state.state_type != StateType::Scheduled {
            self.handed_out().remove(&run);
        } else if state.state_details.deferred == Some(true) {
            self.growth.send_replace(());
        }
    }

    /// The first of these runs that is handed to nobody yet; it counts as handed out from now on.
    pub(crate) fn take(&self, waiting: Vec<TaskRun>) -> Option<TaskRun> {
        let mut handed_out = self.handed_out();
        let run = waiting.into_iter().find(|run| run.state_id != handed_out.get(&run.id).copied())?;
        handed_out.insert(run.id, run.state_id?);
        Some(run)
    }

    /// Takes a run back that its worker did not accept.
    pub(crate) fn give_back(&self, run: TaskRunId) {
        self.handed_out().remove(&run);
        self.growth.send_replace(());
    }

    /// Changes when there may be a run to hand out.
    pub(crate) fn growth(&self) -> watch::Receiver<()> {
        self.growth.subscribe()
    }

    fn handed_out(&self) -> MutexGuard<'_, HashMap<TaskRunId, StateId>> {
        // A panic between two calls of the map leaves it whole.
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

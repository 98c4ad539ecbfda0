//! Starts the services and ends them with the server.

use tokio::task::JoinSet;
use weir_store::Store;
use weir_types::Clock;

use crate::{automations::Automations, reader, rollups::Rollups};

/// The running services. They end when this is dropped: each unit of their work is a transaction, so nothing is left
/// half done.
#[derive(Debug, Default)]
pub struct Services {
    tasks: JoinSet<()>,
}

impl Services {
    /// Starts them all.
    pub fn start(store: &Store, clock: &Clock) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(reader::follow(store.clone(), Rollups));
        tasks.spawn(reader::follow(store.clone(), Automations::new(clock.clone())));
        Self { tasks }
    }

    /// How many are running.
    pub fn count(&self) -> usize {
        self.tasks.len()
    }
}

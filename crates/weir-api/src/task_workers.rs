//! The task workers that are connected to this process, and what they execute.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use weir_types::{Timestamp, task_workers::TaskWorker};

/// Who is connected: each connection with its worker's name and the tasks whose runs it takes.
#[derive(Debug, Default)]
pub(crate) struct TaskWorkers {
    connections: Mutex<Connections>,
}

#[derive(Debug, Default)]
struct Connections {
    next: u64,
    open: BTreeMap<u64, (String, Vec<String>)>,
}

impl TaskWorkers {
    /// Notes a connection until the answer is dropped.
    pub(crate) fn connect(&self, worker: &str, task_keys: &[String]) -> Connected<'_> {
        let mut connections = self.connections();
        let number = connections.next;
        connections.next += 1;
        connections.open.insert(number, (worker.to_owned(), task_keys.to_vec()));
        Connected { workers: self, number }
    }

    /// The workers that take runs of any of these tasks, or all when none is named. They were heard of `now`, since
    /// their connections are open.
    pub(crate) fn list(&self, task_keys: &[String], now: Timestamp) -> Vec<TaskWorker> {
        let mut workers = BTreeMap::<String, BTreeSet<String>>::new();
        for (worker, keys) in self.connections().open.values() {
            workers.entry(worker.clone()).or_default().extend(keys.iter().cloned());
        }
        workers
            .into_iter()
            .filter(|(_, keys)| task_keys.is_empty() || task_keys.iter().any(|key| keys.contains(key)))
            .map(|(identifier, keys)| TaskWorker {
                identifier,
                task_keys: keys.into_iter().collect(),
                timestamp: now,
            })
            .collect()
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        // A panic between two calls of the map leaves it whole.
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An open connection of a task worker.
#[derive(Debug)]
pub(crate) struct Connected<'w> {
    workers: &'w TaskWorkers,
    number: u64,
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.workers.connections().open.remove(&self.number);
    }
}

//! Task workers: processes that execute background task runs.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A task worker that is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskWorker {
    /// What it calls itself.
    pub identifier: String,
    /// The tasks whose runs it takes.
    pub task_keys: Vec<String>,
    /// When it was last heard of.
    pub timestamp: Timestamp,
}

/// The body of `POST /task_workers/filter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct TaskWorkersQuery {
    /// Which workers; all when it is missing.
    #[serde(default)]
    pub task_worker_filter: Option<TaskWorkerFilter>,
}

/// Which task workers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TaskWorkerFilter {
    /// Those that take runs of any of these tasks; all when there is none.
    pub task_keys: Vec<String>,
}

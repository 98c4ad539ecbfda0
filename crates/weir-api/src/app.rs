//! What every route can reach.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast;
use weir_export::{instance::Instance, profiles};
use weir_insights::cells::Cells;
use weir_store::{Store, seal::Seal};
use weir_types::{Clock, Secret, storage::Retention};

use crate::{
    access::{AuditLog, Keys},
    cors::Cors,
    routes::Measured,
    task_queue::TaskQueue,
    task_workers::TaskWorkers,
};

/// How many changes of work pools a slow listener may leave unheard before it only hears that there were some.
const UNHEARD_CHANGES: usize = 64;

/// What the operator decides about the API.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `user:password` that every request must bring (`PREFECT_SERVER_API_AUTH_STRING`); none by default.
    pub auth_string: Option<Secret>,
    /// Which pages of other origins may call the API (`PREFECT_SERVER_CORS_ALLOWED_ORIGINS` and its relatives).
    pub cors: Cors,
    /// Whether a request that changes something must bring a CSRF token
    /// (`PREFECT_SERVER_CSRF_PROTECTION_ENABLED`).
    pub csrf_protection: bool,
    /// Whether `/metrics` is for everybody who reaches the server, credentials or not.
    pub metrics_public: bool,
    /// What of custom metrics is taken.
    pub metrics: weir_engine::metrics::Limits,
    /// Which metrics `/metrics` has.
    pub exported: profiles::Choice,
    /// The most nodes that the graph of a flow run may have; none for the store's own limit.
    pub graph_nodes: Option<usize>,
    /// How long clients are waited for.
    pub timeouts: Timeouts,
    /// What the rules of orchestration read.
    pub orchestration: weir_engine::Settings,
    /// What is deleted after a time.
    pub retention: Vec<Retention>,
    /// How far ahead schedules make runs when a request asks for them.
    pub scheduler: weir_services::scheduler::Settings,
}

/// How long clients are waited for.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// How long a connection may take for the head of a request, the first and each further one, before it is closed.
    pub keep_alive: Duration,
    /// How long a request may take for its body before it is refused.
    pub body: Duration,
    /// How long a websocket may be silent before it is pinged, and after that before it is closed; how long it may take
    /// to greet.
    pub websocket: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            // Proxies keep idle connections for up to a minute, and must not meet one that is being closed.
            keep_alive: Duration::from_secs(75),
            body: Duration::from_mins(2),
            // As long as Prefect's server.
            websocket: Duration::from_secs(20),
        }
    }
}

/// The application. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    seal: Seal,
    clock: Clock,
    settings: Settings,
    instance: Instance,
    task_queue: TaskQueue,
    task_workers: TaskWorkers,
    work_pool_changes: broadcast::Sender<String>,
    keys: Keys,
    audit_log: AuditLog,
    cells: Cells,
    measured: Measured,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the application together.
    pub fn new(store: Store, seal: Seal, clock: Clock, settings: Settings) -> Self {
        let instance = Instance::new(clock.now());
        let inner = Inner {
            store,
            seal,
            clock,
            settings,
            instance,
            task_queue: TaskQueue::new(),
            task_workers: TaskWorkers::default(),
            work_pool_changes: broadcast::Sender::new(UNHEARD_CHANGES),
            keys: Keys::default(),
            audit_log: AuditLog::default(),
            cells: Cells::default(),
            measured: Measured::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What keeps the data of block documents unreadable at rest.
    pub fn seal(&self) -> &Seal {
        &self.inner.seal
    }

    /// The metrics of this process.
    pub fn instance(&self) -> &Instance {
        &self.inner.instance
    }

    /// The background task runs that were handed to task workers.
    pub(crate) fn task_queue(&self) -> &TaskQueue {
        &self.inner.task_queue
    }

    /// The task workers that are connected.
    pub(crate) fn task_workers(&self) -> &TaskWorkers {
        &self.inner.task_workers
    }

    /// What is known of the API keys.
    pub(crate) fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The audit log.
    pub(crate) fn audit_log(&self) -> &AuditLog {
        &self.inner.audit_log
    }

    /// Figures of runs that are kept in memory.
    pub(crate) fn cells(&self) -> &Cells {
        &self.inner.cells
    }

    /// How much the database held when it was last measured.
    pub(crate) fn measured(&self) -> &Measured {
        &self.inner.measured
    }

    /// The names of work pools that this process changes or deletes in a way that concerns their workers.
    pub(crate) fn work_pool_changes(&self) -> &broadcast::Sender<String> {
        &self.inner.work_pool_changes
    }

    /// Tells the connected workers of a pool that it has changed.
    pub(crate) fn work_pool_changed(&self, name: &str) {
        // Nobody listening is no error.
        let _heard = self.inner.work_pool_changes.send(name.to_owned()).unwrap_or_default();
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The present instant.
    pub fn now(&self) -> weir_types::Timestamp {
        self.inner.clock.now()
    }

    /// What the operator decided.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }
}

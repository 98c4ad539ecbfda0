//! Starts the services and ends them with the server.

use std::sync::Arc;

use tokio::{sync::Notify, task::JoinSet};
use weir_store::{Store, seal::Seal};
use weir_types::Clock;

use crate::{
    actions, audit_retention,
    automations::{self, Automations},
    cancellation_cleanup, db_vacuum, event_retention, foreman, insights, late_runs, lease_repossession,
    metric_retention, notifications, pause_expirations, reader,
    rollups::Rollups,
    scheduler,
    slos::{self, Outcomes},
    zombies,
};

/// What the services need to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Opens the blocks through which notifications are sent.
    pub seal: Seal,
    /// Where notifications may go.
    pub notifications: notifications::Settings,
    /// When the loops do what.
    pub loops: Loops,
    /// Where people look at Weir: links in messages lead there.
    pub ui_url: String,
}

/// When the services that go by the clock do what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loops {
    /// How long the audit log is kept.
    pub audit_retention: audit_retention::Settings,
    /// How long cancelling may take, and what follows from it.
    pub cancellation_cleanup: cancellation_cleanup::Settings,
    /// What is deleted after a time.
    pub db_vacuum: db_vacuum::Settings,
    /// How long events are kept.
    pub event_retention: event_retention::Settings,
    /// Who is silent for too long.
    pub foreman: foreman::Settings,
    /// Whether it is looked for flows that get slower.
    pub insights: insights::Settings,
    /// When runs are late.
    pub late_runs: late_runs::Settings,
    /// Whether slots of expired leases are given back.
    pub lease_repossession: lease_repossession::Settings,
    /// How long the points of custom metrics are kept.
    pub metric_retention: metric_retention::Settings,
    /// Whether pauses end.
    pub pause_expirations: pause_expirations::Settings,
    /// How far ahead schedules make runs.
    pub scheduler: scheduler::Settings,
    /// When runs are given up that send no heartbeats any more.
    pub zombies: zombies::Settings,
}

/// The running services. They end when this is dropped: each unit of their work is a transaction, so nothing is left
/// half done.
#[derive(Debug, Default)]
pub struct Services {
    tasks: JoinSet<()>,
}

impl Services {
    /// Starts them all.
    pub fn start(store: &Store, clock: &Clock, settings: Settings) -> Self {
        let loops = settings.loops;
        let mut tasks = JoinSet::new();
        tasks.spawn(reader::follow(store.clone(), Rollups));
        let queued = Arc::new(Notify::new());
        let watched = Automations::new(clock.clone(), Arc::clone(&queued));
        tasks.spawn(reader::follow(store.clone(), watched.clone()));
        tasks.spawn(automations::watch(store.clone(), watched.clone()));
        tasks.spawn(automations::watch_metrics(store.clone(), watched));
        let outcomes = Outcomes::new(clock.clone());
        tasks.spawn(reader::follow(store.clone(), outcomes.clone()));
        tasks.spawn(slos::watch(store.clone(), outcomes));
        tasks.spawn(slos::watch_old(store.clone(), clock.clone()));
        tasks.spawn(late_runs::watch(store.clone(), clock.clone(), loops.late_runs));
        tasks.spawn(lease_repossession::watch(store.clone(), clock.clone(), loops.lease_repossession));
        tasks.spawn(db_vacuum::watch(store.clone(), clock.clone(), loops.db_vacuum));
        tasks.spawn(event_retention::watch(store.clone(), clock.clone(), loops.event_retention));
        tasks.spawn(db_vacuum::watch_orphans(store.clone(), clock.clone(), loops.db_vacuum));
        tasks.spawn(foreman::watch(store.clone(), clock.clone(), loops.foreman));
        tasks.spawn(insights::watch(store.clone(), clock.clone(), loops.insights));
        tasks.spawn(pause_expirations::watch(store.clone(), clock.clone(), loops.pause_expirations));
        tasks.spawn(cancellation_cleanup::watch(store.clone(), clock.clone(), loops.cancellation_cleanup));
        tasks.spawn(zombies::watch(store.clone(), clock.clone(), loops.zombies));
        tasks.spawn(audit_retention::watch(store.clone(), clock.clone(), loops.audit_retention));
        tasks.spawn(metric_retention::watch(store.clone(), clock.clone(), loops.metric_retention));
        tasks.spawn(scheduler::watch(store.clone(), clock.clone(), loops.scheduler));
        tasks.spawn(actions::perform(store.clone(), clock.clone(), settings, queued));
        Self { tasks }
    }

    /// How many are running.
    pub fn count(&self) -> usize {
        self.tasks.len()
    }
}

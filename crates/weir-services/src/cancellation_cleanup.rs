//! Cleans up after cancellations: tasks and subflows of cancelled runs are cancelled too, and a run whose cancelling
//! takes too long is cancelled.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{Result, Store, flow_runs};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::rounds::{self, BATCH, MOST};

/// How far back runs are looked at that were cancelled. What has been looked at for so long has no more children.
const LOOK_BACK: TimeDelta = TimeDelta::from_secs(24 * 60 * 60);

/// When runs are cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether anything is cleaned up at all.
    pub enabled: bool,
    /// How often.
    pub every: Duration,
    /// How long cancelling may take.
    pub cancelling: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: true, every: Duration::from_secs(20), cancelling: TimeDelta::from_secs(300) }
    }
}

/// What was cancelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Runs that were being cancelled for too long.
    pub stuck: u64,
    /// Subflows of cancelled runs.
    pub subflows: u64,
    /// Tasks of cancelled runs.
    pub tasks: u64,
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if settings.enabled {
        rounds::every(settings.every, "cancellation cleanup", async || {
            let cleaned = clean_up(&store, clock.now(), settings).await?;
            if cleaned != Cleaned::default() {
                tracing::info!(?cleaned, "cleaned up after cancellations");
            }
            Ok(())
        })
        .await;
    }
}

/// Cleans up as of `now`. On several replicas at once each run is cancelled once.
///
/// # Errors
/// As the store says; what was cancelled before stays so.
pub async fn clean_up(store: &Store, now: Timestamp, settings: Settings) -> Result<Cleaned> {
    let mut cleaned = Cleaned::default();
    let before = now - settings.cancelling;
    let stuck =
        store.read(before, |conn, at| Box::pin(flow_runs::stuck_in_cancelling(conn, *at, MOST))).await?;
    for runs in stuck.chunks(BATCH) {
        let input = (runs.to_vec(), Env::of_service(now));
        let end = store.write(input, move |conn, (runs, env)| {
            Box::pin(flow_runs::end_cancelling(conn, runs, before, env))
        });
        cleaned.stuck += end.await?;
    }
    let since = now - LOOK_BACK;
    let subflows =
        store.read(since, |conn, at| Box::pin(flow_runs::cancelled_subflows(conn, *at, MOST))).await?;
    for runs in subflows.chunks(BATCH) {
        let input = (runs.to_vec(), Env::of_service(now));
        let cancel =
            store.write(input, |conn, (runs, env)| Box::pin(flow_runs::cancel_subflows(conn, runs, env)));
        cleaned.subflows += cancel.await?;
    }
    let tasks =
        store.read(since, |conn, at| Box::pin(flow_runs::cancelled_children(conn, *at, MOST))).await?;
    for tasks in tasks.chunks(BATCH) {
        let input = (tasks.to_vec(), Env::of_service(now));
        let cancel =
            store.write(input, |conn, (tasks, env)| Box::pin(flow_runs::cancel_children(conn, tasks, env)));
        cleaned.tasks += cancel.await?;
    }
    Ok(cleaned)
}

//! Deletes the history that nobody wants any more: flow runs that ended long ago.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{Result, Store, flow_runs};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::rounds;

/// What is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether flow runs are deleted.
    pub enabled: bool,
    /// How often they are looked for.
    pub every: Duration,
    /// How long they stay after their end.
    pub keep: TimeDelta,
    /// How many are deleted in one unit of work, so that requests come in between.
    pub batch: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: false,
            every: Duration::from_hours(1),
            keep: TimeDelta::from_secs(90 * 24 * 60 * 60),
            batch: 200,
        }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if settings.enabled {
        rounds::every(settings.every, "database vacuum", async || {
            let runs = delete_all(&store, clock.now(), settings).await?;
            if runs > 0 {
                tracing::info!(runs, "deleted flow runs that ended long ago");
            }
            Ok(())
        })
        .await;
    }
}

/// Deletes every run that ended too long before `now`; answers how many. On several replicas at once each is deleted by
/// one of them.
///
/// # Errors
/// As the store says; what was deleted before is gone.
pub async fn delete_all(store: &Store, now: Timestamp, settings: Settings) -> Result<usize> {
    let (before, limit) = (now - settings.keep, settings.batch.max(1));
    let mut deleted = 0;
    // Looking does not occupy the writer.
    while store.read(before, |conn, at| Box::pin(flow_runs::any_old(conn, *at))).await? {
        let env = Env::of_service(now);
        let delete =
            store.write(env, move |conn, env| Box::pin(flow_runs::delete_old(conn, before, limit, env)));
        match delete.await? {
            // Another replica is at it.
            0 => break,
            runs => deleted += runs,
        }
    }
    Ok(deleted)
}

//! Deletes the history that nobody wants any more: flow runs that ended long ago, and what came of deleted runs later.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{
    Result, Store, flow_runs,
    orphans::{self, Kind},
};
use weir_types::{Clock, TimeDelta, Timestamp, storage::Kept};

use crate::{retention, rounds};

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
    /// Whether log lines and artifacts are deleted whose flow run is not there.
    pub orphans: bool,
    /// How often these are looked for: that reads an index of all lines.
    pub orphans_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: false,
            every: Duration::from_hours(1),
            keep: TimeDelta::from_secs(90 * 24 * 60 * 60),
            batch: 200,
            orphans: false,
            orphans_every: Duration::from_hours(24),
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
            retention::note(&store, &clock, Kept::FlowRuns, runs as u64).await
        })
        .await;
    }
}

/// Watches for ever for what belongs to runs that are not there.
pub(crate) async fn watch_orphans(store: Store, clock: Clock, settings: Settings) {
    if settings.orphans {
        rounds::every(settings.orphans_every, "search for orphans", async || {
            let mut all = 0;
            for kind in [Kind::Logs, Kind::Artifacts] {
                let runs = delete_orphans(&store, kind, clock.now(), settings.batch).await?;
                if runs > 0 {
                    tracing::info!(runs, ?kind, "deleted what was left of flow runs that are not there");
                }
                all += runs;
            }
            retention::note(&store, &clock, Kept::Orphans, all as u64).await
        })
        .await;
    }
}

/// Deletes what belongs to flow runs that are not there, of so many runs in one unit of work; answers of how many runs.
///
/// # Errors
/// As the store says; what was deleted before is gone.
pub async fn delete_orphans(store: &Store, kind: Kind, now: Timestamp, batch: i64) -> Result<usize> {
    let (mut after, mut runs) = (None, 0);
    loop {
        // Looking does not occupy the writer.
        let named =
            store.read((), move |conn, ()| Box::pin(orphans::named(conn, kind, after, batch.max(1)))).await?;
        let Some(last) = named.last else { return Ok(runs) };
        after = Some(last);
        if !named.gone.is_empty() {
            runs += named.gone.len();
            let delete =
                store.write(named.gone, move |conn, gone| Box::pin(orphans::delete(conn, kind, gone, now)));
            delete.await?;
        }
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

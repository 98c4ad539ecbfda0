//! Marks workers offline that are silent, and pools, queues and deployments that nobody asks for runs as not ready.

use std::time::Duration;

use weir_store::{
    Result, Store,
    readiness::{self, Patience, Silent},
};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::rounds;

/// For how long one may be silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether anyone is marked at all.
    pub enabled: bool,
    /// How often.
    pub every: Duration,
    /// For how long.
    pub patience: Patience,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            every: Duration::from_secs(15),
            patience: Patience {
                worker_heartbeats: 3,
                worker_interval: 30,
                deployment: TimeDelta::from_secs(60),
                queue: TimeDelta::from_secs(60),
            },
        }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if settings.enabled {
        rounds::every(settings.every, "foreman", async || {
            let silent = mark_silent(&store, clock.now(), settings).await?;
            if silent != Silent::default() {
                tracing::info!(
                    ?silent,
                    "marked workers as offline, or pools, queues and deployments as not ready"
                );
            }
            Ok(())
        })
        .await;
    }
}

/// Marks those who are silent at `now`; answers how many. On several replicas at once each is marked by one of them.
///
/// # Errors
/// As the store says.
pub async fn mark_silent(store: &Store, now: Timestamp, settings: Settings) -> Result<Silent> {
    let patience = settings.patience;
    // Looking does not occupy the writer.
    let look =
        store.read(patience, move |conn, patience| Box::pin(readiness::anyone_silent(conn, patience, now)));
    if !look.await? {
        return Ok(Silent::default());
    }
    store.write(patience, move |conn, patience| Box::pin(readiness::mark(conn, patience, now))).await
}

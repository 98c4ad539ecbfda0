//! Lets paused runs fail that nobody resumed in time.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{Result, Store, flow_runs};
use weir_types::{Clock, Timestamp};

use crate::rounds::{self, BATCH};

/// Whether paused runs fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether they fail at all.
    pub enabled: bool,
    /// How often they are looked for.
    pub every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: true, every: Duration::from_secs(5) }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if settings.enabled {
        rounds::every(settings.every, "pause expirations", async || {
            fail_expired(&store, clock.now()).await.map(|_| ())
        })
        .await;
    }
}

/// Lets every paused run fail whose time is over at `now`; answers how many. On several replicas at once each fails once.
///
/// # Errors
/// As the store says; what failed before stays so.
pub async fn fail_expired(store: &Store, now: Timestamp) -> Result<u64> {
    let expired = store.read(now, |conn, now| Box::pin(flow_runs::expired_pauses(conn, *now))).await?;
    let mut failed = 0;
    for runs in expired.chunks(BATCH) {
        let input = (runs.to_vec(), Env::of_service(now));
        failed += store
            .write(input, |conn, (runs, env)| Box::pin(flow_runs::fail_expired_pauses(conn, runs, env)))
            .await?;
    }
    Ok(failed)
}

//! Crashes runs whose processes are gone without a word: they have sent heartbeats, and then none.

use std::time::Duration;

use weir_engine::{Env, zombies::Patience};
use weir_store::{
    Result, Store,
    flow_runs::{self, Search},
};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::rounds::BATCH;

/// How far back the last heartbeat may lie when the service begins: the server may have been away.
const LONG_AGO: TimeDelta = TimeDelta::from_secs(24 * 60 * 60);

/// How far back it may lie in all rounds but the first, which have missed none.
const LATELY: TimeDelta = TimeDelta::from_secs(60 * 60);

/// When runs are given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether runs are given up at all.
    pub enabled: bool,
    /// How often they are looked for.
    pub every: Duration,
    /// How many heartbeats may fail to come.
    pub patience: Patience,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            every: Duration::from_secs(30),
            patience: Patience { interval: TimeDelta::from_secs(180), missed: 3 },
        }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if !settings.enabled {
        return;
    }
    let mut heard_since = clock.now();
    loop {
        tokio::time::sleep(settings.every).await;
        let now = clock.now();
        // Silence of the first rounds may still be the server's own; after them what is older has been seen.
        let settled = now.since(heard_since) > settings.patience.least() + LATELY;
        let back = if settled { LATELY } else { LONG_AGO };
        let search = Search { patience: settings.patience, heard_since, back };
        match crash_all(&store, search, now).await {
            Ok(0) => {}
            Ok(runs) => tracing::warn!(runs, "crashed runs whose processes are gone"),
            Err(error) => {
                tracing::error!(%error, "dead runs could not be looked for; the next round tries again");
                // Heartbeats may have been lost meanwhile.
                heard_since = clock.now();
            }
        }
    }
}

/// Crashes every run that has been silent for too long at `now`; answers how many. On several replicas at once each is
/// crashed once.
///
/// # Errors
/// As the store says; what was crashed before stays so.
pub async fn crash_all(store: &Store, search: Search, now: Timestamp) -> Result<u64> {
    let found =
        store.read(search, move |conn, search| Box::pin(flow_runs::zombies(conn, search, now))).await?;
    let mut crashed = 0;
    for zombies in found.chunks(BATCH) {
        let input = (zombies.to_vec(), Env::of_service(now));
        let crash =
            store.write(input, |conn, (zombies, env)| Box::pin(flow_runs::crash_zombies(conn, zombies, env)));
        crashed += crash.await?;
    }
    Ok(crashed)
}

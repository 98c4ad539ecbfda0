//! Marks flow runs late that have not begun some time after they should have.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{Result, Store, flow_runs};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::rounds::{BATCH, every};

/// How often runs are looked for.
const EVERY: Duration = Duration::from_secs(5);

/// When runs are late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether runs are marked late at all.
    pub enabled: bool,
    /// How long after their time.
    pub after: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: true, after: TimeDelta::from_secs(15) }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if !settings.enabled {
        return;
    }
    every(EVERY, "late runs", || mark_all(&store, clock.now(), settings)).await;
}

/// Marks every run that is late at `now`. On several replicas at once each run is marked by one of them.
///
/// # Errors
/// As the store says; what was marked before stays so.
pub async fn mark_all(store: &Store, now: Timestamp, settings: Settings) -> Result<()> {
    let due = now - settings.after;
    // Looking does not occupy the writer.
    while store.read(due, |conn, due| Box::pin(flow_runs::has_overdue(conn, *due))).await? {
        let env = Env::of_service(now);
        let mark = store.write(env, move |conn, env| Box::pin(flow_runs::mark_late(conn, due, BATCH, env)));
        if mark.await? < BATCH {
            break;
        }
    }
    Ok(())
}

//! Deletes entries of the audit log that were kept long enough.

use std::time::Duration;

use weir_store::{Result, Store, audit};
use weir_types::{Clock, TimeDelta, Timestamp, storage::Kept};

use crate::{retention, rounds};

/// How often entries are looked for.
pub(crate) const EVERY: Duration = Duration::from_mins(10);

/// How many are deleted in one unit of work, so that requests come in between.
const BATCH: u32 = 500;

/// How long entries are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// From the moment of the request.
    pub keep: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keep: TimeDelta::from_secs(90 * 86_400) }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    rounds::every(EVERY, "audit retention", async || {
        let entries = delete_all(&store, clock.now(), settings).await?;
        retention::note(&store, &clock, Kept::AuditLog, entries).await
    })
    .await;
}

/// Deletes every entry that is too old at `now`; answers how many.
///
/// # Errors
/// As the store says; what was deleted before stays so.
pub async fn delete_all(store: &Store, now: Timestamp, settings: Settings) -> Result<u64> {
    let (limit, mut deleted) = (now - settings.keep, 0);
    // Looking does not occupy the writer.
    while store.read((), move |conn, ()| Box::pin(audit::has_older(conn, limit))).await? {
        deleted += store.write((), move |conn, ()| Box::pin(audit::delete_older(conn, limit, BATCH))).await?;
    }
    Ok(deleted)
}

//! Deletes events that were kept long enough. What was counted from them stays counted.

use std::time::Duration;

use weir_store::{Result, Store, event_retention};
use weir_types::{Clock, TimeDelta, Timestamp, storage::Kept};

use crate::{retention, rounds};

/// How often events are looked for.
pub(crate) const EVERY: Duration = Duration::from_mins(10);

/// How many are deleted in one unit of work, so that requests come in between.
const BATCH: u32 = 500;

/// How long events are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// From when they happened; none means for ever.
    pub keep: Option<TimeDelta>,
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if let Some(keep) = settings.keep {
        rounds::every(EVERY, "event retention", async || {
            let events = delete_all(&store, clock.now() - keep).await?;
            if events > 0 {
                tracing::info!(events, "deleted events that happened long ago");
            }
            retention::note(&store, &clock, Kept::Events, events).await
        })
        .await;
    }
}

/// Deletes every event that happened before `limit`, but for what somebody has still to read; answers how many.
///
/// # Errors
/// As the store says; what was deleted before is gone.
pub async fn delete_all(store: &Store, limit: Timestamp) -> Result<u64> {
    let mut deleted = 0;
    // Looking does not occupy the writer.
    while store.read((), move |conn, ()| Box::pin(event_retention::has_older(conn, limit))).await? {
        let delete =
            store.write((), move |conn, ()| Box::pin(event_retention::delete_older(conn, limit, BATCH)));
        match delete.await? {
            // Another replica is at it.
            0 => break,
            events => deleted += events,
        }
    }
    Ok(deleted)
}

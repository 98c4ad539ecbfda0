//! Deletes points of custom metrics that were kept long enough, and series that have none any more.

use std::time::Duration;

use weir_store::{Result, Store, metrics};
use weir_types::{Clock, TimeDelta, Timestamp, storage::Kept};

use crate::{retention, rounds};

/// How often they are looked for.
pub(crate) const EVERY: Duration = Duration::from_mins(10);

/// How many points are deleted in one unit of work, so that requests come in between.
const BATCH: u32 = 2000;

/// How long points are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// From the time that they tell of.
    pub keep: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        // A year and a month, so that a month can be held against the same one of the year before.
        Self { keep: TimeDelta::from_secs(400 * 86_400) }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    rounds::every(EVERY, "metric retention", async || {
        let points = delete_all(&store, clock.now(), settings).await?;
        retention::note(&store, &clock, Kept::MetricPoints, points).await
    })
    .await;
}

/// Deletes every point that is too old at `now`; answers how many.
///
/// # Errors
/// As the store says; what was deleted before stays so.
pub async fn delete_all(store: &Store, now: Timestamp, settings: Settings) -> Result<u64> {
    let (limit, mut points) = (now - settings.keep, 0);
    // Looking does not occupy the writer.
    while store.read((), move |conn, ()| Box::pin(metrics::has_older(conn, limit))).await? {
        let delete = store.write((), move |conn, ()| Box::pin(metrics::delete_older(conn, limit, BATCH)));
        points += delete.await?.points;
    }
    Ok(points)
}

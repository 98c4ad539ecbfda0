//! Counts the runs that were there before an objective. A crash repeats it: a run that is counted already stays so.

use uuid::Uuid;
use weir_engine::slos::{Measure, RunFacts};
use weir_store::{
    Result, Store,
    slos::{self, Known, Place, Watched},
};
use weir_types::{TimeDelta, Timestamp};

use super::outcomes::entries;
use crate::rounds::BATCH;

/// How many runs are read at once.
const PAGE: i64 = 1000;

/// Counts the runs that count at `now`.
pub(super) async fn fill(store: &Store, slo: &Watched, now: Timestamp) -> Result<()> {
    if !matches!(slo.objective.measure, Measure::Metric(_)) {
        let reach = match slo.objective.measure {
            Measure::Freshness(limit) => limit,
            _ => TimeDelta::ZERO,
        };
        let mut place = Place { end: now - (slo.objective.window + reach), id: Uuid::nil() };
        loop {
            let own = slo.deployment_id;
            let page = store.read((), move |conn, ()| Box::pin(slos::ended(conn, place, own, PAGE))).await?;
            count(store, slo, &page, now).await?;
            match page.last().and_then(|last| Some(Place { end: last.end?, id: last.id.into() })) {
                Some(last) if i64::try_from(page.len()).is_ok_and(|count| count == PAGE) => place = last,
                _ => break,
            }
        }
        let unfinished = store.read((), move |conn, ()| Box::pin(slos::unfinished(conn, now))).await?;
        count(store, slo, &unfinished, now).await?;
    }
    store.write(slo.clone(), |conn, slo| Box::pin(slos::mark_filled(conn, slo))).await
}

async fn count(store: &Store, slo: &Watched, runs: &[RunFacts], now: Timestamp) -> Result<()> {
    for entries in entries(slo, runs, now).chunks(BATCH) {
        let work = (slo.clone(), entries.to_vec());
        store
            .write(work, move |conn, (slo, entries)| {
                Box::pin(slos::put(conn, slo, entries, Known::Keep, now))
            })
            .await?;
    }
    Ok(())
}

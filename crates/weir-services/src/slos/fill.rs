//! Counts the runs that were there before an objective, some of them at a time, so that the others are looked at in
//! between. A crash repeats some: a run that is counted already stays so.

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

/// How many pages of an objective are counted between two looks at the others.
const PAGES: usize = 10;

/// Counts more of the runs that count at `now`; says whether all of them are counted then.
pub(super) async fn fill(store: &Store, slo: &Watched, now: Timestamp) -> Result<bool> {
    let reach = match slo.objective.measure {
        Measure::Freshness(limit) => limit,
        _ => TimeDelta::ZERO,
    };
    let from = slo.counted_from.unwrap_or(now - (slo.objective.window + reach));
    let mut place = Some(slo.place.unwrap_or(Place { end: from, id: Uuid::nil() }));
    if matches!(slo.objective.measure, Measure::Metric(_)) {
        place = None;
    }
    for _ in 0..PAGES {
        let Some(after) = place else { break };
        let own = slo.deployment_id;
        let page = store.read((), move |conn, ()| Box::pin(slos::ended(conn, after, own, PAGE))).await?;
        count(store, slo, &page, now).await?;
        place = last_of(&page).and_then(|last| Some(Place { end: last.end?, id: last.id.into() }));
        if place.is_none() {
            unfinished(store, slo, now).await?;
        }
    }
    store.write(slo.clone(), move |conn, slo| Box::pin(slos::counted(conn, slo, from, place))).await?;
    Ok(place.is_none())
}

/// Counts the runs that should have started and have not ended.
async fn unfinished(store: &Store, slo: &Watched, now: Timestamp) -> Result<()> {
    let mut place = Some((Timestamp::MIN, Uuid::nil()));
    while let Some(after) = place {
        let page = store.read((), move |conn, ()| Box::pin(slos::unfinished(conn, after, now, PAGE))).await?;
        count(store, slo, &page, now).await?;
        place = last_of(&page).and_then(|last| Some((last.expected?, last.id.into())));
    }
    Ok(())
}

/// The last run of a page, if there may be another page.
fn last_of(page: &[RunFacts]) -> Option<&RunFacts> {
    page.last().filter(|_| i64::try_from(page.len()).is_ok_and(|count| count == PAGE))
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

//! Service level objectives: runs are counted as the event log tells of them, and how the objectives stand is looked at
//! every few seconds. What follows from a change is in the log exactly once: it is written with the new standing, if
//! that still follows upon the old one.

mod fill;
mod outcomes;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use weir_engine::slos::{judge, status};
use weir_store::{
    Result, Store,
    slos::{self, Entry, Known, Watched},
};
use weir_types::{
    Clock, Timestamp,
    ids::{FlowRunId, SloId},
};

pub(crate) use self::outcomes::Outcomes;
use crate::rounds;

/// How often the objectives are looked at when no run has been counted.
const EVERY: Duration = Duration::from_secs(5);

/// How long runs gather that have been counted.
const GATHER: Duration = Duration::from_secs(1);

/// How often what is too old is looked for.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// How much of it is deleted in one unit of work.
const FORGOTTEN: u32 = 2000;

/// Watches the objectives for ever.
pub(crate) async fn watch(store: Store, outcomes: Outcomes) {
    loop {
        if let Err(error) = look(&store, outcomes.clock.now()).await {
            tracing::error!(%error, "objectives could not be looked at; they are looked at again");
        }
        // A timeout only means that no run has been counted.
        drop(tokio::time::timeout(EVERY, outcomes.counted.notified()).await);
        tokio::time::sleep(GATHER).await;
    }
}

/// Deletes what no objective counts any more, for ever.
pub(crate) async fn watch_old(store: Store, clock: Clock) {
    rounds::every(FORGET_EVERY, "objectives' retention", async || forget(&store, clock.now()).await).await;
}

/// Looks at all objectives at `now`, and writes down what has changed.
///
/// # Errors
/// As the store says; what was written before stays so.
pub async fn look(store: &Store, now: Timestamp) -> Result<()> {
    let watched = Arc::new(store.read((), |conn, ()| Box::pin(slos::watched(conn))).await?);
    if watched.is_empty() {
        return Ok(());
    }
    for slo in watched.iter().filter(|slo| !slo.filled) {
        fill::fill(store, slo, now).await?;
    }
    close(store, &watched, now).await?;
    for slo in watched.iter() {
        let slo = slo.clone();
        let (slo, found) = store
            .read(slo, move |conn, slo| {
                Box::pin(async move {
                    let observed = slos::observe(conn, slo, now).await?;
                    Ok((slo.clone(), status(&slo.objective, &observed)))
                })
            })
            .await?;
        if slos::differs(&slo, &found, now) {
            store
                .write((slo, found), move |conn, (slo, found)| Box::pin(slos::stand(conn, slo, found, now)))
                .await?;
        }
    }
    Ok(())
}

/// Judges runs again whose outcomes were open until `now`: they took too long, or have not begun.
async fn close(store: &Store, watched: &[Watched], now: Timestamp) -> Result<()> {
    loop {
        let due = store.read((), move |conn, ()| Box::pin(slos::due(conn, now, rounds::MOST))).await?;
        let may_be_more = i64::try_from(due.len()).is_ok_and(|count| count == rounds::MOST);
        let mut by_slo: BTreeMap<SloId, Vec<FlowRunId>> = BTreeMap::new();
        for (slo, run) in due {
            by_slo.entry(slo).or_default().push(run);
        }
        let mut closed = 0;
        for slo in watched {
            for runs in by_slo.get(&slo.id).into_iter().flat_map(|runs| runs.chunks(rounds::BATCH)) {
                close_runs(store, slo, runs, now).await?;
                closed += runs.len();
            }
        }
        // Those of an objective that is newer than this look are left for the next.
        if !may_be_more || closed == 0 {
            return Ok(());
        }
    }
}

async fn close_runs(store: &Store, slo: &Watched, runs: &[FlowRunId], now: Timestamp) -> Result<()> {
    let work = (slo.clone(), runs.to_vec());
    store
        .write(work, move |conn, (slo, runs)| {
            Box::pin(async move {
                let mut facts: BTreeMap<FlowRunId, _> =
                    slos::facts(conn, runs).await?.into_iter().map(|facts| (facts.id, facts)).collect();
                let entry = |run: &FlowRunId| {
                    let facts = facts.remove(run);
                    let judged = facts.as_ref().and_then(|facts| judge(&slo.objective.measure, facts));
                    Entry { run: *run, judged: judged.map(|judged| judged.at(now)), facts }
                };
                let entries: Vec<Entry> = runs.iter().map(entry).collect();
                slos::put(conn, slo, &entries, Known::Replace, now).await
            })
        })
        .await
}

/// Deletes what is too old at `now`.
///
/// # Errors
/// As the store says; what was deleted before stays so.
pub async fn forget(store: &Store, now: Timestamp) -> Result<()> {
    for slo in store.read((), |conn, ()| Box::pin(slos::watched(conn))).await? {
        let mut more = true;
        while more {
            let forget =
                store.write(slo.clone(), move |conn, slo| Box::pin(slos::forget(conn, slo, now, FORGOTTEN)));
            more = forget.await?;
        }
    }
    Ok(())
}

//! Service level objectives: runs are counted as the event log tells of them, and how the objectives stand is looked at
//! every few seconds. What follows from a change is in the log exactly once: it is written with the new standing, if
//! that still follows upon the old one.

mod fill;
mod outcomes;

use std::{collections::BTreeMap, time::Duration};

use weir_engine::slos::{judge, status};
use weir_store::{
    Result, Store,
    slos::{self, Entry, Known, Watched},
};
use weir_types::{Clock, Timestamp, ids::FlowRunId};

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
        let more = look(&store, outcomes.clock.now()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "objectives could not be looked at; they are looked at again");
            false
        });
        if more {
            continue;
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

/// Looks at all objectives at `now`, and writes down what has changed; those last whose runs are not counted yet, of which
/// some are counted each time. Says whether there are more.
///
/// # Errors
/// As the store says of one of them, when the others have been looked at all the same.
pub async fn look(store: &Store, now: Timestamp) -> Result<bool> {
    let mut watched = store.read((), |conn, ()| Box::pin(slos::watched(conn))).await?;
    watched.sort_by_key(|slo| !slo.filled);
    let (mut more, mut failed) = (false, None);
    for slo in watched {
        let id = slo.id;
        match look_at(store, slo, now).await {
            Ok(is_counted) => more |= !is_counted,
            Err(error) => {
                tracing::error!(%id, %error, "an objective could not be looked at");
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(more), Err)
}

/// Looks at an objective, once its runs are counted; says whether they are.
async fn look_at(store: &Store, slo: Watched, now: Timestamp) -> Result<bool> {
    if !slo.filled && !fill::fill(store, &slo, now).await? {
        return Ok(false);
    }
    close(store, &slo, now).await?;
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
    Ok(true)
}

/// Judges runs again whose outcomes were open until `now`: they took too long, or have not begun.
async fn close(store: &Store, slo: &Watched, now: Timestamp) -> Result<()> {
    loop {
        let due = store
            .read(slo.clone(), move |conn, slo| Box::pin(slos::due(conn, slo, now, rounds::MOST)))
            .await?;
        for runs in due.chunks(rounds::BATCH) {
            close_runs(store, slo, runs, now).await?;
        }
        if i64::try_from(due.len()).is_ok_and(|count| count < rounds::MOST) {
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

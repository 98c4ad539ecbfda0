//! Makes the runs of schedules ahead of their time.
//!
//! What there should be is worked out anew each time and held against what there is, so a round that is missed, or made
//! by two replicas at once, changes nothing: a run is known by the time for which its schedule made it.

use std::time::Duration;

use weir_engine::schedules::{self, Horizon};
use weir_store::{
    Result, Store,
    deployments::{self, PlannedRun, Scheduled, Which},
};
use weir_types::{Clock, TimeDelta, Timestamp, ids::DeploymentId};

/// How far ahead runs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether schedules make runs by themselves.
    pub enabled: bool,
    /// How often all schedules are looked at.
    pub every: Duration,
    /// How often those are looked at that have changed.
    pub recent_every: Duration,
    /// How many deployments are looked at in one go.
    pub deployments: i64,
    /// How many runs are made in one unit of work, so that requests come in between.
    pub batch: usize,
    /// So many runs are made ahead at least.
    pub least_runs: usize,
    /// So many runs are made ahead at most.
    pub most_runs: usize,
    /// Runs are made ahead at least for so long.
    pub least_time: TimeDelta,
    /// Runs are made ahead at most for so long.
    pub most_time: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            every: Duration::from_mins(1),
            recent_every: Duration::from_secs(5),
            deployments: 100,
            batch: 500,
            least_runs: 3,
            most_runs: 100,
            least_time: TimeDelta::from_secs(60 * 60),
            most_time: TimeDelta::from_secs(100 * 24 * 60 * 60),
        }
    }
}

impl Settings {
    /// How far ahead runs are made at `now`.
    pub fn horizon(&self, now: Timestamp) -> Horizon {
        Horizon {
            start: now,
            end: now + self.most_time,
            least_time: self.least_time,
            least_runs: self.least_runs,
            most_runs: self.most_runs,
        }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if !settings.enabled {
        return;
    }
    let mut looked: Option<Timestamp> = None;
    let mut all_again = tokio::time::Instant::now();
    loop {
        let now = clock.now();
        let began = tokio::time::Instant::now();
        let done = match looked {
            // Changes that were committed while the last round was under way are found again.
            Some(before) if began < all_again => {
                schedule_changed(&store, before - TimeDelta::from_secs(1), now, settings).await
            }
            _ => {
                all_again = began + settings.every;
                schedule_all(&store, now, settings).await
            }
        };
        match done {
            Ok(0) => looked = Some(now),
            Ok(runs) => {
                looked = Some(now);
                tracing::info!(runs, "made runs of schedules");
            }
            Err(error) => {
                tracing::error!(%error, "runs of schedules could not be made; the next round tries again");
            }
        }
        tokio::time::sleep(settings.recent_every.min(settings.every)).await;
    }
}

/// Makes the runs that all schedules should have at `now`; answers how many.
///
/// # Errors
/// As the store says; what was made before stays so.
pub async fn schedule_all(store: &Store, now: Timestamp, settings: Settings) -> Result<u64> {
    schedule_which(store, Which::After, now, settings).await
}

/// Makes the runs that schedules should have at `now` which have changed since a time, or whose deployments have; answers
/// how many.
///
/// # Errors
/// As the store says; what was made before stays so.
pub async fn schedule_changed(
    store: &Store,
    since: Timestamp,
    now: Timestamp,
    settings: Settings,
) -> Result<u64> {
    schedule_which(store, |after| Which::ChangedSince(since, after), now, settings).await
}

async fn schedule_which(
    store: &Store,
    which: impl Fn(Option<DeploymentId>) -> Which,
    now: Timestamp,
    settings: Settings,
) -> Result<u64> {
    let horizon = settings.horizon(now);
    let (mut made, mut after) = (0, None);
    loop {
        let (page, limit) = (which(after), settings.deployments.max(1));
        let found = store.read(page, move |conn, page| Box::pin(deployments::scheduled(conn, *page, limit)));
        let found = found.await?;
        for deployment in &found {
            made += schedule_deployment(store, deployment, &horizon, false, settings.batch, now).await?;
        }
        match found.last() {
            Some(last) if i64::try_from(found.len()).is_ok_and(|found| found >= limit) => {
                after = Some(last.id);
            }
            _ => return Ok(made),
        }
    }
}

/// Makes the runs of one deployment's schedules within a horizon, even while it is paused; answers how many.
///
/// # Errors
/// As the store says; what was made before stays so.
pub async fn schedule_one(
    store: &Store,
    id: DeploymentId,
    horizon: &Horizon,
    batch: usize,
    now: Timestamp,
) -> Result<u64> {
    let found = store.read(Which::One(id), |conn, one| Box::pin(deployments::scheduled(conn, *one, 1)));
    match found.await?.first() {
        Some(deployment) => schedule_deployment(store, deployment, horizon, true, batch, now).await,
        None => Ok(0),
    }
}

async fn schedule_deployment(
    store: &Store,
    deployment: &Scheduled,
    horizon: &Horizon,
    paused_too: bool,
    batch: usize,
    now: Timestamp,
) -> Result<u64> {
    let (id, flow) = (deployment.id, deployment.flow_id);
    let planned = planned(deployment, horizon);
    // Looking does not occupy the writer.
    let missing =
        store.read(planned, move |conn, planned| Box::pin(deployments::missing(conn, flow, planned))).await?;
    let mut made = 0;
    for runs in missing.chunks(batch.max(1)) {
        let make = store.write(runs.to_vec(), move |conn, runs| {
            Box::pin(deployments::make_planned(conn, id, runs, paused_too, now))
        });
        made += make.await?;
    }
    Ok(made)
}

/// The runs that the deployment's schedules should have.
fn planned(deployment: &Scheduled, horizon: &Horizon) -> Vec<PlannedRun> {
    let mut runs = Vec::new();
    for schedule in &deployment.schedules {
        let (times, fault) = schedules::planned(schedule, horizon);
        if let Some(fault) = fault {
            tracing::warn!(deployment = %deployment.id, schedule = %schedule.id, %fault, "a schedule finds no more times");
        }
        runs.extend(times.into_iter().map(|time| PlannedRun {
            schedule: schedule.id,
            as_of: schedule.updated,
            time,
            key: schedules::idempotency_key(deployment.id, schedule, time),
        }));
    }
    runs
}

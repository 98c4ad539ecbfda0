//! The facts that our own store tells. Runs and events come from the rollups, so they survive a restart and agree on
//! every replica.

use weir_store::{
    Conn, Result,
    inventory::{self, DeploymentRow, ExpectedRuns, FlowRow, FlowRunRow, WorkPoolRow, WorkQueueRow},
    metrics,
    rollups::{self, Durations, NamedTally, Owned, RunKind, UnfinishedRuns},
    slos::{self, NamedSlo},
};
use weir_types::{TimeDelta, Timestamp};

use super::{
    CustomFacts, DeploymentInfo, FlowInfo, FlowRunInfo, Inventory, Named, Owner, RUN_TIME_BOUNDS, RunCount,
    RunFacts, RunsNow, SloFacts, SloStanding, StateKind, Wanted, Window, WindowCount, WorkPoolInfo,
    WorkQueueInfo,
};
use crate::model::Histogram;

/// How many flow runs of late an inventory tells at most: each is a series, and no scrape should fail for their number.
const MOST_RECENT: i64 = 10_000;

/// How many objectives are told at most; each makes up to fifteen series.
const MOST_SLOS: i64 = 1000;

/// Reads them, as they are at `now`.
///
/// # Errors
/// As the store says.
pub async fn read(conn: &mut Conn, wanted: Wanted, now: Timestamp) -> Result<RunFacts> {
    let (flow_runs, task_runs) =
        (rollups::totals(conn, RunKind::Flow).await?, rollups::totals(conn, RunKind::Task).await?);
    let unfinished = rollups::unfinished(conn).await?;
    let events = rollups::event_totals(conn).await?;
    Ok(RunFacts {
        taken: now,
        since: rollups::since(conn).await?.unwrap_or(now),
        flow_runs: flow_runs.into_iter().map(run_count).collect(),
        task_runs: task_runs.into_iter().map(run_count).collect(),
        unfinished: unfinished.into_iter().map(runs_now).collect(),
        events: events.into_iter().map(|(event, count)| (event, whole(count))).collect(),
        custom: Some(CustomFacts {
            series: metrics::newest_series(conn, wanted.series.into()).await?,
            total: metrics::series_total(conn).await?,
            refused: metrics::refusal_totals(conn).await?,
        }),
        slos: Some(SloFacts {
            standings: slos::standings(conn, MOST_SLOS).await?.into_iter().map(standing).collect(),
            total: slos::watched_total(conn).await?,
        }),
        window: match wanted.window {
            Some(length) => Some(window(conn, length, now).await?),
            None => None,
        },
        inventory: match wanted.recent {
            Some(recent) => Some(read_inventory(conn, now - recent).await?),
            None => None,
        },
    })
}

fn standing(named: NamedSlo) -> SloStanding {
    let NamedSlo { slo, flow, deployment } = named;
    SloStanding { source: slo.source, flow, deployment, spec: slo.spec, status: slo.status }
}

async fn window(conn: &mut Conn, length: TimeDelta, now: Timestamp) -> Result<Window> {
    let runs = inventory::flow_runs_expected(conn, now - length, now).await?;
    let count = |runs: ExpectedRuns| WindowCount {
        owner: owner(runs.owned),
        state: StateKind { name: runs.state_name, state_type: runs.state_type },
        count: whole(runs.count),
        run_time: runs.run_time.as_secs_f64(),
    };
    Ok(Window { length, runs: runs.into_iter().map(count).collect() })
}

async fn read_inventory(conn: &mut Conn, since: Timestamp) -> Result<Inventory> {
    let by_state = inventory::flow_runs_by_state(conn).await?;
    let state = |(name, state_type, count)| (StateKind { name, state_type }, whole(count));
    Ok(Inventory {
        flows: inventory::flows(conn).await?.into_iter().map(flow).collect(),
        deployments: inventory::deployments(conn).await?.into_iter().map(deployment).collect(),
        work_pools: inventory::work_pools(conn).await?.into_iter().map(work_pool).collect(),
        work_queues: inventory::work_queues(conn).await?.into_iter().map(work_queue).collect(),
        flow_runs: by_state.into_iter().map(state).collect(),
        recent: inventory::flow_runs_started(conn, since, MOST_RECENT)
            .await?
            .into_iter()
            .map(flow_run)
            .collect(),
    })
}

fn flow(row: FlowRow) -> FlowInfo {
    FlowInfo { id: row.id, name: row.name, created: row.created }
}

fn deployment(row: DeploymentRow) -> DeploymentInfo {
    DeploymentInfo {
        id: row.id,
        name: row.name,
        created: row.created,
        flow: Named { id: Some(row.flow_id), name: row.flow },
        paused: row.paused,
        path: row.path,
        work_pool: row.work_pool,
        work_queue: row.work_queue,
        status: row.status,
        tags: row.tags,
    }
}

fn work_pool(row: WorkPoolRow) -> WorkPoolInfo {
    WorkPoolInfo {
        id: row.id,
        name: row.name,
        created: row.created,
        pool_type: row.pool_type,
        default_queue: row.default_queue,
        paused: row.paused,
        status: row.status,
    }
}

fn work_queue(row: WorkQueueRow) -> WorkQueueInfo {
    WorkQueueInfo {
        id: row.id,
        name: row.name,
        created: row.created,
        work_pool: Named { id: Some(row.work_pool_id), name: row.work_pool },
        priority: row.priority,
        paused: row.paused,
        status: row.status,
        last_polled: row.last_polled,
        late_runs: whole(row.late_runs),
    }
}

fn flow_run(row: FlowRunRow) -> FlowRunInfo {
    let owner = owner(row.owned);
    FlowRunInfo {
        id: row.id,
        name: row.name,
        created: row.created,
        flow: owner.flow,
        deployment: owner.deployment,
        work_queue: row.work_queue,
        state: StateKind { name: row.state_name, state_type: row.state_type },
        state_id: row.state_id,
        run_count: row.run_count,
        start_time: row.start_time,
        end_time: row.end_time,
        total_run_time: row.total_run_time.as_secs_f64(),
    }
}

/// A count of the database, which is never negative.
fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn owner(owned: Owned) -> Owner {
    Owner {
        flow: Named { id: (!owned.flow_id.0.is_nil()).then_some(owned.flow_id), name: owned.flow },
        deployment: Named {
            id: (!owned.deployment_id.0.is_nil()).then_some(owned.deployment_id),
            name: owned.deployment,
        },
        work_pool: owned.work_pool,
        work_queue: owned.work_queue,
    }
}

fn run_count(counted: NamedTally) -> RunCount {
    RunCount {
        owner: owner(counted.owned),
        state: StateKind { name: counted.state_name, state_type: counted.state_type },
        transitions: whole(counted.tally.transitions),
        run_times: histogram(&counted.tally.durations),
    }
}

fn runs_now(runs: UnfinishedRuns) -> RunsNow {
    RunsNow {
        owner: owner(runs.owned),
        state: StateKind { name: runs.state_name, state_type: runs.state_type },
        count: whole(runs.count),
    }
}

fn histogram(durations: &Durations) -> Histogram {
    Histogram {
        bounds: &RUN_TIME_BOUNDS,
        counts: durations.buckets.iter().map(|count| whole(*count)).collect(),
        sum: durations.sum.as_secs_f64(),
    }
}

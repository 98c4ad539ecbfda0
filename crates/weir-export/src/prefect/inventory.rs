//! Asks the API what there is beside counts: flows, deployments, pools and queues, and the flow runs of late.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId, FlowRunId, StateId, WorkPoolId, WorkQueueId},
    state::StateType,
};

use super::{
    api::{Api, ApiError},
    flow_runs::{PAGE, history},
    scope::Scope,
};
use crate::facts::{
    DeploymentInfo, FlowInfo, FlowRunInfo, Inventory, Named, StateKind, WorkPoolInfo, WorkQueueInfo,
};

/// How many things of a kind are told at most: each is a series.
const MOST: usize = 10_000;

/// A time that is longer ago than any run, and as long to come.
const EVER: TimeDelta = TimeDelta::from_secs(100 * 366 * 86_400);

#[derive(Deserialize)]
struct Flow {
    id: FlowId,
    name: String,
    created: Timestamp,
}

#[derive(Deserialize)]
struct Deployment {
    id: DeploymentId,
    name: String,
    created: Timestamp,
    flow_id: FlowId,
    #[serde(default)]
    paused: bool,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    work_pool_name: Option<String>,
    #[serde(default)]
    work_queue_name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct WorkPool {
    id: WorkPoolId,
    name: String,
    created: Timestamp,
    #[serde(rename = "type")]
    pool_type: String,
    #[serde(default)]
    default_queue_id: Option<WorkQueueId>,
    #[serde(default)]
    is_paused: bool,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct WorkQueue {
    id: WorkQueueId,
    name: String,
    created: Timestamp,
    #[serde(default)]
    work_pool_id: Option<WorkPoolId>,
    #[serde(default)]
    priority: Option<i64>,
    #[serde(default)]
    is_paused: bool,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    last_polled: Option<Timestamp>,
}

#[derive(Deserialize)]
struct FlowRun {
    id: FlowRunId,
    name: String,
    created: Timestamp,
    flow_id: FlowId,
    #[serde(default)]
    deployment_id: Option<DeploymentId>,
    #[serde(default)]
    work_queue_id: Option<WorkQueueId>,
    #[serde(default)]
    work_queue_name: Option<String>,
    #[serde(default)]
    state_id: Option<StateId>,
    #[serde(default)]
    state_name: Option<String>,
    #[serde(default)]
    state_type: Option<StateType>,
    #[serde(default)]
    run_count: i64,
    #[serde(default)]
    start_time: Option<Timestamp>,
    #[serde(default)]
    end_time: Option<Timestamp>,
    #[serde(default)]
    total_run_time: TimeDelta,
}

/// Reads it as it is at `now`; of the flow runs those that the scope chooses and that started within `recent`.
pub(super) async fn inventory(
    api: &Api,
    scope: &Scope,
    recent: TimeDelta,
    now: Timestamp,
) -> Result<Inventory, ApiError> {
    let all = Map::new();
    let flows: Vec<Flow> = every(api, "/flows/filter", &all).await?;
    let deployments: Vec<Deployment> = every(api, "/deployments/filter", &all).await?;
    let pools: Vec<WorkPool> = every(api, "/work_pools/filter", &all).await?;
    let queues: Vec<WorkQueue> = every(api, "/work_queues/filter", &all).await?;
    let late: Vec<FlowRun> =
        every(api, "/flow_runs/filter", &of_runs(&all, json!({ "state": { "name": { "any_": ["Late"] } } })))
            .await?;
    let started = of_runs(&scope.flow_runs(), recent_runs(scope, now - recent));
    let runs: Vec<FlowRun> = every(api, "/flow_runs/filter", &started).await?;
    let counted = history(api, scope, (now - EVER, now + EVER)).await?;
    let known = Known::of(&flows, &deployments, &pools, &late);
    Ok(Inventory {
        flow_runs: counted.into_iter().map(|runs| (runs.state, runs.count)).collect(),
        deployments: deployments.into_iter().map(|one| known.deployment(one)).collect(),
        work_queues: queues.into_iter().map(|one| known.work_queue(one)).collect(),
        recent: runs.into_iter().map(|one| known.flow_run(one)).collect(),
        flows: flows.into_iter().map(|Flow { id, name, created }| FlowInfo { id, name, created }).collect(),
        work_pools: pools.into_iter().map(work_pool).collect(),
    })
}

fn recent_runs(scope: &Scope, since: Timestamp) -> Value {
    let mut filter = json!({ "start_time": { "after_": since } });
    if !scope.tags.is_empty() {
        filter["tags"] = json!({ "any_": scope.tags });
    }
    filter
}

/// A body that asks for flow runs.
fn of_runs(others: &Map<String, Value>, filter: Value) -> Map<String, Value> {
    let mut body = others.clone();
    body.insert("flow_runs".to_owned(), filter);
    body.insert("sort".to_owned(), "START_TIME_DESC".into());
    body
}

/// What has an id that nothing else has.
trait Identified {
    /// What it is told apart by.
    type Id: Ord;
    /// Its id.
    fn id(&self) -> Self::Id;
}

macro_rules! identified {
    ($($kind:ident: $id:ident),+ $(,)?) => {
        $(impl Identified for $kind {
            type Id = $id;
            fn id(&self) -> $id {
                self.id
            }
        })+
    };
}
identified!(Flow: FlowId, Deployment: DeploymentId, WorkPool: WorkPoolId, WorkQueue: WorkQueueId, FlowRun: FlowRunId);

/// All that a filter finds, each once: what is made or ends while pages are read moves others from page to page.
async fn every<T: DeserializeOwned + Identified>(
    api: &Api,
    path: &'static str,
    filter: &Map<String, Value>,
) -> Result<Vec<T>, ApiError> {
    let mut found: BTreeMap<T::Id, T> = BTreeMap::new();
    for offset in (0..MOST).step_by(PAGE) {
        let mut body = filter.clone();
        body.insert("limit".to_owned(), PAGE.into());
        body.insert("offset".to_owned(), offset.into());
        let page: Vec<T> = api.post(path, &Value::Object(body)).await?;
        let full = page.len() >= PAGE;
        found.extend(page.into_iter().map(|one| (one.id(), one)));
        if !full {
            break;
        }
    }
    Ok(found.into_values().collect())
}

/// The names of what others only name by its id.
struct Known {
    flows: HashMap<FlowId, String>,
    deployments: HashMap<DeploymentId, String>,
    pools: HashMap<WorkPoolId, String>,
    late: HashMap<WorkQueueId, u64>,
}

impl Known {
    fn of(flows: &[Flow], deployments: &[Deployment], pools: &[WorkPool], late_runs: &[FlowRun]) -> Self {
        let mut late = HashMap::new();
        for queue in late_runs.iter().filter_map(|run| run.work_queue_id) {
            *late.entry(queue).or_default() += 1;
        }
        Self {
            flows: flows.iter().map(|one| (one.id, one.name.clone())).collect(),
            deployments: deployments.iter().map(|one| (one.id, one.name.clone())).collect(),
            pools: pools.iter().map(|one| (one.id, one.name.clone())).collect(),
            late,
        }
    }

    fn flow(&self, id: FlowId) -> Named<FlowId> {
        Named { id: Some(id), name: self.flows.get(&id).cloned().unwrap_or_default() }
    }

    fn deployment(&self, one: Deployment) -> DeploymentInfo {
        DeploymentInfo {
            id: one.id,
            name: one.name,
            created: one.created,
            flow: self.flow(one.flow_id),
            paused: one.paused,
            path: one.path,
            work_pool: one.work_pool_name,
            work_queue: one.work_queue_name,
            status: one.status.unwrap_or_default(),
            tags: one.tags,
        }
    }

    fn work_queue(&self, one: WorkQueue) -> WorkQueueInfo {
        let pool = one.work_pool_id.and_then(|id| self.pools.get(&id));
        WorkQueueInfo {
            id: one.id,
            name: one.name,
            created: one.created,
            work_pool: Named { id: one.work_pool_id, name: pool.cloned().unwrap_or_default() },
            priority: one.priority.unwrap_or(1),
            paused: one.is_paused,
            status: one.status.unwrap_or_default(),
            last_polled: one.last_polled,
            late_runs: self.late.get(&one.id).copied().unwrap_or(0),
        }
    }

    fn flow_run(&self, run: FlowRun) -> FlowRunInfo {
        let name = run.deployment_id.and_then(|id| self.deployments.get(&id)).cloned();
        FlowRunInfo {
            id: run.id,
            name: run.name,
            created: run.created,
            flow: self.flow(run.flow_id),
            deployment: Named { id: run.deployment_id, name: name.unwrap_or_default() },
            work_queue: run.work_queue_name,
            state: StateKind {
                name: run.state_name.unwrap_or_default(),
                state_type: run.state_type.unwrap_or(StateType::Pending),
            },
            state_id: run.state_id,
            run_count: run.run_count,
            start_time: run.start_time,
            end_time: run.end_time,
            total_run_time: run.total_run_time.as_secs_f64(),
        }
    }
}

fn work_pool(one: WorkPool) -> WorkPoolInfo {
    WorkPoolInfo {
        id: one.id,
        name: one.name,
        created: one.created,
        pool_type: one.pool_type,
        default_queue: one.default_queue_id,
        paused: one.is_paused,
        status: one.status.unwrap_or_default(),
    }
}

//! Where the flows of the demo run: a work pool with its queues, and a deployment of each flow that has a schedule.

use std::collections::HashMap;

use anyhow::{anyhow, bail};
use serde_json::{Value, json};
use weir_store::{Store, deployments, work_pools, work_queues};
use weir_types::{
    Timestamp,
    deployments::DeploymentCreate,
    ids::{DeploymentId, FlowId},
    work_pools::WorkPoolCreate,
    work_queues::{DEFAULT_QUEUE, WorkQueueCreate},
};

use super::catalogue::{FLOWS, Flow};

/// The pool of all deployments.
pub(super) const POOL: &str = "data-platform";

/// The pool's queues beside the default one, each for the flows with its name as a tag: what it is for, its rank, how
/// many runs it lets run at once.
const QUEUES: [(&str, &str, i64, Option<i64>); 2] = [
    ("critical", "What others wait for in the morning.", 1, None),
    ("gpu", "One machine with graphics cards.", 3, Some(1)),
];

/// The queue that delivers the runs of a flow.
pub(super) fn queue(flow: &Flow) -> &'static str {
    let named = QUEUES.iter().map(|(name, ..)| *name).find(|name| flow.tags.contains(name));
    named.unwrap_or(DEFAULT_QUEUE)
}

/// Makes the pool, its queues and the deployments, unless they are there; answers the deployments' ids by the names of
/// their flows.
pub(super) async fn make(
    store: &Store,
    flows: &HashMap<&'static str, FlowId>,
    begin: Timestamp,
) -> anyhow::Result<HashMap<&'static str, DeploymentId>> {
    make_pool(store, begin).await?;
    let mut ids = HashMap::new();
    for flow in FLOWS {
        let Some(schedule) = flow.times.schedule(begin) else { continue };
        let create: DeploymentCreate =
            serde_json::from_value(deployment(flow, flows.get(flow.name), &schedule))?;
        let made = store
            .write(create, move |conn, create| Box::pin(deployments::create(conn, create, begin)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        match made {
            Ok((deployment, _)) => drop(ids.insert(flow.name, deployment.id)),
            Err(refused) => {
                bail!("the demo does not follow the rules: deployment of {}: {refused:?}", flow.name)
            }
        }
    }
    Ok(ids)
}

async fn make_pool(store: &Store, begin: Timestamp) -> anyhow::Result<()> {
    let pool: WorkPoolCreate = serde_json::from_value(json!({
        "name": POOL,
        "type": "process",
        "description": "The machines of the data team.",
        "concurrency_limit": 20,
        "base_job_template": {
            "job_configuration": { "env": "{{ env }}", "working_dir": "{{ working_dir }}" },
            "variables": {
                "type": "object",
                "properties": {
                    "env": { "title": "Environment", "type": "object", "additionalProperties": { "type": "string" } },
                    "working_dir": { "title": "Working folder", "type": "string" },
                },
            },
        },
    }))?;
    store
        .write(pool, move |conn, pool| Box::pin(work_pools::create(conn, pool, begin)))
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    for (name, description, priority, limit) in QUEUES {
        let queue: WorkQueueCreate = serde_json::from_value(json!({
            "name": name, "description": description, "priority": priority, "concurrency_limit": limit,
        }))?;
        store
            .write(queue, move |conn, queue| Box::pin(work_queues::create_in_pool(conn, POOL, queue, begin)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
    }
    Ok(())
}

/// The schedule is not active: nobody fetches runs from the pool when the story is over, so all that it made would be
/// late.
fn deployment(flow: &Flow, id: Option<&FlowId>, schedule: &Value) -> Value {
    let function = flow.name.replace('-', "_");
    json!({
        "name": "production",
        "flow_id": id,
        "description": format!("Runs {} by its schedule.", flow.name),
        "version": "1.4.0",
        "tags": flow.tags,
        "work_pool_name": POOL,
        "work_queue_name": queue(flow),
        "path": "/srv/flows",
        "entrypoint": format!("flows/{function}.py:{function}"),
        "enforce_parameter_schema": true,
        "parameter_openapi_schema": {
            "title": "Parameters",
            "type": "object",
            "properties": { "date": { "title": "date", "type": "string", "position": 0 } },
            "required": ["date"],
        },
        "schedules": [{ "schedule": schedule, "active": false }],
    })
}

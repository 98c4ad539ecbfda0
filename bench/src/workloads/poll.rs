//! A worker's poll of its work pool.

use serde_json::json;

use super::{Bench, create_flow, flow_runs::count};
use crate::{
    bodies::{new_id, now},
    http::post,
    load::{Failure, Operation, Session, closed_loop, costed, figures},
    server::Server,
};

/// Prefect takes at most so many runs in one bulk request.
const BULK: usize = 100;
/// A poll answers at most so many runs when the worker does not say.
const PAGE: usize = 200;

/// How many workers poll at once, in turn.
const CLIENTS: [usize; 2] = [1, 8];

struct Poll {
    request: Vec<u8>,
}

impl Operation for Poll {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.call(&self.request).await.map(|_| ())
    }
}

/// `POST /work_pools/{name}/get_scheduled_flow_runs` of a pool whose only deployment has many due runs.
pub async fn run(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let pool = format!("bench-{}", new_id());
    let (mut deployment, mut prepared) = (String::new(), Ok(()));
    match prepare(server, &pool, scale.scheduled_runs).await {
        Ok(id) => deployment = id,
        Err(failure) => prepared = Err(failure),
    }
    for clients in CLIENTS {
        let name = format!("poll, {}", count(clients));
        let prepared = std::mem::replace(&mut prepared, Ok(()));
        let measure = async |case: &mut _| {
            prepared?;
            let body = json!({"scheduled_before": now().to_string()}).to_string();
            let request = post(&format!("/work_pools/{pool}/get_scheduled_flow_runs"), &body);
            let mut session = Session::new(server);
            let answer: serde_json::Value =
                serde_json::from_slice(session.call(&request).await?).map_err(anyhow::Error::from)?;
            let found = answer.as_array().map_or(0, Vec::len);
            if found != scale.scheduled_runs.min(PAGE) {
                return Err(anyhow::anyhow!("a poll answered {found} runs").into());
            }
            let run = closed_loop(server, clients, scale.load, |_| Poll { request: request.clone() });
            let (load, cost) = costed(server, scale.settle, run).await?;
            figures(case, &load, cost, 1);
            if clients == CLIENTS[1] {
                clear(server, &deployment).await?;
            }
            Ok(())
        };
        bench.record(server.kind, name, "poll", measure).await;
        if bench.cases.last().is_some_and(|case| case.figures.is_empty()) {
            break;
        }
    }
}

/// Deletes the runs: both servers would mark them late while later cases are measured.
async fn clear(server: &Server, deployment: &str) -> Result<(), Failure> {
    let filter = json!({"flow_runs": {"deployment_id": {"any_": [deployment]}}});
    let (delete, count) =
        (post("/flow_runs/bulk_delete", &filter.to_string()), post("/flow_runs/count", &filter.to_string()));
    let mut session = Session::new(server);
    while session.call(&count).await? != b"0" {
        session.call(&delete).await?;
    }
    Ok(())
}

/// A process pool, a deployment in it, and `runs` scheduled runs of that deployment, whose id it answers.
async fn prepare(server: &Server, pool: &str, runs: usize) -> Result<String, Failure> {
    let mut session = Session::new(server);
    let body = json!({"name": pool, "type": "process", "base_job_template": {}}).to_string();
    session.call(&post("/work_pools/", &body)).await?;
    let flow = create_flow(server, "bench-poll").await?;
    let body = json!({"name": pool, "flow_id": flow, "work_pool_name": pool}).to_string();
    let deployment = session.create("/deployments/", &body).await?;
    let mut left = runs;
    while left > 0 {
        let batch = left.min(BULK);
        let body =
            json!(vec![json!({"state": {"type": "SCHEDULED", "name": "Scheduled"}}); batch]).to_string();
        session.call(&post(&format!("/deployments/{deployment}/create_flow_run/bulk"), &body)).await?;
        left -= batch;
    }
    Ok(deployment)
}

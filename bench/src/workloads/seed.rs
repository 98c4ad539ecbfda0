//! Fills a database with flow runs over thirty days, their states and events, and one flow run with many task runs.

use std::{cell::Cell, ops::Range, process::Stdio, time::Duration};

use anyhow::Context as _;
use futures_util::future::try_join_all;
use serde_json::json;
use tokio::process::Command;
use weir_types::{TimeDelta, Timestamp};

use super::{await_completed, create_flow, create_flow_run};
use crate::{
    bodies::{new_id, now, scheduled_flow_run},
    events::{EventSocket, EventSource},
    http::post,
    load::{Failure, Session, id_of},
    server::{Kind, Recipe, Server},
};

const FLOWS: usize = 20;
const DAYS: usize = 30;
/// Events are dropped after a week by default, so theirs are younger.
const EVENT_DAYS: usize = 6;
const EVENTS_PER_REQUEST: usize = 200;
const GRAPH_TASK_RUNS: usize = 100;
const CLIENTS: usize = 16;
/// How long to wait for task runs to become readable.
pub const READABLE: Duration = Duration::from_mins(1);
const SCRIPT: &str = include_str!("../../seed_prefect.py");

/// Adds the flow runs whose numbers are in `range` and returns the id of the flow run with task runs.
///
/// weir gets them through its API; for Prefect, whose API takes 30 a second, a script writes the same rows through
/// Prefect's own models.
pub async fn fill(recipe: &Recipe, range: Range<usize>) -> Result<String, Failure> {
    let server = Server::start(recipe).await?;
    let graph = graph_run(&server).await?;
    match recipe.kind {
        Kind::Prefect => {
            server.stop().await?;
            run_script(recipe, range.len()).await?;
        }
        Kind::Weir => {
            through_api(&server, range).await?;
            server.settle(READABLE).await?;
            server.stop().await?;
        }
    }
    recipe.vacuum().await?;
    Ok(graph)
}

/// A flow run with completed task runs.
async fn graph_run(server: &Server) -> Result<String, Failure> {
    let (flow, flow_run) = create_flow_run(server, "bench-graph").await?;
    let source = EventSource { flow_run: flow_run.clone(), flow };
    let mut socket = EventSocket::connect(server.address).await?;
    for event in (0..GRAPH_TASK_RUNS).flat_map(|_| source.task_run()) {
        socket.send(event).await?;
    }
    socket.confirm().await?;
    let runs = std::slice::from_ref(&flow_run);
    let (_, count) = await_completed(server, runs, GRAPH_TASK_RUNS, READABLE).await?;
    if count < GRAPH_TASK_RUNS {
        return Err(anyhow::anyhow!("only {count} of {GRAPH_TASK_RUNS} task runs became readable").into());
    }
    Ok(flow_run)
}

async fn run_script(recipe: &Recipe, runs: usize) -> anyhow::Result<()> {
    let script = recipe.directory.join("seed_prefect.py");
    std::fs::write(&script, SCRIPT)?;
    let output = Command::new(recipe.venv.join("bin/python"))
        .arg(&script)
        .args([runs, FLOWS, DAYS, EVENT_DAYS].map(|number| number.to_string()))
        .envs(recipe.prefect_environment())
        .current_dir(&recipe.directory)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("failed to start Python")?;
    let text = String::from_utf8_lossy(&output.stderr);
    // SQLAlchemy prints all parameters in one line; the lines that say what happened are short.
    let lines: Vec<&str> = text.lines().filter(|line| line.len() < 300).collect();
    let end = lines[lines.len().saturating_sub(6)..].join("\n");
    anyhow::ensure!(output.status.success(), "seeding Prefect's database failed: {end}");
    Ok(())
}

/// `number` of `of` moments spread over the last `days` days, the first at their beginning.
fn moment(end: Timestamp, days: usize, number: usize, of: usize) -> Timestamp {
    let span = days as u64 * 86_400 * 1_000_000;
    let back = span - span * (number as u64 % of as u64) / of as u64;
    end - TimeDelta::from_micros(i64::try_from(back).unwrap_or(i64::MAX))
}

async fn through_api(server: &Server, range: Range<usize>) -> Result<(), Failure> {
    let mut flows = Vec::new();
    for number in 0..FLOWS {
        flows.push(create_flow(server, &format!("bench-seed-{number}")).await?);
    }
    let end = now();
    let (first, total) = (range.start, range.len());
    let next = Cell::new(range.start);
    let client = async |_| {
        let mut session = Session::new(server);
        while next.get() < range.end {
            let number = next.replace(next.get() + 1);
            let scheduled = moment(end, DAYS, number - first, total);
            let create = post("/flow_runs/", &scheduled_flow_run(&flows[number % FLOWS], Some(scheduled)));
            let run = id_of(session.call(&create).await?)?.to_owned();
            let (kind, name) = final_state(number);
            let state = json!({"state": {"type": kind, "name": name}, "force": true}).to_string();
            session.call(&post(&format!("/flow_runs/{run}/set_state"), &state)).await?;
        }
        Ok::<_, Failure>(())
    };
    try_join_all((0..CLIENTS).map(client)).await?;
    let mut session = Session::new(server);
    let numbers: Vec<usize> = (0..total).collect();
    for batch in numbers.chunks(EVENTS_PER_REQUEST) {
        let events: Vec<_> = batch.iter().map(|number| event(end, *number, total)).collect();
        session.call(&post("/events", &json!(events).to_string())).await?;
    }
    Ok(())
}

/// One run in ten fails, one in ten crashes.
fn final_state(number: usize) -> (&'static str, &'static str) {
    match (number / FLOWS) % 10 {
        0 => ("FAILED", "Failed"),
        1 => ("CRASHED", "Crashed"),
        _ => ("COMPLETED", "Completed"),
    }
}

fn event(end: Timestamp, number: usize, of: usize) -> serde_json::Value {
    json!({
        "id": new_id(),
        "occurred": moment(end, EVENT_DAYS, number, of).to_string(),
        "event": "bench.table.read",
        "resource": {"prefect.resource.id": format!("bench.table.{}", number % 50)},
        "related": [],
        "payload": {"rows": number},
    })
}

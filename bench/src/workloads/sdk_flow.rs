//! A real flow through Prefect's SDK.

use std::{
    fs::File,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
    time::timeout,
};

use super::{Bench, await_completed, shortfall};
use crate::{
    load::costed,
    report::{Case, Figure},
    server::Server,
};

const SCRIPT: &str = include_str!("../../sdk_flow.py");
const LIMIT: Duration = Duration::from_mins(5);

/// The line that the script prints when its flow has returned.
#[derive(Deserialize)]
struct Outcome {
    flow_run_id: String,
    wall_seconds: f64,
}

/// One flow with many mapped tasks; then `POST /task_runs/count` until all are Completed.
pub async fn run(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let tasks = scale.mapped_tasks;
    let measure = async |case: &mut Case| {
        let load = async {
            let outcome = run_script(server, tasks).await?;
            let ended = Instant::now();
            let (readable, count) =
                await_completed(server, std::slice::from_ref(&outcome.flow_run_id), tasks, scale.readable)
                    .await?;
            Ok((outcome.wall_seconds, readable - ended, count))
        };
        let ((wall, lag, count), cost) = costed(server, scale.settle, load).await?;
        case.set(Figure::Wall, wall);
        case.set(Figure::Lag, lag.as_secs_f64());
        case.set(Figure::Cpu, cost.cpu);
        case.set(Figure::PeakMemory, cost.peak_mib);
        case.note = shortfall(count, tasks, scale.readable);
        Ok(())
    };
    bench.record(server.kind, "sdk flow", "flow with mapped tasks", measure).await;
}

/// Runs the script until it prints that its flow has returned; it then ends by itself, and is killed if it does not.
async fn run_script(server: &Server, tasks: usize) -> Result<Outcome> {
    let directory: &Path = &server.recipe.directory;
    let script = directory.join("sdk_flow.py");
    std::fs::write(&script, SCRIPT)?;
    let mut child = Command::new(server.recipe.venv.join("bin/python"))
        .arg(script)
        .arg(tasks.to_string())
        .envs(server.recipe.prefect_environment())
        .env("PREFECT_HOME", directory.join("client"))
        .env("PREFECT_API_URL", server.api_url())
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(directory.join("sdk_flow.log"))?)
        .kill_on_drop(true)
        .spawn()
        .context("failed to start Python; has tests/prepare.sh been run?")?;
    let stdout = child.stdout.take().context("the script has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    let line = timeout(LIMIT, lines.next_line()).await.context("the flow took too long")??;
    let Some(line) = line else {
        let log = std::fs::read_to_string(directory.join("sdk_flow.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        anyhow::bail!("the flow failed: {}", lines[lines.len().saturating_sub(3)..].join("\n"));
    };
    let outcome = serde_json::from_str(&line).with_context(|| format!("the script printed {line}"))?;
    timeout(LIMIT, child.wait()).await.context("the script did not end")??;
    Ok(outcome)
}

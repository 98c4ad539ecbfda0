//! Starting on an existing database, and doing nothing.

use super::Bench;
use crate::{
    load::Failure,
    process::Memory,
    report::{Case, Figure},
    server::{Kind, Recipe, Server},
};

/// The case whose figure is the median of several starts.
pub const START: &str = "start on an existing database";

/// Starts and stops the server several times.
pub async fn starts(bench: &mut Bench, recipe: &Recipe) {
    let starts = match recipe.kind {
        Kind::Prefect => 1,
        Kind::Weir => 5,
    };
    let measure = async |case: &mut Case| {
        let mut times = Vec::new();
        for _ in 0..starts {
            let server = Server::start(recipe).await?;
            times.push(server.started_in);
            server.stop().await?;
        }
        times.sort_unstable();
        case.set(Figure::Start, times[starts / 2].as_secs_f64() * 1e3);
        Ok(())
    };
    bench.record(recipe.kind, START, "start", measure).await;
}

/// Memory and processor time of a server that was just started and is left alone.
pub async fn idle(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let measure = async |case: &mut Case| {
        server.settle(scale.settle).await?;
        let cpu = server.idle_cpu(scale.idle).await;
        case.set(Figure::CpuPerMinute, cpu * 60.0 / scale.idle.as_secs_f64());
        case.set(Figure::Memory, server.memory(Memory::Resident));
        Ok::<(), Failure>(())
    };
    bench.record(server.kind, "idle", "server", measure).await;
}

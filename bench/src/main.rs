//! The benchmark: Prefect 3.8.8's server and weir on the same machine, in one run, under the same load.
//!
//! `bench/README.md` says what is measured and how to read it.

mod bodies;
mod events;
mod http;
mod limit;
mod load;
mod options;
mod postgres;
mod process;
mod report;
mod server;
mod targets;
mod workloads;

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use clap::Parser as _;

use crate::{
    options::{Options, Scale, Servers},
    postgres::Postgres,
    report::Report,
    server::{Kind, Site},
    workloads::Bench,
};

/// Whatever happens, the benchmark ends after this.
const LIMIT: Duration = Duration::from_mins(45);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let interrupted = async {
        tokio::signal::ctrl_c().await?;
        anyhow::bail!("interrupted")
    };
    // Dropping the run kills the servers that it started.
    tokio::select! {
        outcome = tokio::time::timeout(LIMIT, run(options)) => outcome.context("the benchmark took too long")?,
        stopped = interrupted => stopped,
    }
}

async fn run(options: Options) -> Result<ExitCode> {
    let scale = if options.quick { Scale::QUICK } else { Scale::FULL };
    let data = match &options.data {
        Some(directory) => tempfile::tempdir_in(directory)?,
        None => tempfile::tempdir()?,
    };
    let mut postgres = match &options.database_url {
        Some(url) => Some(Postgres::at(url)),
        None if options.postgres => Some(Postgres::start(data.path()).await?),
        None => None,
    };
    let kinds: &[Kind] = match options.server {
        Servers::Prefect => &[Kind::Prefect],
        Servers::Weir => &[Kind::Weir],
        Servers::Both => &[Kind::Prefect, Kind::Weir],
    };
    let started = bodies::now().to_string();
    let syncs_per_second = syncs_per_second(data.path())?;
    let mut bench = Bench { options, scale, cases: Vec::new(), limits: BTreeMap::new(), failed: false };
    for kind in kinds {
        let mut site =
            Site { kind: *kind, directory: data.path().join(kind.name()), postgres: postgres.as_mut() };
        Box::pin(bench.run(&mut site)).await?;
    }
    let mut report = Report {
        started,
        processor: process::processor(),
        processors: std::thread::available_parallelism()?.get(),
        scale: bench.scale,
        database: if postgres.is_some() { "postgresql" } else { "sqlite" },
        syncs_per_second,
        cases: bench.cases,
        limits: bench.limits,
        verdicts: Vec::new(),
    };
    if let Some(postgres) = postgres {
        postgres.stop().await?;
    }
    report.judge();
    report.print();
    write_results(&report, &bench.options.results)?;
    Ok(if bench.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Durable writes of 4 KiB to the end of a file, one after the other, for half a second.
fn syncs_per_second(directory: &Path) -> Result<f64> {
    let mut file = std::fs::File::create(directory.join("syncs"))?;
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < Duration::from_millis(500) {
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}

fn write_results(report: &Report, directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory)?;
    let stamp: String = report.started.chars().take(19).filter(char::is_ascii_alphanumeric).collect();
    let file = directory.join(format!("{stamp}-{}.json", report.database));
    std::fs::write(&file, serde_json::to_string_pretty(report)?)?;
    println!("\nresults: {}", file.display());
    Ok(())
}

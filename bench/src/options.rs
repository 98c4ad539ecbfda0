//! The command line, and how long each part may take.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

/// Drives Prefect's server and weir with the same load and compares them.
#[derive(Clone, Debug, Parser)]
#[command(name = "weir-bench")]
pub struct Options {
    /// A short run (about 3 minutes) in place of the full one (about 15).
    #[arg(long)]
    pub quick: bool,
    /// Only these workloads, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Workload>,
    /// Which server to drive.
    #[arg(long, value_enum, default_value_t = Servers::Both)]
    pub server: Servers,
    /// Run both on a throw-away `PostgreSQL` (Debian's package `postgresql`) in place of `SQLite`.
    #[arg(long)]
    pub postgres: bool,
    /// Run both on this `PostgreSQL`, as a role that may create databases: `postgresql://user@host:port/postgres`.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// The weir binary.
    #[arg(long, value_name = "FILE", default_value = "target/release/weir")]
    pub weir: PathBuf,
    /// Prefect's Python environment, made by `tests/prepare.sh`.
    #[arg(long, value_name = "DIR", env = "WEIR_SPEC_VENV", default_value = "target/venv-spec")]
    pub venv: PathBuf,
    /// Where the databases are made; must be on a real disk, or durable commits cost nothing. Default: the system's
    /// temporary directory.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where the results are written as JSON.
    #[arg(long, value_name = "DIR", default_value = "bench/results")]
    pub results: PathBuf,
}

/// Which servers take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Servers {
    /// Prefect's own.
    Prefect,
    /// Ours.
    Weir,
    /// One after the other.
    Both,
}

/// One part of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// Create flow runs.
    Create,
    /// Create, Pending, Running, Completed.
    Lifecycle,
    /// Task-run events over the websocket until they can be read back.
    Events,
    /// Task-run events before 0 to 1,000 automations, and the time to an action; weir alone.
    Automations,
    /// Batches of 200 log lines.
    Logs,
    /// A real flow with mapped tasks through Prefect's SDK.
    SdkFlow,
    /// Whole runs at a steady rate.
    Mixed,
    /// A worker's poll of a pool with scheduled runs.
    Poll,
    /// Time to the first healthy answer; idle memory and processor time.
    Startup,
    /// Read queries over seeded runs, and the memory after them.
    Reads,
    /// What rollups cost those who write, on `SQLite`; weir alone.
    Rollups,
    /// Histories and insights over a million seeded runs, on `SQLite`.
    Insights,
}

impl Options {
    /// Whether `workload` is to be run.
    pub fn wants(&self, workload: Workload) -> bool {
        self.only.is_empty() || self.only.contains(&workload)
    }
}

/// Sizes and times of a run; every loop is bounded by one of them.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Scale {
    /// How long each closed loop sends.
    pub load: Duration,
    /// How long to wait after a load for the server's background work to end.
    pub settle: Duration,
    /// How long to wait for events to become readable.
    pub readable: Duration,
    /// Task runs sent as events (three each): Prefect, weir.
    pub task_runs: [usize; 2],
    /// Mapped tasks in the SDK's flow.
    pub mapped_tasks: usize,
    /// Length of each step of the mixed load.
    pub mixed_step: Duration,
    /// Every so many of the mixed load's rates is tried.
    pub mixed_stride: usize,
    /// Scheduled runs in the polled work pool.
    pub scheduled_runs: usize,
    /// Flow runs for the read queries that both servers get.
    pub seeded_runs: usize,
    /// Flow runs for the read queries that weir alone gets in addition to the above, up to this many.
    pub many_runs: usize,
    /// Flow runs for the histories and insights, with five task runs each.
    pub insight_runs: usize,
    /// How often each load is run with rollups and without.
    pub rollup_rounds: usize,
    /// How long an idle server is watched.
    pub idle: Duration,
}

impl Scale {
    /// About a quarter of an hour for both servers.
    pub const FULL: Self = Self {
        load: Duration::from_secs(8),
        settle: Duration::from_secs(20),
        readable: Duration::from_mins(2),
        task_runs: [500, 20_000],
        mapped_tasks: 1000,
        mixed_step: Duration::from_secs(10),
        mixed_stride: 1,
        scheduled_runs: 1000,
        seeded_runs: 20_000,
        many_runs: 100_000,
        insight_runs: 1_000_000,
        rollup_rounds: 7,
        idle: Duration::from_secs(20),
    };

    /// About three minutes for both servers.
    pub const QUICK: Self = Self {
        load: Duration::from_secs(2),
        settle: Duration::from_secs(4),
        readable: Duration::from_secs(40),
        task_runs: [100, 4000],
        mapped_tasks: 200,
        mixed_step: Duration::from_secs(4),
        mixed_stride: 2,
        scheduled_runs: 200,
        seeded_runs: 2000,
        many_runs: 10_000,
        insight_runs: 20_000,
        rollup_rounds: 2,
        idle: Duration::from_secs(5),
    };
}

//! `weir`: a self-hosted server that speaks Prefect 3's API and watches what runs.

mod client;
mod commands;
mod paint;
mod settings;
mod telemetry;

use clap::Parser;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "weir", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.command.run())
}

//! `weir`: a self-hosted server that speaks Prefect 3's API and watches what runs.

mod choice;
mod client;
mod commands;
mod demo;
mod moment;
mod output;
mod settings;
mod sparkline;
mod table;
mod telemetry;

use std::process::ExitCode;

use clap::{ColorChoice, Parser};

use crate::output::Output;

/// Answers are built of many short texts on one thread and freed on another, which costs the system's allocator more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "weir", version, about, long_about = None)]
struct Cli {
    /// Colours: on a terminal (and `NO_COLOR` is not set), always or never.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    #[command(subcommand)]
    command: commands::Command,
}

/// Ends with 0 when the command did what it is for, with 1 when it could not, with 2 when it was not understood.
fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_unread(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let output = Output::new(cli.color);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(cli.command.run(output))
}

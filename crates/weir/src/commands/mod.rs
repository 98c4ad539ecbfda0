//! One file for each command.

mod applied;
mod auth;
mod automation;
mod completions;
mod demo;
mod exporter;
mod files;
mod incidents;
mod insights;
mod metrics;
mod report;
mod runs;
mod server;
mod slo;
mod status;

use clap::Subcommand;

use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    #[command(subcommand)]
    Server(server::Server),
    /// Ask a server how it is.
    Status(status::Status),
    /// Look at flow runs.
    #[command(subcommand)]
    Runs(runs::Runs),
    /// Look at automations, and apply their files.
    #[command(subcommand)]
    Automation(automation::Automation),
    /// Look at incidents, take them and resolve them.
    #[command(subcommand)]
    Incidents(incidents::Incidents),
    /// Look at the custom metrics that flows tell of.
    #[command(subcommand)]
    Metrics(metrics::Metrics),
    /// Look at service level objectives, and apply their files.
    #[command(subcommand)]
    Slo(slo::Slo),
    /// Serve metrics of any Prefect API, Prefect's own server and Prefect Cloud among them.
    Exporter(exporter::Exporter),
    /// Look at success rates, durations, bottlenecks, failures and trends.
    #[command(subcommand)]
    Insights(insights::Insights),
    /// Write the review of a day or a week.
    Report(report::Report),
    /// Say who may use the server.
    #[command(subcommand)]
    Auth(auth::Auth),
    /// Fill a fresh database with a lively month of flow runs.
    Demo(demo::Demo),
    /// Print the version.
    Version,
    /// Print completions for a shell.
    Completions(completions::Completions),
}

impl Command {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Server(command) => command.run().await,
            Self::Status(command) => command.run(output).await,
            Self::Runs(command) => command.run(output).await,
            Self::Automation(command) => command.run(output).await,
            Self::Incidents(command) => command.run(output).await,
            Self::Metrics(command) => command.run(output).await,
            Self::Slo(command) => command.run(output).await,
            Self::Exporter(command) => command.run().await,
            Self::Insights(command) => command.run(output).await,
            Self::Report(command) => command.run(output).await,
            Self::Auth(command) => command.run(output).await,
            Self::Demo(command) => command.run(output).await,
            Self::Version => Ok(output.line(format_args!(
                "weir {} (API of Prefect {})",
                env!("CARGO_PKG_VERSION"),
                weir_api::PREFECT_VERSION
            ))?),
            Self::Completions(command) => Ok(command.run()?),
        }
    }
}

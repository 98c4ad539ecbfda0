//! One file for each command.

mod completions;
mod runs;
mod server;
mod status;

use clap::Subcommand;

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
    /// Print the version.
    Version,
    /// Print completions for a shell.
    Completions(completions::Completions),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Server(command) => command.run().await,
            Self::Status(command) => command.run().await,
            Self::Runs(command) => command.run().await,
            Self::Version => {
                println!("weir {} (API of Prefect {})", env!("CARGO_PKG_VERSION"), weir_api::PREFECT_VERSION);
                Ok(())
            }
            Self::Completions(command) => {
                command.run();
                Ok(())
            }
        }
    }
}

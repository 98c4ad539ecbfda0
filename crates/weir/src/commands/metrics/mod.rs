//! `weir metrics`: what flows tell of themselves.

mod ls;
mod refused;
mod show;

use clap::Subcommand;

use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Metrics {
    /// List the series of custom metrics with their last values.
    Ls(ls::Ls),
    /// Show how a custom metric went.
    Show(show::Show),
    /// List what was not stored, and why.
    Refused(refused::Refused),
}

impl Metrics {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run(output).await,
            Self::Show(command) => command.run(output).await,
            Self::Refused(command) => command.run(output).await,
        }
    }
}

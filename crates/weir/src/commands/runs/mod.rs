//! `weir runs`: list, inspect and follow flow runs.

mod inspect;
mod logs;
mod ls;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;
use weir_types::flow_runs::FlowRun;

use crate::{
    client::{Client, ServerArgs},
    output::Output,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Runs {
    /// List flow runs, the newest first.
    Ls(ls::Ls),
    /// Show one flow run: its states, task runs and parameters.
    Inspect(inspect::Inspect),
    /// Print a flow run's logs.
    Logs(logs::Logs),
}

impl Runs {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run(output).await,
            Self::Inspect(command) => command.run(output).await,
            Self::Logs(command) => command.run(output).await,
        }
    }
}

/// Which run of which server a command is about.
#[derive(Debug, Args)]
struct Target {
    /// The run's id or name.
    run: String,
    #[command(flatten)]
    server: ServerArgs,
}

impl Target {
    /// The run, and a client of the server that knows it.
    async fn find(self) -> anyhow::Result<(Client, FlowRun)> {
        let client = self.server.client()?;
        let run = match self.run.parse::<Uuid>() {
            Ok(id) => client
                .find(&format!("/flow_runs/{id}"))
                .await?
                .with_context(|| format!("there is no flow run with the id {id}"))?,
            Err(_) => by_name(&client, &self.run).await?,
        };
        Ok((client, run))
    }
}

async fn by_name(client: &Client, name: &str) -> anyhow::Result<FlowRun> {
    let filter = json!({ "flow_runs": { "name": { "any_": [name] } }, "limit": 2 });
    let mut found: Vec<FlowRun> = client.post("/flow_runs/filter", &filter).await?;
    match (found.pop(), found.is_empty()) {
        (Some(run), true) => Ok(run),
        (Some(_), false) => bail!("several flow runs are named {name}: give the id"),
        (None, _) => bail!("there is no flow run named {name}"),
    }
}

//! `weir runs`: list, inspect and follow flow runs.

mod inspect;
mod logs;
mod ls;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;
use weir_types::flow_runs::FlowRun;

use crate::client::Client;

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
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run().await,
            Self::Inspect(command) => command.run().await,
            Self::Logs(command) => command.run().await,
        }
    }
}

/// Which run of which server a command is about.
#[derive(Debug, Args)]
struct Target {
    /// The run's id or name.
    run: String,
    /// The server's API (`WEIR_API_URL`, `PREFECT_API_URL`).
    #[arg(long)]
    api_url: Option<String>,
}

impl Target {
    async fn find(&self, client: &Client) -> anyhow::Result<FlowRun> {
        if let Ok(id) = self.run.parse::<Uuid>() {
            return client.get(&format!("/flow_runs/{id}")).await;
        }
        let filter = json!({ "flow_runs": { "name": { "any_": [self.run] } }, "limit": 2 });
        let mut found: Vec<FlowRun> = client.post("/flow_runs/filter", &filter).await?;
        match (found.pop(), found.is_empty()) {
            (Some(run), true) => Ok(run),
            (Some(_), false) => bail!("several flow runs are named {}: give the id", self.run),
            (None, _) => bail!("there is no flow run named {}", self.run),
        }
    }
}

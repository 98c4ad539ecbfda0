//! `weir status`: is the server there, and what is going on.

use clap::Args;
use serde_json::json;
use weir_types::state::StateType;

use crate::{
    client::ServerArgs,
    output::{self, Output},
};

#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    server: ServerArgs,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What one look at a server shows.
#[derive(Debug, serde::Serialize)]
struct Report {
    url: String,
    version: String,
    flow_runs: Vec<Count>,
}

#[derive(Debug, serde::Serialize)]
struct Count {
    state_type: StateType,
    count: i64,
}

impl Status {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let version: String = client.get("/admin/version").await?;
        let mut flow_runs = Vec::new();
        for state_type in StateType::ALL {
            let filter = json!({ "flow_runs": { "state": { "type": { "any_": [state_type] } } } });
            let count: i64 = client.post("/flow_runs/count", &filter).await?;
            flow_runs.push(Count { state_type, count });
        }
        let report = Report { url: client.url().to_owned(), version, flow_runs };
        if self.json {
            return output.json(&report);
        }
        output.line(format_args!(
            "{} is healthy and speaks the API of Prefect {}",
            report.url, report.version
        ))?;
        for Count { state_type, count } in report.flow_runs.iter().filter(|entry| entry.count > 0) {
            let name = output.paint(output::state_style(Some(*state_type)), state_type.default_name());
            output.line(format_args!("{count:>8}  {name}"))?;
        }
        Ok(())
    }
}

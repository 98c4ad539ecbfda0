//! `weir runs logs`.

use std::time::Duration;

use clap::Args;
use serde_json::json;
use weir_types::{flow_runs::FlowRun, ids::FlowRunId, logs::Log, state::StateType};

use super::Target;
use crate::{
    client::{Client, PAGE},
    output::{self, Output},
};

/// How often a followed run is looked at.
const POLL: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Logs {
    #[command(flatten)]
    target: Target,
    /// Go on until the run has ended.
    #[arg(long, short)]
    follow: bool,
    /// Print one JSON object for each line of log.
    #[arg(long)]
    json: bool,
}

impl Logs {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let (client, mut run) = self.target.find().await?;
        let printer = Printer { client: &client, output, json: self.json };
        let mut printed = 0;
        loop {
            // The state is asked before the logs: what a run logs before it ends is then printed for sure.
            let ended = run.state_type.is_some_and(StateType::is_terminal);
            printed += printer.print_from(run.id, printed).await?;
            if ended || !self.follow {
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
            run = client.get::<FlowRun>(&format!("/flow_runs/{}", run.id)).await?;
        }
    }
}

/// How lines of log are printed.
struct Printer<'a> {
    client: &'a Client,
    output: Output,
    json: bool,
}

impl Printer<'_> {
    /// Prints the lines after the first `offset`; answers how many.
    async fn print_from(&self, run: FlowRunId, offset: usize) -> anyhow::Result<usize> {
        let mut printed = 0;
        loop {
            let query = json!({
                "logs": { "flow_run_id": { "any_": [run] } },
                "sort": "TIMESTAMP_ASC", "offset": offset + printed, "limit": PAGE,
            });
            let lines: Vec<Log> = self.client.post("/logs/filter", &query).await?;
            for line in &lines {
                self.print(line)?;
            }
            printed += lines.len();
            if lines.len() < PAGE {
                return Ok(printed);
            }
        }
    }

    fn print(&self, line: &Log) -> anyhow::Result<()> {
        if self.json {
            return Ok(self.output.line(serde_json::to_string(line)?)?);
        }
        let text = format!("{:<8}  {}", level_name(line.level), line.message);
        let text = self.output.paint(output::level_style(line.level), text);
        Ok(self.output.line(format_args!("{}  {text}", line.timestamp))?)
    }
}

fn level_name(level: i64) -> String {
    match level {
        10 => "DEBUG".to_owned(),
        20 => "INFO".to_owned(),
        30 => "WARNING".to_owned(),
        40 => "ERROR".to_owned(),
        50 => "CRITICAL".to_owned(),
        other => other.to_string(),
    }
}

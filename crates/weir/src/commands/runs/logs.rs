//! `weir runs logs`.

use std::{collections::HashSet, time::Duration};

use clap::Args;
use serde_json::json;
use weir_types::{
    TimeDelta, Timestamp,
    flow_runs::FlowRun,
    ids::{FlowRunId, LogId},
    logs::Log,
    state::StateType,
};

use super::Target;
use crate::{
    client::{Client, PAGE},
    output::{self, Output},
};

/// How often a followed run is looked at.
const POLL: Duration = Duration::from_millis(500);

/// How much later than it was logged a line may come.
const DELAY: TimeDelta = TimeDelta::from_secs(300);

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
        let mut printer =
            Printer { client: &client, output, json: self.json, printed: HashSet::new(), newest: None };
        loop {
            // The state is asked before the logs: what a run logs before it ends is then printed for sure.
            let ended = run.state_type.is_some_and(StateType::is_terminal);
            printer.print_new(run.id).await?;
            if ended || !self.follow {
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
            run = client.get::<FlowRun>(&format!("/flow_runs/{}", run.id)).await?;
        }
    }
}

/// Prints each line of a run once.
struct Printer<'a> {
    client: &'a Client,
    output: Output,
    json: bool,
    printed: HashSet<LogId>,
    /// When the newest line was logged.
    newest: Option<Timestamp>,
}

impl Printer<'_> {
    /// Prints the lines that were not there the last time. Processes send theirs in batches, so a line may come after
    /// one that was logged later: a while is looked at again.
    async fn print_new(&mut self, run: FlowRunId) -> anyhow::Result<()> {
        let mut filter = json!({ "flow_run_id": { "any_": [run] } });
        if let Some(newest) = self.newest {
            filter["timestamp"] = json!({ "after_": newest - DELAY });
        }
        for page in 0.. {
            let query =
                json!({ "logs": filter, "sort": "TIMESTAMP_ASC", "offset": page * PAGE, "limit": PAGE });
            let lines: Vec<Log> = self.client.post("/logs/filter", &query).await?;
            for line in &lines {
                if self.printed.insert(line.id) {
                    self.newest = self.newest.max(Some(line.timestamp));
                    self.print(line)?;
                }
            }
            if lines.len() < PAGE {
                break;
            }
        }
        Ok(())
    }

    fn print(&self, line: &Log) -> anyhow::Result<()> {
        if self.json {
            return Ok(self.output.line(serde_json::to_string(line)?)?);
        }
        let text = format!("{:<8}  {}", level_name(line.level), line.message);
        let text = self.output.paint(output::level_style(line.level), text);
        Ok(self.output.line(format_args!("{}  {text}", output::time(line.timestamp)))?)
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

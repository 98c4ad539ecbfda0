//! `weir automation actions`.

use anstyle::{AnsiColor, Style};
use anyhow::bail;
use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use weir_types::automations::{ActionRecord, ActionStatus};

use super::all;
use crate::{
    client::{Client, PAGE, ServerArgs},
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Actions {
    /// Only what this automation did: its id or its name.
    #[arg(long)]
    automation: Option<String>,
    /// Only what could not be done.
    #[arg(long, conflicts_with = "pending")]
    failed: bool,
    /// Only what is still to be done, or to be tried again.
    #[arg(long)]
    pending: bool,
    /// How many at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// A page of actions as the server gives it.
#[derive(Deserialize)]
struct Page {
    actions: Vec<ActionRecord>,
    next: Option<Uuid>,
}

impl Actions {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let mut filter = String::new();
        if let Some(named) = &self.automation {
            filter += &format!("&automation_id={}", found(&client, named).await?);
        }
        let status = [(self.failed, ActionStatus::Failed), (self.pending, ActionStatus::Pending)];
        if let Some((_, status)) = status.iter().find(|(wanted, _)| *wanted) {
            filter += &format!("&status={}", status.as_str());
        }
        let actions = read(&client, &filter, self.limit).await?;
        if self.json {
            return output.json(&actions);
        }
        let rows: Vec<_> = actions.iter().map(row).collect();
        let header = ["FIRED", "AUTOMATION", "ACTION", "STATUS", "ATTEMPTS", "NEXT", "REASON"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

async fn found(client: &Client, named: &str) -> anyhow::Result<Uuid> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let mut found: Vec<_> = all(client).await?.into_iter().filter(|one| one.name == named).collect();
    match (found.pop(), found.is_empty()) {
        (Some(automation), true) => Ok(automation.id.0),
        (Some(_), false) => bail!("several automations are named {named}: give the id"),
        (None, _) => bail!("there is no automation named {named}"),
    }
}

async fn read(client: &Client, filter: &str, limit: usize) -> anyhow::Result<Vec<ActionRecord>> {
    let (mut actions, mut after) = (Vec::new(), String::new());
    while actions.len() < limit {
        let wanted = PAGE.min(limit - actions.len());
        let path = format!("/weir/automation_actions?limit={wanted}{filter}{after}");
        let page: Page = client.get(&path).await?;
        actions.extend(page.actions);
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    Ok(actions)
}

fn row(action: &ActionRecord) -> [Cell; 7] {
    let kind = action.action.to_value()["type"].as_str().unwrap_or("-").to_owned();
    let colour = match action.status {
        ActionStatus::Executed => AnsiColor::Green,
        ActionStatus::Failed => AnsiColor::Red,
        ActionStatus::Pending => AnsiColor::Yellow,
    };
    [
        Cell::new(output::time(action.created)),
        Cell::new(&action.automation_name),
        Cell::new(kind),
        Cell::new(action.status.as_str()).styled(Style::new().fg_color(Some(colour.into()))),
        Cell::number(action.attempts),
        Cell::new(action.next_attempt.map_or_else(|| "-".to_owned(), output::time)),
        Cell::new(why(action)),
    ]
}

/// The reason, and what the receiver said, in one line.
fn why(action: &ActionRecord) -> String {
    let reason = action.reason.clone().unwrap_or_default();
    let response = action.response.as_ref().map(weir_types::JsonObject::to_map).unwrap_or_default();
    let said = response.get("response_body").and_then(Value::as_str).unwrap_or_default();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if said.is_empty() || action.status == ActionStatus::Executed {
        reason
    } else {
        format!("{reason}: {said}")
    }
}

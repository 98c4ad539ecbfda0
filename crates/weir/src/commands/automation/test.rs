//! `weir automation test`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};
use weir_types::{Clock, Timestamp, automations::Replay};

use super::{
    FORM,
    check::{check, told_by_server},
};
use crate::{
    client::{Client, ServerArgs},
    commands::files::{self, Written},
    moment::{Moment, moment},
    output::{self, Output},
};

/// Replays the events that the server has stored to the automations of files, and says when they would have fired and
/// what their actions would have sent. Nothing is done.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A file, or a folder with `.yaml`, `.yml` and `.json` files.
    #[arg(short, long, value_name = "DIR|FILE")]
    file: PathBuf,
    /// Since when: 2026-11-21T09:30:00Z, or how long ago, as in 12h or 7d.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Test {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let since = self.since.before(Clock::system().now());
        let written = files::read(FORM, &self.file)?;
        let mut wrong = Vec::new();
        for one in &written {
            wrong.extend(check(one)?.err().unwrap_or_default());
        }
        if !wrong.is_empty() {
            bail!("{}", wrong.join("\n"));
        }
        let client = self.server.client()?;
        let mut all = Vec::new();
        for one in &written {
            let told = ask(&client, one, since).await?;
            if self.json {
                all.push(json!({ "name": one.name(), "test": told }));
            } else {
                for line in lines(one.name(), &told) {
                    output.line(line)?;
                }
            }
        }
        if self.json { output.json(&all) } else { Ok(()) }
    }
}

async fn ask(client: &Client, written: &Written, since: Timestamp) -> anyhow::Result<Replay> {
    let body = json!({ "automation": written.value, "since": since });
    let (status, answer) = client.send(Method::POST, "/weir/automations/test", Some(&body)).await?;
    if !status.is_success() {
        let told = told_by_server(written, &answer).filter(|lines| !lines.is_empty());
        let said =
            told.map_or_else(|| String::from_utf8_lossy(&answer).into_owned(), |lines| lines.join("\n"));
        bail!("{}: the server answered {status}: {said}", written.place(&written.mark));
    }
    serde_json::from_slice(&answer).context("failed to read the server's answer")
}

fn lines(name: &str, told: &Replay) -> Vec<String> {
    let times = match told.firings.len() {
        0 => "would not have fired".to_owned(),
        1 => "would have fired once".to_owned(),
        times => format!("would have fired {times} times"),
    };
    let mut lines = vec![format!(
        "{name}: {times} from {} to {} ({} of {} events concern it)",
        output::time(told.since),
        output::time(told.until),
        told.concerned,
        told.events
    )];
    if !told.is_whole {
        lines.push("  the rest of the time was left out: too many events concern it".to_owned());
    }
    for firing in &told.firings {
        let event = match firing.event["event"].as_str() {
            Some(event) => format!("{event} of {}", thing(&firing.event["resource"])),
            None => "nothing came".to_owned(),
        };
        let state = if firing.state == "Resolved" { "resolved: " } else { "" };
        lines.push(format!("  {}  {state}{event}", output::time(firing.at)));
        lines.extend(firing.actions.iter().flat_map(action_lines));
    }
    lines
}

fn thing(resource: &Value) -> &str {
    let label = |name: &str| resource[name].as_str();
    label("prefect.resource.name").or_else(|| label("prefect.resource.id")).unwrap_or("-")
}

/// The kind of an action and, below it, what it would have sent.
fn action_lines(action: &Value) -> Vec<String> {
    let mut lines = vec![format!("    {}", action["type"].as_str().unwrap_or("-"))];
    let members = action.as_object().into_iter().flatten();
    for (name, value) in members.filter(|(name, value)| *name != "type" && !value.is_null()) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut parts = text.lines();
        lines.push(format!("      {name}: {}", parts.next().unwrap_or_default()));
        lines.extend(parts.map(|part| format!("        {part}")));
    }
    lines
}

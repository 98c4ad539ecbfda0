//! `weir incidents`: what automations declared, for people to take and to resolve.

use anstyle::{AnsiColor, Style};
use clap::{Args, Subcommand};
use serde_json::json;
use weir_types::{
    ids::IncidentId,
    incidents::{Incident, IncidentStatus},
};

use crate::{
    client::ServerArgs,
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Subcommand)]
pub(crate) enum Incidents {
    /// List incidents that are not resolved, the newest first.
    Ls(Ls),
    /// Say that somebody has taken an incident.
    Ack(Step),
    /// Say that an incident is over.
    Resolve(Step),
}

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Also those that are resolved.
    #[arg(long)]
    all: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Step {
    /// The incident's id.
    id: IncidentId,
    /// Who does it.
    #[arg(long)]
    by: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

impl Incidents {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run(output).await,
            Self::Ack(step) => step.run("acknowledge", output).await,
            Self::Resolve(step) => step.run("resolve", output).await,
        }
    }
}

impl Ls {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let status = (!self.all).then_some([IncidentStatus::Open, IncidentStatus::Acknowledged]);
        let found: Vec<Incident> = client.list("/incidents/filter", json!({ "status": status })).await?;
        if self.json {
            return output.json(&found);
        }
        let rows: Vec<_> = found.iter().map(row).collect();
        let header = ["ID", "DECLARED", "SEVERITY", "STATUS", "TIMES", "BY", "TITLE"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(incident: &Incident) -> [Cell; 7] {
    let colour = match incident.status {
        IncidentStatus::Open => AnsiColor::Red,
        IncidentStatus::Acknowledged => AnsiColor::Yellow,
        IncidentStatus::Resolved => AnsiColor::Green,
    };
    let by = incident.resolved_by.as_ref().or(incident.acknowledged_by.as_ref());
    [
        Cell::new(incident.id),
        Cell::new(output::time(incident.created)),
        Cell::new(incident.severity.as_str()),
        Cell::new(incident.status.as_str()).styled(Style::new().fg_color(Some(colour.into()))),
        Cell::number(incident.occurrences),
        Cell::new(by.map_or("-", String::as_str)),
        Cell::new(&incident.title),
    ]
}

impl Step {
    async fn run(self, what: &str, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let path = format!("/incidents/{}/{what}", self.id);
        let incident: Incident = client.post(&path, &json!({ "by": self.by })).await?;
        Ok(output.line(format_args!("{} is {}", incident.title, incident.status.as_str()))?)
    }
}

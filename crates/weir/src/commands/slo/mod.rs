//! `weir slo`: service level objectives, how they stand, and their files.

mod apply;
mod bar;
mod delete;
mod ls;
mod show;
mod written;

use anstyle::{AnsiColor, Style};
use anyhow::bail;
use clap::Subcommand;
use serde_json::{Value, json};
use weir_types::{
    ids::SloId,
    slos::{Slo as Stored, SloState},
};

use crate::{client::Client, output::Output};

#[derive(Debug, Subcommand)]
pub(crate) enum Slo {
    /// List objectives and how they stand.
    Ls(ls::Ls),
    /// Show how an objective stands and how it went.
    Show(show::Show),
    /// Make the server's objectives those of files: makes what is missing, changes what differs.
    Apply(apply::Apply),
    /// Delete an objective.
    Delete(delete::Delete),
}

impl Slo {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run(output).await,
            Self::Show(command) => command.run(output).await,
            Self::Apply(command) => command.run(output).await,
            Self::Delete(command) => command.run(output).await,
        }
    }
}

/// The objectives that a query asks for, by their names.
async fn all(client: &Client, query: Value) -> anyhow::Result<Vec<Stored>> {
    client.list("/slos/filter", query).await
}

/// The objective of a name or an id.
async fn named(client: &Client, name: &str) -> anyhow::Result<Stored> {
    if let Ok(id) = name.parse::<SloId>() {
        return client.get(&format!("/slos/{id}")).await;
    }
    let mut found = all(client, json!({ "name": name })).await?;
    match (found.pop(), found.len()) {
        (None, _) => bail!("there is no objective named {name}; weir slo ls lists them"),
        (Some(only), 0) => Ok(only),
        (Some(last), _) => {
            found.push(last);
            let ids: Vec<String> = found.iter().map(|slo| slo.id.to_string()).collect();
            bail!("several objectives are named {name}; name one by its id: {}", ids.join(", "))
        }
    }
}

/// The colour of a state.
fn style(state: SloState) -> Style {
    let colour = match state {
        SloState::Unknown => AnsiColor::BrightBlack,
        SloState::Met => AnsiColor::Green,
        SloState::Breached => AnsiColor::Red,
    };
    Style::new().fg_color(Some(colour.into()))
}

//! `weir automation`: what automations there are, what they did, and their files.

mod actions;
mod apply;
mod check;
mod ls;
mod plan;
mod recipes;
mod test;

use clap::Subcommand;
use serde_json::json;
use weir_types::automations::Automation as Stored;

use crate::{client::Client, commands::files::Form, output::Output};

/// Files with automations.
const FORM: Form = Form { one: "automation", list: "automations", has: "a name, a trigger and actions" };

#[derive(Debug, Subcommand)]
pub(crate) enum Automation {
    /// List automations.
    Ls(ls::Ls),
    /// List what automations did, the newest first.
    Actions(actions::Actions),
    /// Make the server's automations those of files: makes what is missing, changes what differs.
    Apply(apply::Apply),
    /// Print ready-made automations, to be changed and applied.
    Recipes(recipes::Recipes),
    /// Say when the automations of files would have fired, and what they would have done.
    Test(test::Test),
}

impl Automation {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Ls(command) => command.run(output).await,
            Self::Actions(command) => command.run(output).await,
            Self::Apply(command) => command.run(output).await,
            Self::Recipes(command) => command.run(output),
            Self::Test(command) => command.run(output).await,
        }
    }
}

/// All automations of a server, by name.
async fn all(client: &Client) -> anyhow::Result<Vec<Stored>> {
    client.list("/automations/filter", json!({ "sort": "NAME_ASC" })).await
}

//! `weir automation ls`.

use clap::Args;

use super::all;
use crate::{
    client::ServerArgs,
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Ls {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let found = all(&self.server.client()?).await?;
        if self.json {
            return output.json(&found);
        }
        let rows: Vec<_> = found
            .iter()
            .map(|automation| {
                [
                    Cell::new(automation.id),
                    Cell::new(&automation.name),
                    Cell::new(if automation.enabled { "yes" } else { "no" }),
                    Cell::number(automation.actions.len()),
                    Cell::new(automation.tags.join(",")),
                    Cell::new(output::time(automation.updated)),
                ]
            })
            .collect();
        for line in table::lines(output, ["ID", "NAME", "ENABLED", "ACTIONS", "TAGS", "UPDATED"], &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

//! `weir insights failures`.

use clap::Args;
use serde_json::json;
use weir_types::insights::{FailureGroup, FailuresInsight};

use super::{Which, name};
use crate::{
    moment::{Moment, moment},
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Failures {
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    /// Only those that were not seen before.
    #[arg(long)]
    new: bool,
    #[command(flatten)]
    which: Which,
}

impl Failures {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let question = self.which.question(self.since, json!({}));
        let mut told: FailuresInsight =
            self.which.server.client()?.post("/insights/failures", &question).await?;
        if self.new {
            told.groups.retain(|group| group.new);
        }
        if self.which.json {
            return output.json(&told);
        }
        let rows: Vec<_> = told.groups.iter().map(row).collect();
        for line in table::lines(output, ["TIMES", "FLOW", "FIRST SEEN", "LAST SEEN", "NEW", "ERROR"], &rows)
        {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(group: &FailureGroup) -> [Cell; 6] {
    let new = match &group.new_in_version {
        Some(version) => format!("since {}", version.version),
        None if group.new => "yes".to_owned(),
        None => "-".to_owned(),
    };
    [
        Cell::number(group.count),
        Cell::new(name(&group.flow)),
        Cell::new(output::time(group.first_seen)),
        Cell::new(output::time(group.last_seen)),
        Cell::new(new),
        Cell::new(&group.error),
    ]
}

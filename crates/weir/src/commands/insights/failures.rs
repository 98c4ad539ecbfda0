//! `weir insights failures`.

use clap::Args;
use serde_json::json;
use weir_types::insights::{FailureGroup, FailuresInsight};

use super::{Which, left_out, name};
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
    /// How many groups at most, up to 200.
    #[arg(long, default_value_t = 50)]
    limit: i64,
    #[command(flatten)]
    which: Which,
}

impl Failures {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let question = self.which.question(self.since, json!({ "new": self.new, "limit": self.limit }));
        let told: FailuresInsight = self.which.server.client()?.post("/insights/failures", &question).await?;
        if self.which.json {
            return output.json(&told);
        }
        let rows: Vec<_> = told.groups.iter().map(row).collect();
        for line in table::lines(output, ["TIMES", "FLOW", "FIRST SEEN", "LAST SEEN", "NEW", "ERROR"], &rows)
        {
            output.line(line)?;
        }
        left_out(output, told.left_out, "")?;
        if let Some(unknown) = unknown(&told) {
            output.line(unknown)?;
        }
        Ok(())
    }
}

/// What cannot be told of failures, if anything.
pub(crate) fn unknown(told: &FailuresInsight) -> Option<String> {
    let since = output::time(told.looked_back_to);
    if told.partial {
        Some(format!(
            "There were more failures than are looked at: those before {since} are not counted, and it is not known which are new."
        ))
    } else if told.looked_back_to >= told.start {
        Some(format!("Failures before {since} were not looked at, so it is not known which are new."))
    } else {
        None
    }
}

fn row(group: &FailureGroup) -> [Cell; 6] {
    let new = match &group.new_in_version {
        Some(version) => format!("since {}", version.version),
        None => match group.new {
            Some(true) => "yes".to_owned(),
            Some(false) => "-".to_owned(),
            None => "?".to_owned(),
        },
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

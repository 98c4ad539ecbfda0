//! `weir insights trends`.

use clap::Args;
use serde_json::json;
use weir_insights::length;
use weir_types::insights::{GroupBy, TrendGroup, TrendsInsight};

use super::{Which, left_out, name, or_dash};
use crate::{
    choice::one_of,
    moment::{Moment, moment},
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Trends {
    /// What they are told apart by; may be repeated.
    #[arg(long, value_parser = one_of(&BY, GroupBy::as_str), default_value = "flow")]
    by: Vec<GroupBy>,
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "90d", value_parser = moment)]
    since: Moment,
    #[command(flatten)]
    which: Which,
}

/// What flow runs can be told apart by here: states tell nothing of a trend.
const BY: [GroupBy; 5] =
    [GroupBy::Flow, GroupBy::Deployment, GroupBy::Tag, GroupBy::WorkPool, GroupBy::WorkQueue];

impl Trends {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let question = self.which.question(self.since, json!({ "group_by": self.by }));
        let told: TrendsInsight = self.which.server.client()?.post("/insights/trends", &question).await?;
        if self.which.json {
            return output.json(&told);
        }
        let rows: Vec<_> = told.groups.iter().map(row).collect();
        for line in table::lines(output, ["GROUP", "RUNS", "MEDIAN", "TREND", "LAST CHANGE", "SEASON"], &rows)
        {
            output.line(line)?;
        }
        left_out(output, told.left_out, "")
    }
}

fn row(group: &TrendGroup) -> [Cell; 6] {
    let by: Vec<&str> = group.group.values().map(name).collect();
    let change = group.changes.last().map(|change| {
        format!("{}: {} to {}", output::time(change.at), length(change.before), length(change.after))
    });
    let mut seasons = Vec::new();
    if group.weekdays.as_ref().is_some_and(|weekdays| weekdays.seasonal) {
        seasons.push("weekday");
    }
    if group.month_end.is_some_and(|end| end.seasonal) {
        seasons.push("month end");
    }
    [
        Cell::new(by.join(" ")),
        Cell::number(group.runs),
        Cell::number(or_dash(group.median, length)),
        Cell::new(group.trend.as_ref().map_or("too few days", |trend| trend.words.as_str())),
        Cell::new(change.unwrap_or_else(|| "-".to_owned())),
        Cell::new(if seasons.is_empty() { "-".to_owned() } else { seasons.join(", ") }),
    ]
}

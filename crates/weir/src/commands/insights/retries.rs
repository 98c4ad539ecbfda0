//! `weir insights retries`.

use clap::Args;
use serde_json::json;
use weir_types::insights::{Retries as Retried, RetriesInsight};

use super::{Which, left_out, name, or_dash, percent};
use crate::{
    moment::{Moment, moment},
    output::Output,
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Retries {
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    #[command(flatten)]
    which: Which,
}

impl Retries {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let question = self.which.question(self.since, json!({}));
        let told: RetriesInsight = self.which.server.client()?.post("/insights/retries", &question).await?;
        if self.which.json {
            return output.json(&told);
        }
        let rows: Vec<_> = told.tasks.iter().chain(&told.flows).map(row).collect();
        let header = ["FLOW", "TASK", "RUNS", "RETRIED", "RETRIES", "SUCCESS", "ERROR"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        left_out(output, told.tasks_left_out, " tasks")?;
        left_out(output, told.flows_left_out, " flows")
    }
}

fn row(retried: &Retried) -> [Cell; 7] {
    [
        Cell::new(name(&retried.flow)),
        Cell::new(retried.task.as_ref().map_or("-", name)),
        Cell::number(retried.runs),
        Cell::number(retried.retried),
        Cell::number(retried.retries),
        Cell::number(or_dash(retried.success_after_retry, percent)),
        Cell::new(retried.errors.first().map_or("-", |error| error.error.as_str())),
    ]
}

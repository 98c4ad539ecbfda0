//! `weir insights runs`.

use clap::Args;
use serde_json::json;
use weir_insights::length;
use weir_types::{
    Clock, TimeDelta,
    insights::{GroupBy, RunsGroup, RunsInsight},
};

use super::{Which, change, left_out, name, or_dash, percent};
use crate::{
    choice::one_of,
    moment::{Moment, moment},
    output::Output,
    sparkline::sparkline,
    table::{self, Cell},
};

/// Into how many intervals the time is cut: one is a character of the line that shows how the median went.
const INTERVALS: i64 = 28;

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// What they are told apart by, their flow or of task runs their task by default; may be repeated. Only task runs have
    /// a task.
    #[arg(long, value_parser = one_of(&GroupBy::ALL, GroupBy::as_str))]
    by: Vec<GroupBy>,
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    /// Of task runs instead of flow runs.
    #[arg(long)]
    tasks: bool,
    #[command(flatten)]
    which: Which,
}

impl Runs {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let now = Clock::system().now();
        let length = now.since(self.since.before(now)).as_micros();
        let interval = (length / INTERVALS + 1).max(TimeDelta::from_secs(1).as_micros());
        let by = match self.by.as_slice() {
            [] if self.tasks => &[GroupBy::Task],
            [] => &[GroupBy::Flow],
            given => given,
        };
        let more = json!({ "group_by": by, "interval_seconds": TimeDelta::from_micros(interval) });
        let question = self.which.question(self.since, more);
        let path = if self.tasks { "/insights/task_runs" } else { "/insights/flow_runs" };
        let told: RunsInsight = self.which.server.client()?.post(path, &question).await?;
        if self.which.json {
            return output.json(&told);
        }
        let rows: Vec<_> = told.groups.iter().map(row).collect();
        let header =
            ["GROUP", "RUNS", "SUCCESS", "P50", "P95", "MAX", "P50 BEFORE", "LATE P95", "COURSE OF P50"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        left_out(output, told.left_out, "")
    }
}

fn row(group: &RunsGroup) -> [Cell; 9] {
    let by: Vec<&str> = group.group.values().map(name).collect();
    let figures = &group.figures;
    let course: Vec<Option<f64>> = group.intervals.iter().map(|one| one.figures.duration.p50).collect();
    [
        Cell::new(if by.is_empty() { "all".to_owned() } else { by.join(" ") }),
        Cell::number(figures.runs),
        Cell::number(or_dash(figures.success_rate, percent)),
        Cell::number(or_dash(figures.duration.p50, length)),
        Cell::number(or_dash(figures.duration.p95, length)),
        Cell::number(or_dash(figures.duration.max, length)),
        Cell::number(or_dash(group.change.and_then(|by| by.duration_p50), change)),
        Cell::number(or_dash(figures.lateness.p95, length)),
        Cell::new(sparkline(&course)),
    ]
}

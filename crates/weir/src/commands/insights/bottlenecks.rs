//! `weir insights bottlenecks`.

use clap::Args;
use serde_json::json;
use weir_insights::length;
use weir_types::{
    ids::FlowRunId,
    insights::{BottlenecksInsight, RunBottlenecks, TaskShare},
};

use super::{Which, left_out, name, or_dash, percent};
use crate::{
    moment::{Moment, moment},
    output::Output,
    table::{self, Cell},
};

/// How many tasks of each flow are told of, those with the greatest shares.
const TASKS: usize = 3;

#[derive(Debug, Args)]
pub(crate) struct Bottlenecks {
    /// The id of a flow run: where its time went.
    run: Option<FlowRunId>,
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    #[command(flatten)]
    which: Which,
}

impl Bottlenecks {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self.run {
            Some(run) => of_run(run, self.which, output).await,
            None => of_flows(self.since, self.which, output).await,
        }
    }
}

async fn of_run(run: FlowRunId, which: Which, output: Output) -> anyhow::Result<()> {
    let path = format!("/insights/flow_runs/{run}/bottlenecks");
    let told: RunBottlenecks = which.server.client()?.get(&path).await?;
    if which.json {
        return output.json(&told);
    }
    output.line(format_args!(
        "{} of {} took {}; no task ran for {} of it, {} at once at most",
        told.name,
        name(&told.flow),
        length(told.wall_time),
        length(told.idle),
        told.parallelism.max
    ))?;
    let rows: Vec<_> = told.tasks.iter().map(row).collect();
    for line in table::lines(output, ["TASK", "RUNS", "SHARE", "WORK", "WAIT", "CRITICAL", ""], &rows) {
        output.line(line)?;
    }
    let path: Vec<&str> = told.critical_path.iter().map(|step| name(&step.task)).collect();
    if !path.is_empty() {
        output.line(format_args!("critical path ({}): {}", length(told.critical_time), path.join(" → ")))?;
    }
    Ok(())
}

fn row(share: &TaskShare) -> [Cell; 7] {
    [
        Cell::new(name(&share.task)),
        Cell::number(share.runs),
        Cell::number(percent(share.share)),
        Cell::number(length(share.work)),
        Cell::number(length(share.wait)),
        Cell::number(length(share.critical_time)),
        Cell::new(if share.bottleneck { "bottleneck" } else { "" }),
    ]
}

async fn of_flows(since: Moment, which: Which, output: Output) -> anyhow::Result<()> {
    let question = which.question(since, json!({}));
    let told: BottlenecksInsight = which.server.client()?.post("/insights/bottlenecks", &question).await?;
    if which.json {
        return output.json(&told);
    }
    let mut rows = Vec::new();
    for flow in &told.flows {
        for task in flow.tasks.iter().take(TASKS) {
            rows.push([
                Cell::new(name(&flow.flow)),
                Cell::new(name(&task.task)),
                Cell::number(percent(task.share)),
                Cell::number(or_dash(task.previous_share, percent)),
                Cell::number(percent(task.critical_share)),
                Cell::number(format!("{}/{}", task.bottleneck_in, flow.runs)),
            ]);
        }
    }
    let header = ["FLOW", "TASK", "SHARE", "BEFORE", "CRITICAL", "OVER HALF"];
    for line in table::lines(output, header, &rows) {
        output.line(line)?;
    }
    let tasks: usize = told.flows.iter().map(|flow| flow.tasks.len().saturating_sub(TASKS)).sum();
    left_out(output, tasks, " tasks of these flows")?;
    left_out(output, told.left_out, " flows")
}

//! `weir runs inspect`.

use clap::Args;
use serde_json::json;
use weir_types::{flow_runs::FlowRun, state::State, task_runs::TaskRun};

use super::Target;
use crate::{
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    target: Target,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything about one run.
#[derive(Debug, serde::Serialize)]
struct Report {
    flow_run: FlowRun,
    states: Vec<State>,
    task_runs: Vec<TaskRun>,
}

impl Inspect {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let (client, flow_run) = self.target.find().await?;
        let states = client.get(&format!("/flow_run_states/?flow_run_id={}", flow_run.id)).await?;
        let of_run = json!({
            "flow_runs": { "id": { "any_": [flow_run.id] } }, "sort": "EXPECTED_START_TIME_ASC",
        });
        let task_runs = client.list("/task_runs/filter", of_run).await?;
        let report = Report { flow_run, states, task_runs };
        if self.json { output.json(&report) } else { report.print(output) }
    }
}

impl Report {
    fn print(&self, output: Output) -> anyhow::Result<()> {
        let run = &self.flow_run;
        output.line(format_args!("{}  {}", run.name, run.id))?;
        output.line(format_args!("  parameters  {}", run.parameters.as_str()))?;
        if !run.tags.is_empty() {
            output.line(format_args!("  tags        {}", run.tags.join(", ")))?;
        }
        let seconds = run.estimated_run_time.as_secs_f64();
        let attempts = if run.run_count == 1 { "attempt" } else { "attempts" };
        output.line(format_args!("  run time    {seconds:.1} s in {} {attempts}", run.run_count))?;
        output.line("")?;
        for line in self.state_lines(output).into_iter().chain(self.task_lines(output)) {
            output.line(line)?;
        }
        Ok(())
    }

    fn state_lines(&self, output: Output) -> Vec<String> {
        let row = |state: &State| {
            [
                Cell::new(output::time(state.timestamp)),
                Cell::new(&state.name).styled(output::state_style(Some(state.state_type))),
                Cell::new(state.message.as_deref().unwrap_or_default()),
            ]
        };
        let rows: Vec<_> = self.states.iter().map(row).collect();
        table::lines(output, ["SINCE", "STATE", "MESSAGE"], &rows)
    }

    fn task_lines(&self, output: Output) -> Vec<String> {
        if self.task_runs.is_empty() {
            return Vec::new();
        }
        let row = |task: &TaskRun| {
            [
                Cell::new(&task.name),
                Cell::new(task.state_name.as_deref().unwrap_or("-"))
                    .styled(output::state_style(task.state_type)),
                Cell::number(format_args!("{:.1}", task.estimated_run_time.as_secs_f64())),
                Cell::number(task.run_count),
            ]
        };
        let rows: Vec<_> = self.task_runs.iter().map(row).collect();
        let table = table::lines(output, ["TASK RUN", "STATE", "SECONDS", "ATTEMPTS"], &rows);
        std::iter::once(String::new()).chain(table).collect()
    }
}

//! `weir runs inspect`.

use clap::Args;
use serde_json::json;
use weir_types::{flow_runs::FlowRun, state::State, task_runs::TaskRun};

use super::Target;
use crate::{client::Client, paint};

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
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let client = Client::from_settings(self.target.api_url.clone())?;
        let flow_run = self.target.find(&client).await?;
        let states = client.get(&format!("/flow_run_states/?flow_run_id={}", flow_run.id)).await?;
        let query = json!({
            "flow_runs": { "id": { "any_": [flow_run.id] } }, "sort": "EXPECTED_START_TIME_ASC", "limit": 200,
        });
        let task_runs = client.post("/task_runs/filter", &query).await?;
        let report = Report { flow_run, states, task_runs };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            report.print();
        }
        Ok(())
    }
}

impl Report {
    fn print(&self) {
        let run = &self.flow_run;
        println!("{}  {}", run.name, run.id);
        println!("  parameters  {}", run.parameters.as_str());
        if !run.tags.is_empty() {
            println!("  tags        {}", run.tags.join(", "));
        }
        println!("  run time    {:.1} s, run {} times", run.estimated_run_time.as_secs_f64(), run.run_count);
        println!("states");
        for state in &self.states {
            let name = paint::state(Some(state.state_type), &state.name);
            println!("  {}  {name}  {}", state.timestamp, state.message.as_deref().unwrap_or_default());
        }
        println!("task runs");
        for task in &self.task_runs {
            let name = task.state_name.as_deref().unwrap_or("-");
            println!(
                "  {:>9.1} s  {}  {}",
                task.estimated_run_time.as_secs_f64(),
                paint::state(task.state_type, name),
                task.name
            );
        }
    }
}

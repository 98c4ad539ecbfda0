//! `weir runs ls`.

use std::collections::HashMap;

use clap::Args;
use serde_json::{Map, Value, json};
use weir_types::{flow_runs::FlowRun, flows::Flow, ids::FlowId};

use crate::{
    client::{Client, PAGE, ServerArgs},
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Ls {
    #[command(flatten)]
    filter: Filter,
    /// How many at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// Which runs to list.
#[derive(Debug, Args)]
struct Filter {
    /// Only runs of this flow.
    #[arg(long)]
    flow: Option<String>,
    /// Only runs in a state of this name, such as Failed; may be repeated.
    #[arg(long)]
    state: Vec<String>,
    /// Only runs with this tag; may be repeated, then with all of them.
    #[arg(long)]
    tag: Vec<String>,
}

impl Ls {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let Self { server, json, limit, filter } = self;
        let client = server.client()?;
        let mut runs: Vec<FlowRun> = Vec::new();
        while runs.len() < limit {
            let wanted = PAGE.min(limit - runs.len());
            let page: Vec<FlowRun> =
                client.post("/flow_runs/filter", &filter.query(runs.len(), wanted)).await?;
            let last = page.len() < wanted;
            runs.extend(page);
            if last {
                break;
            }
        }
        if json {
            return output.json(&runs);
        }
        let flows = flow_names(&client, &runs).await?;
        for line in table(output, &runs, &flows) {
            output.line(line)?;
        }
        Ok(())
    }
}

impl Filter {
    fn query(&self, offset: usize, limit: usize) -> Value {
        let mut filter = Map::new();
        if !self.state.is_empty() {
            filter.insert("state".to_owned(), json!({ "name": { "any_": self.state } }));
        }
        if !self.tag.is_empty() {
            filter.insert("tags".to_owned(), json!({ "all_": self.tag }));
        }
        let mut query = json!({
            "sort": "EXPECTED_START_TIME_DESC", "offset": offset, "limit": limit, "flow_runs": filter,
        });
        if let Some(flow) = &self.flow {
            query["flows"] = json!({ "name": { "any_": [flow] } });
        }
        query
    }
}

async fn flow_names(client: &Client, runs: &[FlowRun]) -> anyhow::Result<HashMap<FlowId, String>> {
    let mut ids: Vec<FlowId> = runs.iter().map(|run| run.flow_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::new();
    for ids in ids.chunks(PAGE) {
        let flows: Vec<Flow> =
            client.post("/flows/filter", &json!({ "flows": { "id": { "any_": ids } } })).await?;
        names.extend(flows.into_iter().map(|flow| (flow.id, flow.name)));
    }
    Ok(names)
}

fn table(output: Output, runs: &[FlowRun], flows: &HashMap<FlowId, String>) -> Vec<String> {
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let started = run.start_time.or(run.expected_start_time);
            [
                Cell::new(run.id),
                Cell::new(flows.get(&run.flow_id).map_or("", String::as_str)),
                Cell::new(&run.name),
                Cell::new(run.state_name.as_deref().unwrap_or("-"))
                    .styled(output::state_style(run.state_type)),
                Cell::new(started.map_or_else(|| "-".to_owned(), output::time)),
                Cell::number(format_args!("{:.1}", run.estimated_run_time.as_secs_f64())),
            ]
        })
        .collect();
    table::lines(output, ["ID", "FLOW", "NAME", "STATE", "STARTED", "SECONDS"], &rows)
}

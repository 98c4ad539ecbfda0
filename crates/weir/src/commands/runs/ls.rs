//! `weir runs ls`.

use std::collections::HashMap;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};
use weir_types::{flow_runs::FlowRun, flows::Flow, ids::FlowId};

use crate::{client::Client, paint};

/// The most that one request may ask for.
const PAGE: usize = 200;

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Only runs of this flow.
    #[arg(long)]
    flow: Option<String>,
    /// Only runs in a state of this name, such as Failed; may be repeated.
    #[arg(long)]
    state: Vec<String>,
    /// Only runs with this tag; may be repeated, then with all of them.
    #[arg(long)]
    tag: Vec<String>,
    /// How many at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The server's API (`WEIR_API_URL`, `PREFECT_API_URL`).
    #[arg(long)]
    api_url: Option<String>,
}

impl Ls {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let client = Client::from_settings(self.api_url.clone())?;
        let mut runs: Vec<FlowRun> = Vec::new();
        while runs.len() < self.limit {
            let wanted = PAGE.min(self.limit - runs.len());
            let page: Vec<FlowRun> =
                client.post("/flow_runs/filter", &self.query(runs.len(), wanted)).await?;
            let last = page.len() < wanted;
            runs.extend(page);
            if last {
                break;
            }
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&runs)?);
            return Ok(());
        }
        let flows = flow_names(&client, &runs).await?;
        println!("{}", table(&runs, &flows));
        Ok(())
    }

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

fn table(runs: &[FlowRun], flows: &HashMap<FlowId, String>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["ID", "FLOW", "NAME", "STATE", "STARTED", "SECONDS"]);
    for run in runs {
        let started = run.start_time.or(run.expected_start_time);
        table.add_row([
            run.id.to_string(),
            flows.get(&run.flow_id).cloned().unwrap_or_default(),
            run.name.clone(),
            paint::state(run.state_type, run.state_name.as_deref().unwrap_or("-")),
            started.map_or_else(|| "-".to_owned(), |at| at.to_string()),
            format!("{:.1}", run.estimated_run_time.as_secs_f64()),
        ]);
    }
    table
}
